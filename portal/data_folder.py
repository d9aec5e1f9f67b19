"""The one folder that the portal writes to: PORTAL_DATA, `.data` when unset. Read before the settings are."""

import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ

PROJECT = Path(__file__).resolve().parent.parent


class Unusable(Exception):
    """Another `up` works in this folder, or it is no folder that can be written to."""


def path() -> Path:
    return Path(os.environ.get("PORTAL_DATA") or PROJECT / ".data").resolve()


def make(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as fault:
        raise Unusable(f"{folder} cannot be the portal's folder (PORTAL_DATA): {fault.strerror}.") from None
    return folder


def keep_secret_key() -> None:
    """Make the key that signs sessions and links, once, unless SECRET_KEY gives one."""
    if variables := os.environ.get("PORTAL_ENV_FILE"):
        environ.Env.read_env(variables)
    file = path() / "secret_key"
    if os.environ.get("SECRET_KEY") or file.exists():
        return
    make(file.parent)
    unfinished = file.with_name(f"secret_key.{os.getpid()}")
    with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(50))
    unfinished.rename(file)


@contextmanager
def held() -> Iterator[Path]:
    """Keep a second `up` out while this one runs; the lock goes with the process."""
    folder = make(path())
    with (folder / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable(
                f"The portal already runs in {folder}. Stop that one first (Ctrl-C where it runs), "
                "or set PORTAL_DATA to another folder and PORT to another number."
            ) from None
        yield folder
