"""Who sends what: a claim is a number in the e-mail's row, alive for as long as its worker is connected.

The worker holds PostgreSQL's advisory lock of that number on its own connection. A worker that is killed
loses the connection, and the lock with it, so that others take its e-mails up within seconds; one that is
only slow keeps them for as long as it lives, and the carrier of a killed one, which inherits the connection,
until it has noted the e-mail in hand. Nothing is guessed from the clock.
"""

import secrets
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import Error, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.emails import receipts
from core.models import WAITS, BouncingAddress, OutgoingEmail, SharedText, Urgency

CLAIMS = zlib.crc32(b"core.emails") - 2**31  # the first of the lock's two numbers
GRACE = timedelta(seconds=10)  # for a worker that lost its connection with a stamp in hand: see sending.py
NOTICE_THE_DEAD = """
SELECT set_config('tcp_keepalives_idle', '20', false), set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false)
"""
STAMP = """
UPDATE core_outgoingemail SET sent_at = %s, attempts = attempts + 1, fault = '', claim = NULL
WHERE id = ANY(%s)
"""
MAYBE_DEAD = """
SELECT DISTINCT claim FROM core_outgoingemail
WHERE sent_at IS NULL AND failed_at IS NULL AND held_at IS NULL AND claim IS NOT NULL AND claimed_at < %s
      AND pg_postmaster_start_time() < %s
"""


@contextmanager
def held() -> Iterator[int]:
    """A new claim, alive until the block ends or the connection does."""
    number = secrets.randbits(31)
    with connection.cursor() as cursor:
        cursor.execute(NOTICE_THE_DEAD)
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [CLAIMS, number])
    try:
        yield number
    finally:
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLAIMS, number])


def socket() -> int:
    """The open file under the connection that holds the claim."""
    connection.ensure_connection()
    return int(connection.connection.fileno())


def bury() -> int:
    """Give back what workers claimed who are dead, but for what they noted as taken. Returns how many e-mails
    wait again.
    """
    freed, some_time_ago = 0, timezone.now() - GRACE
    with connection.cursor() as cursor:
        cursor.execute(MAYBE_DEAD, [some_time_ago, some_time_ago])
        for (number,) in cursor.fetchall():
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLAIMS, number])
            if cursor.fetchone() == (True,):
                waiting = OutgoingEmail.objects.filter(WAITS, claim=number)
                stamp(list(waiting.filter(pk__in=receipts.left_by(number)).values_list("pk", flat=True)))
                freed += waiting.update(claim=None)
                receipts.forget(number)
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLAIMS, number])
    return freed


def due() -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.filter(WAITS, claim=None, due_at__lte=timezone.now())


def take(claim: int, batch: int) -> list[OutgoingEmail]:
    """Up to `batch` due e-mails, the most urgent first; nobody else gets them while this claim lives."""
    while True:
        with transaction.atomic():
            found = list(
                due().select_for_update(skip_locked=True, no_key=True).order_by("urgency", "due_at")[:batch]
            )
            bouncing = hold_back(found)
            emails = [email for email in found if email.pk not in bouncing]
            keys = [email.pk for email in emails]
            OutgoingEmail.objects.filter(pk__in=keys).update(claim=claim, claimed_at=timezone.now())
        if emails or not found:
            return emails


def hold_back(emails: Sequence[OutgoingEmail]) -> set[int]:
    """What goes to addresses that bounce waits for an operator's word; what a person asked for does not."""
    addresses = {email.to.lower() for email in emails if email.urgency != Urgency.CONFIRM}
    known = set(BouncingAddress.objects.filter(email__in=addresses).values_list("email", flat=True))
    keys = {e.pk for e in emails if e.urgency != Urgency.CONFIRM and e.to.lower() in known}
    if keys:
        OutgoingEmail.objects.filter(pk__in=keys).update(held_at=timezone.now())
    return keys


def stamp(taken: Sequence[int]) -> None:
    """The mail server took these."""
    if taken:
        with connection.cursor() as cursor:
            cursor.execute(STAMP, [timezone.now(), list(taken)])


def give_back(emails: Sequence[OutgoingEmail]) -> None:
    OutgoingEmail.objects.filter(WAITS, pk__in=[email.pk for email in emails]).update(claim=None)


def with_texts(emails: Sequence[OutgoingEmail], known: dict[int, SharedText]) -> None:
    """Fetch each shared text once, however many e-mails say it; `known` is kept by the caller."""
    wanted = {email.shared_id for email in emails if email.shared_id}
    if missing := wanted - known.keys():
        for gone in known.keys() - wanted:
            del known[gone]
        known |= SharedText.objects.in_bulk(missing)
    for email in emails:
        if email.shared_id:
            email.shared = known[email.shared_id]
