"""At each subscriber's own hour: the last closed window, once. Missed windows are caught up with one digest."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import has_second_factor
from digests import emails
from digests.actions.making import make
from digests.actions.windows import next_end, open_window, window
from digests.models import Delivery, Subscription
from digests.permissions import may_change
from insights.actions import read_all


def dispatch(now: datetime | None = None, batch: int = 100) -> int:
    """Send what is due; several workers share the work and none sends the same. Returns how many."""
    now = now or timezone.now()
    sent = 0
    if Subscription.objects.due(now).exists():
        read_all()
    for _number in range(batch):
        with transaction.atomic():
            rows = Subscription.objects.due(now).for_page().select_for_update(skip_locked=True, no_key=True, of=("self",))
            subscription = rows.first()
            if subscription is None:
                return sent
            since, until = window(subscription, now)
            if deliverable(subscription):
                sent += deliver(subscription, since, until) is not None
            Subscription.objects.filter(pk=subscription.pk).update(due_at=next_end(subscription, now))
    return sent


def deliverable(subscription: Subscription) -> bool:
    """Who has left the office, or has no second factor, gets nothing."""
    still_there = subscription.office.memberships.filter(user=subscription.user).exists()
    return still_there and bool(has_second_factor(subscription.user))


def send_now(subscription: Subscription, *, by: User) -> Delivery | None:
    """The window up to this minute, at once; None when this minute's was sent already."""
    may_change(by, subscription).insist()
    read_all()
    return deliver(subscription, *open_window(subscription, timezone.now()))


@transaction.atomic
def deliver(subscription: Subscription, since: datetime, until: datetime) -> Delivery | None:
    """One row per subscription and window, and its e-mail in the outbox; None where there is one already."""
    if Delivery.objects.filter(subscription=subscription, window_end=until).exists():
        return None
    digest = make(subscription.office, list(subscription.topics.all()), since, until, subscription.language)
    delivery, made = Delivery.objects.get_or_create(
        subscription=subscription, window_end=until, defaults={"digest": digest}
    )
    if not made:
        return None
    delivery.email = emails.queue(delivery)
    delivery.save(update_fields=["email"])
    return delivery
