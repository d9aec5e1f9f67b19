"""The process that holds the connection to the mail server, and outlives a worker that is killed.

    python carrier.py NOTES HELD        (see crossing.py; both are open files that it inherits)

Orders come in on standard input, and what came of each goes out: None, or the exception. What the mail server
takes is noted in the file NOTES before anything else. HELD is the worker's connection to the database: nobody
touches it here, but as long as it is open, the worker's claim lives (claiming.py). So nobody takes up the
e-mail in hand before it is noted, whatever becomes of the worker.

It knows nothing of the portal, so that it starts in a tenth of a second.
"""

import os
import pickle
import smtplib
import sys
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend


def main(notes: int) -> None:
    """Until the worker has no more orders, or is dead."""
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    settings.configure()
    backend = EmailBackend(**pickle.load(orders))
    with suppress(EOFError, pickle.UnpicklingError, BrokenPipeError):
        while True:
            answer = outcome(backend, notes, *pickle.load(orders))
            pickle.dump(answer, answers)
            answers.flush()


def outcome(backend: Any, notes: int, order: str, *what: Any) -> Exception | None:
    try:
        if order == "hand_over":
            number, *message = what
            hand_over(backend.connection, *message)
            note(notes, number)
        else:
            getattr(backend, order)()
    except Exception as fault:  # the worker decides what it means
        return sendable(fault)
    return None


def note(file: int, number: int) -> None:
    with suppress(OSError):  # no file, or the disk is full: it was taken all the same
        os.write(file, b"%d\n" % number)


def sendable(fault: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(fault))
    except Exception:  # an exception of any library may be one that cannot be sent
        return smtplib.SMTPException(f"{type(fault).__name__}: {fault}")
    return fault


def hand_over(smtp: smtplib.SMTP, sender: str, to: str, message: bytes) -> None:
    """What `SMTP.sendmail` does and raises, for one reader, in half of its processor time.

    `message` ends its lines, also the last, in CRLF: so that a dot which begins one is found without the
    regular expression that reads every byte there.
    """
    smtp.ehlo_or_helo_if_needed()
    code, words = smtp.mail(sender, [f"size={len(message)}"] if smtp.has_extn("size") else [])
    if code != 250:
        give_up(smtp, code)
        raise smtplib.SMTPSenderRefused(code, words, sender)
    code, words = smtp.rcpt(to)
    if code not in (250, 251):
        give_up(smtp, code)
        raise smtplib.SMTPRecipientsRefused({to: (code, words)})
    code, words = smtp.docmd("data")
    if code == 354:
        smtp.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, words = smtp.getreply()
    if code != 250:
        give_up(smtp, code)
        raise smtplib.SMTPDataError(code, words)


def give_up(smtp: smtplib.SMTP, code: int) -> None:
    """The connection serves the next e-mail, unless the server takes its leave (421)."""
    if code == 421:
        smtp.close()
        return
    with suppress(smtplib.SMTPServerDisconnected):
        smtp.rset()


if __name__ == "__main__":
    main(int(sys.argv[1]))
