"""Notices go out in bundles: everything that one person waits for in one e-mail.

At once, or over closed windows of time: from one morning, or one Monday morning, to the next. What was
missed while nothing ran goes out together with the last window; a window that has gone out never does again.
"""

import logging
from datetime import datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from notices import emails
from notices.models import Bundle, Notice, Recipient
from notices.states import HOUR, WEEKDAY, Frequency

log = logging.getLogger(__name__)


def last_end(frequency: str, now: datetime) -> datetime:
    """The end of the last window that is over at `now`."""
    if frequency not in (Frequency.DAILY, Frequency.WEEKLY):
        return now
    end = datetime.combine(now.date(), time(HOUR), tzinfo=now.tzinfo)
    if end > now:
        end -= timedelta(days=1)
    return end - timedelta(days=(end.weekday() - WEEKDAY) % 7 if frequency == Frequency.WEEKLY else 0)


def email_all(now: datetime | None = None) -> None:
    """Queue all that is due. What cannot be made is told to the operator, and keeps nobody else waiting."""
    failed: set[int] = set()
    while email_some(now, failed=failed):
        pass


def email_some(now: datetime | None = None, batch: int = 200, failed: set[int] | None = None) -> int:
    """Queue the e-mails of up to `batch` recipients of each frequency; several workers never take the same.

    Returns how many recipients were taken. Those whose e-mail could not be made join `failed`, which are left
    out.
    """
    now, failed = now or timezone.now(), set() if failed is None else failed
    return sum(serve_some(frequency, last_end(frequency, now), batch, failed) for frequency in Frequency)


@transaction.atomic
def serve_some(frequency: str, until: datetime, batch: int, failed: set[int]) -> int:
    waiting = Notice.objects.awaiting_email(until)
    due = Recipient.objects.due(frequency, until, waiting).exclude(pk__in=failed)
    recipients = {row.pk: row for row in due.claim(batch)}
    notices = waiting.filter(recipient__in=recipients).for_page().with_is_public().select_related("user")
    notices = notices.order_by("recipient", "-news__at", "-pk")
    taken, items = 0, emails.Items()
    for key, found in groupby(notices, key=lambda notice: notice.recipient_id):
        try:
            with transaction.atomic():
                serve(recipients[key], until, list(found), items)
        except Exception:
            log.exception("The e-mail to recipient %s could not be made", key)
            failed.add(key)
        taken += 1
    return taken


def serve(recipient: Recipient, until: datetime, notices: list[Notice], items: emails.Items) -> None:
    """One e-mail with all of it, newest first; none where none is wanted or nothing is public any more."""
    wanted = [notice for notice in notices if is_wanted(notice, recipient)] if is_told(recipient) else []
    bundle = None
    if wanted:
        bundle = Bundle.objects.create(recipient=recipient, until=until)
        emails.bundle(bundle, wanted, items)
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    rows.update(emailed_at=timezone.now(), bundle=bundle)


def is_told(recipient: Recipient) -> bool:
    return recipient.frequency != Frequency.NEVER


def is_wanted(notice: Notice, recipient: Recipient) -> bool:
    """Not by whoever has another address since it was written, at that same moment: see `take_along`."""
    still = notice.is_public  # type: ignore[attr-defined]
    user = notice.user
    return still and (user is None or (user.is_active and user.email.lower() == recipient.email))
