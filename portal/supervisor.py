"""Starts the portal's processes, watches them, and ends them all when it ends itself."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import BinaryIO, NoReturn, Self

from portal import child
from portal.data_folder import PROJECT

LOOK_EVERY = 0.2  # seconds
STOP_WITHIN = 15
LINES_SHOWN = 15
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the portal to stop: Ctrl-C, SIGTERM, or a closed terminal."""


class ChildEnded(Exception):
    """A process that must run has ended; the text says which, and shows the end of its log."""


@dataclass(frozen=True)
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    stop: signal.Signals


class Supervisor:
    """Use as a context: whatever was started inside has ended after it."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: list[Child] = []

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        for number in ENDING:
            signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        for number in ENDING:  # a second Ctrl-C must not leave half of it running
            signal.signal(number, signal.SIG_IGN)
        for ending in reversed(self.children):
            _end(ending)

    @staticmethod
    def _on_signal(number: int, frame: FrameType | None) -> NoReturn:
        raise Stopped

    def log(self, name: str) -> BinaryIO:
        return (self.logs / f"{name}.log").open("wb")

    def start(
        self, name: str, argv: Sequence[str], *, when_orphaned: signal.Signals = signal.SIGTERM
    ) -> None:
        with self.log(name) as log:
            process = subprocess.Popen(
                child.command(argv, stop=when_orphaned),
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end them in order
            )
        self.adopt(name, process)

    def adopt(
        self, name: str, process: "subprocess.Popen[bytes]", stop: signal.Signals = signal.SIGTERM
    ) -> None:
        """Watch and end a process that somebody else started as the leader of its own group."""
        self.children.append(Child(name, process, self.logs / f"{name}.log", stop))

    def check(self) -> None:
        for one in self.children:
            if (code := one.process.poll()) is not None:
                raise ChildEnded(_epitaph(one, code))

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            if ready():
                return True
            time.sleep(LOOK_EVERY)
        return False

    def watch(self) -> NoReturn:
        """Until somebody says stop (Stopped) or a child ends (ChildEnded)."""
        while True:
            self.check()
            time.sleep(LOOK_EVERY)


def _end(one: Child) -> None:
    if one.process.poll() is None:
        one.process.send_signal(one.stop)
        with suppress(subprocess.TimeoutExpired):
            one.process.wait(STOP_WITHIN)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(one.process.pid, signal.SIGKILL)
    one.process.wait()


def _epitaph(one: Child, code: int) -> str:
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    last = one.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
    return "\n".join([f"The process `{one.name}` {how}, so the portal stops. Its log is {one.log}", *last])
