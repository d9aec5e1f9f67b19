"""A thread that hands e-mails over one after the other, on one connection to the mail server."""

import smtplib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Self

from core.emails import crossing, faults, messages
from core.models import OutgoingEmail

REFUSALS = 10  # so many for now, one after the other, and it is the server that takes nothing


@dataclass(frozen=True)
class Outcome:
    """Taken, not taken for a fault, or left: not tried."""

    email: OutgoingEmail
    taken: bool = False
    fault: Exception | None = None

    @property
    def was_left(self) -> bool:
        return not self.taken and self.fault is None


class Courier:
    """Use as a context. `put` e-mails, and take as many `outcomes`; it never touches the database."""

    def __init__(self, notes: int, held: int) -> None:
        self.crossing = crossing.chosen(notes, held)
        self.todo: SimpleQueue[OutgoingEmail | None] = SimpleQueue()
        self.done: SimpleQueue[Outcome] = SimpleQueue()
        self.load = 0  # put, and no outcome taken yet
        self.in_hand: list[Outcome] = []  # taken from `done` and perhaps not stamped
        self.is_open = False
        self.refusals = 0
        self.away = Event()
        self.thread = Thread(target=self.work, name="courier", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def is_away(self) -> bool:
        return self.away.is_set()

    def put(self, emails: Sequence[OutgoingEmail]) -> None:
        self.load += len(emails)
        for email in emails:
            self.todo.put(email)

    def outcomes(self) -> list[Outcome]:
        """At least one, and all that there are."""
        self.in_hand = [self.done.get()]
        while True:
            try:
                self.in_hand.append(self.done.get_nowait())
            except Empty:
                break
        self.load -= len(self.in_hand)
        return self.in_hand

    def stop(self) -> None:
        """After the e-mail that it is busy with."""
        self.away.set()
        self.todo.put(None)
        self.thread.join()

    def unstamped(self) -> list[Outcome]:
        """After a stop: what came of the last ones."""
        last = self.in_hand
        return [*last, *self.outcomes()] if self.load else last

    # == In the thread ==
    def work(self) -> None:
        while (email := self.todo.get()) is not None:
            self.done.put(Outcome(email) if self.is_away else self.outcome(email))
        self.close()
        self.crossing.end()

    def outcome(self, email: OutgoingEmail) -> Outcome:
        try:
            self.hand_over(email, messages.raw(email))
        except Exception as fault:  # whatever is wrong with it, the others go on
            self.after(fault)
            return Outcome(email, fault=fault)
        self.refusals = 0
        return Outcome(email, taken=True)

    def hand_over(self, email: OutgoingEmail, raw: bytes) -> None:
        was_open = self.is_open
        self.open()
        try:
            self.crossing.hand_over(email, raw)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            if not was_open:
                raise
            self.close()  # an old connection may have ended for any reason: once more on a new one
            self.open()
            self.crossing.hand_over(email, raw)

    def after(self, fault: Exception) -> None:
        what = faults.meaning(fault)
        if what in (faults.Fault.NEVER, faults.Fault.ADDRESS):
            self.refusals = 0
        else:
            self.refusals += 1
        if what is faults.Fault.SERVER or self.refusals >= REFUSALS:
            self.away.set()
        if not isinstance(fault, (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)):
            self.close()

    def open(self) -> None:
        if not self.is_open:
            try:
                self.crossing.open()
            except (OSError, smtplib.SMTPException) as fault:
                raise faults.NoEntry(faults.in_words(fault)) from fault
            self.is_open = True

    def close(self) -> None:
        self.is_open = False
        with suppress(OSError, smtplib.SMTPException):
            self.crossing.close()
