"""Which e-mails the mail server took, noted on this machine the moment it says so.

The stamp in the database comes a little later. A worker that dies in between leaves its notes behind, and
whoever gives back what it had claimed stamps these instead of having them sent again. One file of numbers a
claim, in the data folder, which all workers share; carrier.py writes it. Where it cannot be written, or died
with the machine, such an e-mail goes out again under its Message-ID.
"""

import logging
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from django.conf import settings

log = logging.getLogger(__name__)
KEPT = 7 * 24 * 3600  # seconds, for whoever reads a log; by then all that it names is stamped


class Receipts:
    """Those of one claim. Use as a context: where all went well, nothing is left of them."""

    def __init__(self, claim: int) -> None:
        self.path = of(claim)
        self.file = -1  # none

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            forget_old(self.path.parent)
            self.file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as fault:
            log.warning("What the mail server takes cannot be noted in %s: %s", self.path.parent, fault)
        return self

    def __exit__(self, fault: object, *_: object) -> None:
        if self.file < 0:
            return
        os.close(self.file)
        if fault is None:
            remove(self.path)


def of(claim: int) -> Path:
    return Path(settings.DATA_DIR) / "taken" / str(claim)


def left_by(claim: int) -> list[int]:
    """What a worker that is dead now noted. A last line that a full disk cut short says nothing."""
    try:
        whole, _, _ = of(claim).read_bytes().rpartition(b"\n")
    except OSError:
        return []
    return [int(line) for line in whole.split()]


def forget(claim: int) -> None:
    remove(of(claim))


def remove(path: Path) -> None:
    with suppress(OSError):  # sending goes on without
        path.unlink()


def forget_old(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # its worker is done with it just now
            if path.stat().st_mtime < time.time() - KEPT:
                remove(path)
