"""The whole portal as people meet it, by `manage.py up`, and a mail server that keeps all it gets."""

import ipaddress
import os
import queue
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.controller import Controller

from portal import child, postgres
from portal.data_folder import PROJECT

OPEN = "The portal is open"
OPEN_WITHIN = 180  # seconds; the machine may be busy with other tests
STOP_WITHIN = 60
NETWORK = ipaddress.ip_network("100.64.0.0/10")  # of nobody in particular


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def from_somewhere_else() -> dict[str, str]:
    """Headers with an address as each person has one: limits would take everybody in the tests for one."""
    return {"X-Forwarded-For": str(NETWORK[random.randrange(1, NETWORK.num_addresses - 1)])}


class Mailbox(list[EmailMessage]):
    """Every e-mail that arrived, the oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = threading.Condition()

    def put(self, message: EmailMessage) -> None:
        with self.arrived:
            self.append(message)
            self.arrived.notify_all()

    def wait_for(
        self, *, to: str = "", subject_contains: str = "", after: int = 0, timeout: float = 30
    ) -> EmailMessage:
        """The first e-mail that fits; `after` skips so many, to wait for a new one: after=len(mailbox)."""

        def fitting() -> EmailMessage | None:
            return next((m for m in self[after:] if to in m["To"] and subject_contains in m["Subject"]), None)

        with self.arrived:
            found = self.arrived.wait_for(fitting, timeout)
        if found is None:
            had = [(m["To"], m["Subject"]) for m in self[after:]]
            raise AssertionError(
                f"no e-mail to {to!r} about {subject_contains!r} in {timeout} s; there are {had}"
            )
        return found


class MailServer:
    """A real SMTP server on a port of this machine."""

    def __init__(self) -> None:
        self.mailbox = Mailbox()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.url = f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mailbox.put(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


class RunningPortal:
    """`manage.py up` in a process group of its own."""

    def __init__(self, data: Path, env: dict[str, str], *, mailbox: Mailbox | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = data
        self.mailbox = Mailbox() if mailbox is None else mailbox
        changed = {
            "PORTAL_DATA": str(data),
            "PORT": str(self.port),
            "PORTAL_URL": self.url,
            "PYTHONUNBUFFERED": "1",
        }
        self.env = os.environ | changed | env
        self.process: subprocess.Popen[str] | None = None
        self.output: list[str] = []  # what it said at the terminal, by line

    def start(self) -> "RunningPortal":
        self.process = subprocess.Popen(
            child.command([sys.executable, str(PROJECT / "manage.py"), "up"]),
            cwd=PROJECT, env=self.env, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        opened: queue.Queue[bool] = queue.Queue()
        self.listener = threading.Thread(target=self._listen, args=(self.process, opened), daemon=True)
        self.listener.start()
        try:
            is_open = opened.get(timeout=OPEN_WITHIN)
        except queue.Empty:
            is_open = False
        if not is_open:
            self.stop()
            raise AssertionError("The portal did not open.\n" + "".join(self.output))
        return self

    def _listen(self, process: "subprocess.Popen[str]", opened: "queue.Queue[bool]") -> None:
        for line in process.stdout or ():
            self.output.append(line)
            if OPEN in line:
                opened.put(True)
        opened.put(False)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """The exit code; Ctrl-C by default."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(STOP_WITHIN)
        self.listener.join(STOP_WITHIN)
        return code

    def manage(self, *args: str) -> str:
        """What a management command printed, run on the portal's own database."""
        done = subprocess.run(
            [sys.executable, str(PROJECT / "manage.py"), *args],
            cwd=PROJECT, env=self.env, text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def query(self, text: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the portal's own database."""
        address = self.env["DATABASE_URL"] or postgres.address(self.data / "postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(text, params)
            return cursor.fetchall() if cursor.description else []

    def log(self, name: str) -> str:
        return (self.data / "log" / f"{name}.log").read_text(errors="replace")


def processes_of(folder: Path) -> list[str]:
    """The command lines of all processes that name this data folder in their command or environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command, env = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        if int(entry.name) != os.getpid() and os.fsencode(folder) in command + env:
            found.append(f"{entry.name} {command.replace(bytes(1), b' ').decode()}")
    return found


def none_left(folder: Path, seconds: float = 10) -> list[str]:
    """The processes of this data folder that are still there after so many seconds."""
    deadline = time.monotonic() + seconds
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left
