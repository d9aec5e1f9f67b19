from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from core import advisory
from core.verdict import Refused
from digests.actions.windows import next_end
from digests.models import Subscription
from digests.permissions import may_change, may_subscribe
from topics.models import Topic

SETTINGS = ("language", "frequency", "weekday", "hour", "timezone")


@transaction.atomic
def subscribe(*, office: Office, by: User, topics: Iterable[Topic] = (), **settings: Any) -> Subscription:
    """Raises Refused for whoever does not speak for the office, and when there is the same one already."""
    may_subscribe(by, office).insist()
    chosen = list(topics)
    subscription = Subscription(
        office=office, user=by, **{name: settings[name] for name in SETTINGS if name in settings}
    )
    with advisory.lock(f"digests.subscribe.{by.pk}"):  # a form that is sent twice arrives twice at once
        refuse_twin(subscription, chosen)
        subscription.due_at = next_end(subscription, timezone.now())
        subscription.save()
        subscription.topics.set(chosen)
    return subscription


def refuse_twin(subscription: Subscription, topics: list[Topic]) -> None:
    same = {name: getattr(subscription, name) for name in SETTINGS}
    rows = Subscription.objects.of(subscription.user).filter(office=subscription.office, **same)
    keys = {topic.pk for topic in topics}
    for row in rows.exclude(pk=subscription.pk).prefetch_related("topics"):
        if {topic.pk for topic in row.topics.all()} == keys:
            raise Refused(_("You receive exactly this digest already."))


@transaction.atomic
def change(subscription: Subscription, *, by: User, topics: Iterable[Topic], **settings: Any) -> Subscription:
    """From its next hour on."""
    may_change(by, subscription).insist()
    chosen = list(topics)
    for name in SETTINGS:
        setattr(subscription, name, settings.get(name, getattr(subscription, name)))
    refuse_twin(subscription, chosen)
    subscription.due_at = next_end(subscription, timezone.now())
    subscription.save(update_fields=[*SETTINGS, "due_at"])
    subscription.topics.set(chosen)
    return subscription


def pause(subscription: Subscription, *, by: User) -> None:
    may_change(by, subscription).insist()
    Subscription.objects.filter(pk=subscription.pk, paused_at=None).update(paused_at=timezone.now())


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
