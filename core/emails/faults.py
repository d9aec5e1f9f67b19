"""What a mail server's refusal means (RFC 5321, 4.2; RFC 3463): for the e-mail, its address, or us."""

import re
import smtplib
from datetime import datetime, timedelta
from enum import Enum

from django.utils import timezone

from core.models import OutgoingEmail

GIVE_UP_AFTER = timedelta(days=2)
LEAST_TRIES = 12
FIRST_PAUSE = timedelta(seconds=5)
SHORT_PAUSE = timedelta(seconds=15)  # the longest while it is young: what is away is mostly back soon
YOUNG = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=6)
OURS = {421, 454, 503, 530, 534, 535, 538}  # says the server of itself, or of our log-in
ENHANCED = re.compile(rb"\s*([245])\.(\d{1,3})\.(\d{1,3})")


class NoEntry(Exception):
    """The mail server does not answer, or does not let us in."""


class Fault(Enum):
    SERVER = "The mail server is away or does not let us in: no e-mail's fault, everything waits."
    LATER = "Not now: tried again after a pause, for two days."
    NEVER = "Refused for what it is: it fails, and its address is as good as before."
    ADDRESS = "There is no such mailbox: it fails, and its address is remembered."


def meaning(fault: Exception) -> Fault:
    """What came of handing one e-mail to a server that had let us in."""
    if isinstance(fault, NoEntry):
        return Fault.SERVER
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        (code, words), *_others = fault.recipients.values()
        return of_recipient(code, words)
    if isinstance(fault, smtplib.SMTPSenderRefused):
        too_large = fault.smtp_code == 552
        return Fault.NEVER if too_large else Fault.SERVER  # our own address: for the operator to mend
    if isinstance(fault, smtplib.SMTPResponseException):
        return of_reply(fault.smtp_code)
    if isinstance(fault, smtplib.SMTPNotSupportedError):  # an address in letters that the server cannot read
        return Fault.NEVER
    if isinstance(fault, (smtplib.SMTPException, OSError)):
        return Fault.LATER  # the connection broke, perhaps because of this very e-mail
    return Fault.NEVER


def of_reply(code: int) -> Fault:
    if code in OURS:
        return Fault.SERVER
    return Fault.NEVER if code >= 500 else Fault.LATER


def of_recipient(code: int, words: bytes | str) -> Fault:
    """A refusal for policy (5.7) or a full mailbox (5.2.2) may pass, and says nothing of the address."""
    if code < 500 or code in OURS:
        return of_reply(code)
    found = ENHANCED.match(words if isinstance(words, bytes) else words.encode())
    kind = found.groups() if found else None
    if kind and (kind[1] == b"7" or kind[1:] in {(b"2", b"2"), (b"4", b"4")}):
        return Fault.LATER
    return Fault.ADDRESS


def pause(email: OutgoingEmail, now: datetime) -> timedelta:
    """5 seconds, then three times as long each time: to 15 seconds while it is young, to 6 hours later."""
    longest = SHORT_PAUSE if now - email.queued_at < YOUNG else LONGEST_PAUSE
    return min(longest, FIRST_PAUSE * 3 ** min(email.attempts, 9))


def after(email: OutgoingEmail, fault: Exception) -> dict[str, object]:
    """What changes in the row of an e-mail that was not taken."""
    now, what = timezone.now(), meaning(fault)
    changes: dict[str, object] = {"fault": in_words(fault), "claim": None}
    if what is Fault.SERVER:
        return changes
    tried = email.attempts + 1
    over = tried >= LEAST_TRIES and now - email.queued_at > GIVE_UP_AFTER
    if over or what in (Fault.NEVER, Fault.ADDRESS):
        return {**changes, "attempts": tried, "failed_at": now}
    return {**changes, "attempts": tried, "due_at": now + pause(email, now)}


def in_words(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}".replace("\x00", "")[:300]
