"""The one folder that the portal writes to: PORTAL_DATA, `.data` when unset. Read before the settings are."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ

PROJECT = Path(__file__).resolve().parent.parent


class InUse(Exception):
    """Another `up` works in this folder."""


def path() -> Path:
    return Path(os.environ.get("PORTAL_DATA") or PROJECT / ".data").resolve()


def keep_secret_key() -> None:
    """Make the key that signs sessions and links, once, unless SECRET_KEY gives one."""
    if variables := os.environ.get("PORTAL_ENV_FILE"):
        environ.Env.read_env(variables)
    file = path() / "secret_key"
    if os.environ.get("SECRET_KEY") or file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"secret_key.{os.getpid()}")
    with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(50))
    unfinished.rename(file)


@contextmanager
def held() -> Iterator[Path]:
    """Keep a second `up` out while this one runs; the lock goes with the process."""
    folder = path()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(
                f"The portal already runs in {folder}. Stop that one first (Ctrl-C where it runs), "
                "or set PORTAL_DATA to another folder and PORT to another number."
            ) from None
        yield folder
