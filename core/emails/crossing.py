"""The two ways an e-mail leaves: to a mail server, by a process of its own, or into a mailbox of files."""

import pickle
import smtplib
import subprocess
import sys
from typing import Any, Protocol

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from core.emails import carrier, messages
from core.models import OutgoingEmail

SETTINGS = (
    "host", "port", "username", "password", "use_tls", "use_ssl", "timeout", "ssl_keyfile", "ssl_certfile",
)  # fmt: skip


class Crossing(Protocol):
    def open(self) -> None: ...

    def hand_over(self, email: OutgoingEmail, raw: bytes) -> None:
        """Raises what the mail server has against it. What it takes is noted."""

    def close(self) -> None: ...

    def end(self) -> None:
        """Nothing more is to cross."""


def chosen(notes: int, held: int) -> Crossing:
    """As EMAIL_URL says. `notes` and `held` are open files: the receipts, the connection with the claim."""
    backend = get_connection()
    return Carrier(backend, notes, held) if isinstance(backend, EmailBackend) else Files(backend, notes)


class Carrier:
    """The process of carrier.py, from here."""

    def __init__(self, backend: EmailBackend, notes: int, held: int) -> None:
        self.backend, self.notes, self.held = backend, notes, held
        self.process: subprocess.Popen[bytes] | None = None
        self.orders: Any = None
        self.answers: Any = None

    def open(self) -> None:
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-I", carrier.__file__, str(self.notes), str(self.held)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
                pass_fds=[file for file in (self.notes, self.held) if file >= 0],
            )  # fmt: skip
            self.orders, self.answers = self.process.stdin, self.process.stdout
            pickle.dump({name: getattr(self.backend, name) for name in SETTINGS}, self.orders)
        self.ask("open")

    def hand_over(self, email: OutgoingEmail, raw: bytes) -> None:
        self.ask("hand_over", email.pk, messages.envelope_sender(), messages.address(email.to), raw)

    def close(self) -> None:
        if self.process:
            self.ask("close")

    def ask(self, *order: Any) -> None:
        if self.process is None:
            raise smtplib.SMTPServerDisconnected("Nothing is open")
        try:
            pickle.dump(order, self.orders)
            self.orders.flush()
            fault = pickle.load(self.answers)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.end()
            raise smtplib.SMTPServerDisconnected("The process with the connection was killed") from None
        if fault is not None:
            raise fault

    def end(self) -> None:
        if self.process:
            self.process.communicate()
            self.process = None


class Files:
    """A folder on this machine; for a trial of the portal."""

    def __init__(self, backend: BaseEmailBackend, notes: int) -> None:
        self.backend, self.notes = backend, notes

    def open(self) -> None:
        self.backend.open()

    def hand_over(self, email: OutgoingEmail, raw: bytes) -> None:
        self.backend.send_messages([messages.message(email, self.backend)])
        carrier.note(self.notes, email.pk)

    def close(self) -> None:
        self.backend.close()

    def end(self) -> None:
        self.close()
