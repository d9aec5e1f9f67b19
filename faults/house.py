"""The portal's processes as in production (docker-compose.yml); each can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from portal import child, postgres
from portal.data_folder import PROJECT

CELERY = [sys.executable, "-m", "celery"]
WORKER = ["worker", "--loglevel=warning", "--concurrency=2"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    def __init__(self, name: str, argv: Sequence[str], env: dict[str, str], logs: Path) -> None:
        self.argv, self.env, self.log = list(argv), env, logs / f"{name}.log"
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                child.command(self.argv, stop=signal.SIGKILL), cwd=PROJECT, env=self.env,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """At once, with all its children, and without a word."""
        if self.running:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


class Database:
    def __init__(self, folder: Path) -> None:
        self.cluster = postgres.Cluster(folder / "postgres")  # as durable as in production
        self.log = (folder / "postgres.log").open("ab")

    def start(self) -> None:
        self.cluster.start(self.log)

    def kill(self) -> None:
        """As after a crash: nothing is finished, and the next start recovers from the log."""
        if process := self.cluster.process:
            process.send_signal(signal.SIGQUIT)
            process.wait()


class House:
    """Use as a context. PostgreSQL, Redis, a mail server, and (once `open`) workers and beat."""

    def __init__(self, folder: Path, app: str) -> None:
        self.folder, self.ledger = folder, folder / "ledger"
        redis, mail = free_port(), free_port()
        self.database = Database(folder)
        self.mail_port, self.redis_port = mail, redis
        self.env = os.environ | {
            "DATABASE_URL": self.database.cluster.address(),
            "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail}",
            "PORTAL_DATA": str(folder),
            "SECRET_KEY": "fault-run",
            "OPENBLAS_NUM_THREADS": "1",
            "SINK_DELAY": "0.03",
        }
        plain = app != "portal"
        queues = {"worker quick": "confirm,counts", "worker slow": "analysis,digests,bulk"}
        workers = {
            name: Process(
                name.replace(" ", "-"),
                [*CELERY, "-A", app, *WORKER, f"--hostname={name.split()[1]}@here"]
                + ([] if plain else [f"--queues={names}"]),
                self.env,
                folder,
            )
            for name, names in queues.items()
        }
        beat = [*CELERY, "-A", app, "beat", "--loglevel=warning", f"--schedule={folder / 'beat'}"]
        self.workers: dict[str, Process] = workers | (
            {} if plain else {"beat": Process("beat", beat, self.env, folder)}
        )
        argv = ["--port", str(redis), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.redis = Process("redis", ["/usr/bin/env", "redis-server", *argv], self.env, folder)
        sink = [sys.executable, "-m", "faults.sink", str(mail), str(self.ledger)]
        self.sink = Process("sink", sink, self.env, folder)

    def __enter__(self) -> "House":
        self.ledger.touch()
        for each in (self.database, self.redis, self.sink):
            each.start()
        until = time.monotonic() + 30
        while not all(map(answers, (self.redis_port, self.mail_port))) and time.monotonic() < until:
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        for each in (*self.workers.values(), self.sink, self.redis):
            each.kill()
        self.database.cluster.stop()

    def open(self) -> None:
        for each in self.workers.values():
            each.start()

    def mood(self, word: str) -> None:
        (self.folder / "ledger.mood").write_text(word)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
