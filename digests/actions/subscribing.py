from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Office, User
from digests.actions.windows import next_end
from digests.models import Subscription
from digests.permissions import may_change, may_subscribe
from topics.models import Topic

SETTINGS = ("language", "frequency", "weekday", "hour", "timezone")


@transaction.atomic
def subscribe(*, office: Office, by: User, topics: Iterable[Topic] = (), **settings: Any) -> Subscription:
    may_subscribe(by, office).insist()
    subscription = Subscription(office=office, user=by, **{name: settings[name] for name in SETTINGS if name in settings})
    subscription.due_at = next_end(subscription, timezone.now())
    subscription.save()
    subscription.topics.set(topics)
    return subscription


@transaction.atomic
def change(subscription: Subscription, *, by: User, topics: Iterable[Topic], **settings: Any) -> Subscription:
    may_change(by, subscription).insist()
    for name in SETTINGS:
        setattr(subscription, name, settings.get(name, getattr(subscription, name)))
    subscription.due_at = next_end(subscription, timezone.now())
    subscription.save(update_fields=[*SETTINGS, "due_at"])
    subscription.topics.set(topics)
    return subscription


def pause(subscription: Subscription, *, by: User) -> None:
    may_change(by, subscription).insist()
    Subscription.objects.filter(pk=subscription.pk).update(paused_at=timezone.now())


def resume(subscription: Subscription, *, by: User) -> None:
    """From the next window on; what was missed meanwhile is not sent."""
    may_change(by, subscription).insist()
    due = next_end(subscription, timezone.now())
    Subscription.objects.filter(pk=subscription.pk).update(paused_at=None, due_at=due)


def end(subscription: Subscription, *, by: User) -> None:
    may_change(by, subscription).insist()
    unsubscribe(subscription)


def unsubscribe(subscription: Subscription) -> None:
    """By the link in the e-mail: whoever holds the e-mail may stop it."""
    Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=timezone.now())
