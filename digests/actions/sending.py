"""At each subscriber's own hour: the last closed window, once. One digest catches up with missed windows."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import may_speak_for
from digests import emails
from digests.actions.making import make
from digests.actions.windows import advance, open_window
from digests.models import Delivery, Digest, Subscription
from digests.permissions import may_send_now
from digests.querysets import Reader, readers_of
from digests.states import Quiet
from insights.actions import read_all

log = logging.getLogger(__name__)
PRESSED_TWICE = timedelta(seconds=10)
DELIVER = """
INSERT INTO digests_delivery (
    subscription_id, digest_id, window_end, catches_up, email_id, queued_at, created_at
)
SELECT subscription, %(digest)s, %(until)s, %(catches_up)s,
       CASE WHEN %(released)s THEN nextval(pg_get_serial_sequence('core_outgoingemail', 'id')) END,
       CASE WHEN %(released)s THEN now() END, now()
FROM unnest(%(readers)s::bigint[]) AS subscription
ON CONFLICT (subscription_id, window_end) DO NOTHING
RETURNING subscription_id, email_id
"""
NEXT = "UPDATE digests_subscription SET due_at = %s, told_until = %s WHERE id = ANY(%s::bigint[])"


def dispatch(now: datetime | None = None, batch: int = 5000) -> int:
    """Send what is due; several workers share the work and none sends the same. Returns how many.

    What cannot be made is told to the operator, and keeps nobody else waiting. One transaction for each
    digest, so that two workers that wait for each other's digests never do so in a circle.
    """
    now = now or timezone.now()
    if not Subscription.objects.due(now).exists():
        return 0
    read_all()
    sent, failed = 0, set[int]()
    while True:
        readers: list[Reader] = []
        try:
            with transaction.atomic():
                claimed = Subscription.objects.due(now).exclude(pk__in=failed).claim_alike(batch)
                if claimed is None:
                    return sent
                first, readers = claimed
                sent += serve(first, readers, now)
        except Exception:
            if not readers:
                raise
            keys = [reader.subscription for reader in readers]
            log.exception("Digest of subscription %s could not be made (of %d alike)", keys[0], len(keys))
            failed.update(keys)


def serve(first: Subscription, readers: Sequence[Reader], now: datetime) -> int:
    """The window that is due, to whoever may read it still; then the next is. Returns how many went out."""
    due, found = first.due_at, advance(first, now)
    sent = deliver_all(first, readers, *found, catches_up=due < found[1], may_skip=True) if found else 0
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [first.due_at, first.told_until, keys_of(readers)])
    return sent


def send_now(subscription: Subscription, *, by: User) -> Delivery | None:
    """The window up to this moment, at once; None when one was sent seconds ago: pressed twice."""
    may_send_now(by, subscription).insist()
    read_all()
    with transaction.atomic():
        row = Subscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
        now = timezone.now()
        if Delivery.objects.filter(subscription=row, window_end__gt=now - PRESSED_TWICE).exists():
            return None
        return deliver(row, *open_window(row, now))


@transaction.atomic
def send_to_office(digest: Digest) -> int:
    """To every official of the office who has not been sent it so before; where moderators have to release it
    first, they are asked to, and `release` queues it. Returns how many get it, or have got it.
    """
    digest = Digest.objects.locked().get(pk=digest.pk)  # or `release` queues it meanwhile
    rows = [Delivery(user=user, digest=digest, window_end=digest.until) for user in readers_of(digest.office)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)  # sent before
    if digest.is_released:
        emails.queue_by_hand(digest)
    elif rows:
        emails.queue_held(digest)
    return len(rows)


def deliver(subscription: Subscription, since: datetime, until: datetime) -> Delivery | None:
    """One row per subscription and window, and its e-mail in the outbox; None where there is one already, and
    for who may not read it.
    """
    may = bool(may_speak_for(subscription.user, subscription.office))
    reader = Reader(subscription.pk, subscription.user.email, may)
    if not deliver_all(subscription, [reader], since, until):
        return None
    return Delivery.objects.get(subscription=subscription, window_end=until)


@transaction.atomic
def deliver_all(
    row: Subscription,
    readers: Sequence[Reader],
    since: datetime,
    until: datetime,
    *,
    catches_up: bool = False,
    may_skip: bool = False,
) -> int:
    """To all of these who may read it what `row` subscribes to, made and rendered once. Returns how many had
    not had it.

    A digest that moderators have to release first is queued by `release`; they are told with the first who
    waits for it. Where it was quiet, nobody is sent anything who wants nothing then (`may_skip`). One that
    `catches_up` with windows that were missed says so.
    """
    readers = [reader for reader in readers if reader.may_read]
    if not readers:
        return 0
    made = make(row.office, row.scope, since, until, row.language)
    digest = Digest.objects.locked().get(pk=made.pk)  # or `release` queues it; it may be made anew by now
    if may_skip and row.when_quiet == Quiet.SKIP and emails.is_quiet(digest.content):
        return 0
    keys: dict[str, Any] = {"digest": digest.pk, "readers": keys_of(readers)}
    with connection.cursor() as cursor:
        cursor.execute(
            DELIVER, keys | {"until": until, "catches_up": catches_up, "released": digest.is_released}
        )
        new = dict(cursor.fetchall())
    if digest.is_released:
        emails.queue_all(digest, readers, new, until, emails.schedule(row))
    elif new and digest.deliveries.count() == len(new):
        emails.queue_held(digest)
    return len(new)


def keys_of(readers: Sequence[Reader]) -> str:
    """As PostgreSQL writes an array: thousands of parameters of their own take longer than the query."""
    return f"{{{','.join(str(reader.subscription) for reader in readers)}}}"
