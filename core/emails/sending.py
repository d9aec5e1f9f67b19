"""Out of the outbox: claim a few, hand them over, stamp each.

A thread keeps the one connection to the mail server busy, while this one claims and stamps. So an e-mail is
stamped at once when it is taken, and at most three are on their way without a stamp. The connection is held
by a process of its own, which ends what it has in hand though the worker is killed, and notes what was taken.
Only where that process or the machine dies as well, an e-mail that the mail server took is sent again, under
the same Message-ID; nothing else is ever sent twice, and nothing is lost.
"""

import logging
from collections.abc import Sequence
from time import monotonic, sleep

from django.db import Error, InterfaceError, OperationalError, connection

from core.emails import bounces, claiming, faults
from core.emails.courier import Courier, Outcome
from core.emails.receipts import Receipts
from core.models import OutgoingEmail, SharedText

log = logging.getLogger(__name__)
LASTS = 20  # seconds that one call may send: then others in the worker's queue have their turn
STAMP_WITHIN = 60  # seconds for a database that is away to come back
GONE = (OperationalError, InterfaceError)


def send_due(batch: int = 20, seconds: float = LASTS) -> int:
    """Send what is due, for some seconds at most; returns how many went out.

    A mail server that is away puts them off.
    """
    sent, texts = 0, dict[int, SharedText]()
    if not (claiming.bury() or claiming.due().exists()):
        return 0
    with (
        claiming.held() as claim,
        Receipts(claim) as receipts,
        Courier(receipts.file, claiming.socket()) as courier,
    ):
        until, more = monotonic() + seconds, True
        try:
            while True:
                if more and not courier.is_away and monotonic() < until and courier.load <= batch // 2:
                    emails = claiming.take(claim, batch)
                    claiming.with_texts(emails, texts)
                    courier.put(emails)
                    more = bool(emails)
                if not courier.load:
                    return sent
                sent += stamp(courier.outcomes())
        except GONE:
            courier.stop()
            rescue(courier.unstamped())
            raise


def stamp(outcomes: Sequence[Outcome]) -> int:
    """Write down what came of it. Returns how many were taken."""
    taken = [each.email.pk for each in outcomes if each.taken]
    claiming.stamp(taken)
    if left := [each.email for each in outcomes if each.was_left]:
        claiming.give_back(left)
    for each in outcomes:
        if each.fault is not None:
            log.warning("E-mail %s was not taken: %s", each.email.pk, type(each.fault).__name__)
            OutgoingEmail.objects.filter(pk=each.email.pk).update(**faults.after(each.email, each.fault))
            if faults.meaning(each.fault) is faults.Fault.ADDRESS:
                bounces.remember(each.email.to, faults.in_words(each.fault))
    return len(taken)


def rescue(outcomes: Sequence[Outcome]) -> None:
    """The database went away after the mail server took these: stamp them as soon as it is back."""
    taken, until = [each for each in outcomes if each.taken], monotonic() + STAMP_WITHIN
    if not taken:
        return
    while True:
        connection.close()
        try:
            stamp(taken)
            return
        except Error:
            if monotonic() > until:
                raise
            sleep(0.2)
