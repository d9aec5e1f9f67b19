"""At each subscriber's own hour: the last closed window, once. One digest catches up with missed windows."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from core import emails as outbox
from digests import emails
from digests.actions.making import make
from digests.actions.windows import advance, open_window
from digests.models import Delivery, Digest, Subscription
from digests.permissions import may_change
from digests.states import Quiet
from insights.actions import read_all

log = logging.getLogger(__name__)
PRESSED_TWICE = timedelta(seconds=10)
DELIVER = """
INSERT INTO digests_delivery (subscription_id, digest_id, window_end, email_id, created_at)
SELECT row.subscription, %(digest)s, %(until)s, row.email, now()
FROM unnest(%(subscriptions)s::bigint[], %(emails)s::bigint[]) AS row (subscription, email)
ON CONFLICT (subscription_id, window_end) DO NOTHING
RETURNING email_id
"""


def dispatch(now: datetime | None = None, batch: int = 1000) -> int:
    """Send what is due; several workers share the work and none sends the same. Returns how many.

    A subscription that cannot be served is told to the operator, and keeps nobody else waiting.
    """
    now = now or timezone.now()
    if not Subscription.objects.due(now).exists():
        return 0
    read_all()
    sent, failed = 0, set[int]()
    while True:
        with transaction.atomic():
            rows = Subscription.objects.due(now).exclude(pk__in=failed).claim(batch)
            if not rows:
                return sent
            sent += serve(rows, now, failed)


def serve(rows: Sequence[Subscription], now: datetime, failed: set[int]) -> int:
    """The window that is due, to whoever may still read it; then the next one is. Returns how many went out.

    Whoever reads the same at the same hours is served together.
    """
    sent, alike = 0, defaultdict[tuple[object, ...], list[Subscription]](list)
    for row in rows:
        alike[reads(row)].append(row)
    for group in alike.values():
        try:
            with transaction.atomic():
                first = group[0]
                found = advance(first, now)
                readers = [row for row in group if row.may_read]  # type: ignore[attr-defined]  # annotated
                sent += deliver_all(readers, *found, may_skip=True) if found else 0
                later = {"due_at": first.due_at, "told_until": first.told_until}
                Subscription.objects.filter(pk__in=[row.pk for row in group]).update(**later)
        except Exception:
            keys = [row.pk for row in group]
            log.exception("Digest of subscription %s could not be made", ", ".join(map(str, keys)))
            failed.update(keys)
    return sent


def reads(row: Subscription) -> tuple[object, ...]:
    """All that its digest and its window depend on."""
    hours = (row.frequency, row.weekday, row.month_day, row.hour, row.timezone, row.due_at, row.told_until)
    topics = sorted(topic.pk for topic in row.topics.all())
    about = (*topics, *sorted(row.countries), "", *sorted(row.languages), row.language)
    return (row.office_id, *about, row.when_quiet, *hours)


def send_now(subscription: Subscription, *, by: User) -> Delivery | None:
    """The window up to this moment, at once; None when one was sent seconds ago: pressed twice."""
    may_change(by, subscription).insist()
    read_all()
    with transaction.atomic():
        row = Subscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
        now = timezone.now()
        if Delivery.objects.filter(subscription=row, window_end__gt=now - PRESSED_TWICE).exists():
            return None
        return deliver(row, *open_window(row, now))


def deliver(subscription: Subscription, since: datetime, until: datetime) -> Delivery | None:
    """One row per subscription and window, and its e-mail in the outbox; None where there is one already."""
    if not deliver_all([subscription], since, until):
        return None
    return Delivery.objects.get(subscription=subscription, window_end=until)


@transaction.atomic
def deliver_all(
    rows: Sequence[Subscription], since: datetime, until: datetime, *, may_skip: bool = False
) -> int:
    """The same digest to all of these, made and rendered once. Returns how many are sent it now.

    A digest that moderators have to release first is queued by `release`. Where it was quiet, nobody is
    sent anything who wants nothing then (`may_skip`).
    """
    had = Delivery.objects.filter(subscription__in=[row.pk for row in rows], window_end=until)
    done = set(had.values_list("subscription_id", flat=True))
    rows = [row for row in rows if row.pk not in done]
    if not rows:
        return 0
    first = rows[0]
    digest = make(first.office, first.scope, since, until, first.language)
    if may_skip and first.when_quiet == Quiet.SKIP and emails.is_quiet(digest.content):
        return 0
    Digest.objects.select_for_update(no_key=True).get(pk=digest.pk)  # either this or `release` queues it
    digest.refresh_from_db(fields=["released_at"])
    if not digest.is_released:
        waiting = [Delivery(subscription=row, digest=digest, window_end=until) for row in rows]
        return len(Delivery.objects.bulk_create(waiting, ignore_conflicts=True))
    numbered = list(zip(outbox.reserve(len(rows)), rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            DELIVER,
            {
                "digest": digest.pk,
                "until": until,
                "subscriptions": [row.pk for row in rows],
                "emails": [number for number, _ in numbered],
            },
        )
        new = {number for (number,) in cursor.fetchall()}
    emails.queue_all(digest, [(number, row) for number, row in numbered if number in new], until)
    return len(new)
