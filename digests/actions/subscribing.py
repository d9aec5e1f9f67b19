from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from core import advisory
from core.verdict import Refused
from digests.actions.alerting import note
from digests.actions.windows import next_end, rearrange, skip_to
from digests.models import Scope, Subscription
from digests.permissions import may_change, may_subscribe
from digests.states import AlertKind
from topics.models import Topic

WHAT = ("countries", "languages", "language")
WHEN = ("frequency", "weekday", "month_day", "hour", "timezone", "when_quiet")
SETTINGS = (*WHAT, *WHEN, "alerts", "waiting_days")
ABOUT_PEOPLE = {AlertKind.SHIFT, AlertKind.SPIKE}  # in the countries and languages that are looked at


@transaction.atomic
def subscribe(
    *, office: Office, by: User, user: User | None = None, topics: Iterable[Topic] = (), **settings: Any
) -> Subscription:
    """For oneself, or as a manager for `user`.

    Raises Refused for whoever does not speak for the office, and when there is the same one already.
    """
    reader = user or by
    may_subscribe(by, office, reader).insist()
    chosen = list(topics)
    now = timezone.now()
    subscription = Subscription(office=office, user=reader, alerts_since=now, **known(settings))
    subscription.due_at = next_end(subscription, now)
    hold_twins(reader)
    refuse_twin(subscription, chosen)
    subscription.save()
    subscription.topics.set(chosen)
    return subscription


def hold_twins(reader: User) -> None:
    """A form that is sent twice arrives twice at once: the second waits until the transaction ends."""
    advisory.hold(f"digests.subscribe.{reader.pk}")


def known(settings: dict[str, Any]) -> dict[str, Any]:
    """Those that there are; the order in which things are chosen means nothing."""
    chosen = {name: settings[name] for name in SETTINGS if name in settings}
    return {name: sorted(value) if isinstance(value, list) else value for name, value in chosen.items()}


def kinds_since(subscription: Subscription, settings: dict[str, Any]) -> dict[str, str]:
    """Alerts are about what happens once their kind is chosen; of long waits, once the days are."""
    kinds = settings.get("alerts", subscription.alerts)
    anew = set(kinds) - set(subscription.alerts)
    if days_of(settings, subscription) != subscription.waiting_days:
        anew.add(AlertKind.WAITING)
    since = subscription.kinds_since | dict.fromkeys(anew, timezone.now().isoformat())
    return {kind: since[kind] for kind in kinds if kind in since}


def still_wanted(subscription: Subscription, settings: dict[str, Any], *, same_people: bool) -> set[str]:
    """The kinds of alert of which what was found is told yet."""
    kinds = set(settings.get("alerts", subscription.alerts)) & set(subscription.alerts)
    if days_of(settings, subscription) > subscription.waiting_days:
        kinds.discard(AlertKind.WAITING)
    return kinds if same_people else kinds - ABOUT_PEOPLE


def days_of(settings: dict[str, Any], subscription: Subscription) -> int:
    return int(settings.get("waiting_days", subscription.waiting_days))


def forget(subscription: Subscription, *, but: Collection[str] = (), dropped: Collection[int] = ()) -> None:
    """What was found and not told yet is never told, but for these kinds and no dropped topic."""
    unwanted = ~Q(kind__in=but) | Q(facts__topic__in=dropped)
    subscription.alerts_found.untold().filter(unwanted).delete()


def refuse_twin(subscription: Subscription, topics: list[Topic]) -> None:
    same = {name: getattr(subscription, name) for name in (*WHAT, *WHEN)}
    rows = Subscription.objects.of(subscription.user).filter(office=subscription.office, **same)
    keys = {topic.pk for topic in topics}
    for row in rows.exclude(pk=subscription.pk).prefetch_related("topics"):
        if {topic.pk for topic in row.topics.all()} == keys:
            raise Refused(_("There is exactly this digest already."))


@transaction.atomic
def change(subscription: Subscription, *, by: User, topics: Iterable[Topic], **settings: Any) -> Subscription:
    """From its next hour on; the window that runs now is longer or shorter, and nothing is left out.

    Alerts are about what happens once its topics, countries and languages are chosen; what has happened in a
    topic that stays chosen is told still.
    """
    may_change(by, subscription).insist()
    chosen, now = list(topics), timezone.now()
    hold_twins(subscription.user)
    row = Subscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
    was, scope = row.scope, scope_of(row, chosen, settings)
    same_people = (was.countries, was.languages) == (scope.countries, scope.languages)
    if not same_people or set(was.topic_keys) != set(scope.topic_keys):
        note(row, now, {})  # or what nobody has looked for yet would be lost
        row.alerts_since = now
    wanted = still_wanted(row, settings, same_people=same_people)
    rearrange(row, now, **known(settings), kinds_since=kinds_since(row, settings))
    refuse_twin(row, chosen)
    row.save(update_fields=[*SETTINGS, "due_at", "told_until", "alerts_since", "kinds_since"])
    forget(row, but=wanted, dropped=set(was.topic_keys) - set(scope.topic_keys))
    row.topics.set(chosen)
    return row


def scope_of(subscription: Subscription, topics: list[Topic], settings: dict[str, Any]) -> Scope:
    people = [settings.get(name, getattr(subscription, name)) for name in ("countries", "languages")]
    return Scope.of(topics, *people)


def pause(subscription: Subscription, *, by: User) -> None:
    may_change(by, subscription).insist()
    Subscription.objects.filter(pk=subscription.pk, paused_at=None).update(paused_at=timezone.now())


@transaction.atomic
def resume(subscription: Subscription, *, by: User) -> None:
    """From the window on that runs now; what was missed meanwhile is not sent."""
    may_change(by, subscription).insist()
    row = Subscription.objects.select_for_update(no_key=True).get(pk=subscription.pk)
    if row.paused_at is None:
        return
    skip_to(row, timezone.now())
    row.paused_at, row.alerts_since = None, timezone.now()
    row.save(update_fields=["paused_at", "due_at", "alerts_since", "told_until"])
    forget(row)


def end(subscription: Subscription, *, by: User) -> None:
    may_change(by, subscription).insist()
    unsubscribe(subscription)


def unsubscribe(subscription: Subscription) -> None:
    """By the link in the e-mail: whoever holds the e-mail may stop it."""
    Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def stop_alerts(subscription: Subscription) -> None:
    """By the link in an alert: the digest itself goes on."""
    Subscription.objects.filter(pk=subscription.pk).update(alerts=[])
    forget(subscription)
