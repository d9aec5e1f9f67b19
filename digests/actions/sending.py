"""At each subscriber's own hour: the last closed window, once. One digest catches up with missed windows."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import may_speak_for
from digests import emails
from digests.actions.making import make
from digests.actions.windows import advance, open_window
from digests.models import Delivery, Subscription
from digests.permissions import may_change
from digests.states import Quiet
from insights.actions import read_all

log = logging.getLogger(__name__)
PRESSED_TWICE = timedelta(seconds=10)


def dispatch(now: datetime | None = None, batch: int = 100) -> int:
    """Send what is due; several workers share the work and none sends the same. Returns how many.

    A subscription that cannot be served is told to the operator, and keeps nobody else waiting.
    """
    now = now or timezone.now()
    if not Subscription.objects.due(now).exists():
        return 0
    read_all()
    sent, failed = 0, set[int]()
    for _number in range(batch):
        key = None
        try:
            with transaction.atomic():
                subscription = Subscription.objects.due(now).exclude(pk__in=failed).claim()
                if subscription is None:
                    break
                key = subscription.pk
                sent += serve(subscription, now)
        except Exception:
            if key is None:
                raise
            log.exception("Digest of subscription %s could not be made", key)
            failed.add(key)
    return sent


def serve(subscription: Subscription, now: datetime) -> bool:
    """The window that is due, to whoever may still read it; then the next one is."""
    found = advance(subscription, now)
    may = may_speak_for(subscription.user, subscription.office)  # a member still, with a second factor
    delivery = deliver(subscription, *found, may_skip=True) if found and may else None
    subscription.save(update_fields=["due_at", "told_until"])
    return delivery is not None


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


@transaction.atomic
def deliver(
    subscription: Subscription, since: datetime, until: datetime, *, may_skip: bool = False
) -> Delivery | None:
    """One row per subscription and window, and its e-mail in the outbox; None where there is one already.

    None as well where it was quiet, and the official wants nothing then (`may_skip`).
    """
    if Delivery.objects.filter(subscription=subscription, window_end=until).exists():
        return None
    digest = make(subscription.office, subscription.scope, since, until, subscription.language)
    if may_skip and subscription.when_quiet == Quiet.SKIP and emails.is_quiet(digest.content):
        return None
    delivery, made = Delivery.objects.get_or_create(
        subscription=subscription, window_end=until, defaults={"digest": digest}
    )
    if not made:
        return None
    delivery.email = emails.queue(delivery)
    delivery.save(update_fields=["email"])
    return delivery
