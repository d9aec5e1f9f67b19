"""Alerts: what cannot wait for the next digest, told once, and at most one e-mail an hour."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.permissions import may_speak_for
from digests.actions.finding import WEEK, Found, Look
from digests.actions.telling import queue_alerts
from digests.actions.windows import days_over
from digests.models import Alert, Counted, Packed, Scope, Subscription
from digests.states import AlertKind
from insights.actions import read_all

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=5)
AT_MOST = timedelta(hours=1)  # one e-mail

Looks = dict[Scope, Look]


def alert(now: datetime | None = None) -> int:
    """Look for everyone who wants alerts; several workers share the work. Returns how many e-mails.

    A subscription that cannot be served is told to the operator, and keeps nobody else waiting.
    """
    now = now or timezone.now()
    if not Subscription.objects.to_look_at(now - EVERY).exists():
        return 0
    read_all()
    told, failed, looks = 0, set[int](), Looks()
    while True:
        key = None
        try:
            with transaction.atomic():
                rows = Subscription.objects.to_look_at(now - EVERY).exclude(pk__in=failed)
                if not (claimed := rows.claim(1)):
                    return told
                (subscription,) = claimed
                key = subscription.pk
                told += attend_to(subscription, now, looks)
        except Exception:
            if key is None:
                raise
            log.exception("Alerts of subscription %s could not be made", key)
            failed.add(key)


def attend_to(subscription: Subscription, now: datetime, looks: Looks) -> bool:
    """Whether an e-mail is on its way. Who may not read the digest is not alerted either."""
    is_told = note(subscription, now, looks) and tell(subscription, now)
    subscription.looked_at = now
    subscription.save(update_fields=["looked_at", "alerted_at"])
    return is_told


def note(subscription: Subscription, now: datetime, looks: Looks) -> bool:
    """Keep what is found, to be told. False where its reader may not read it: then nothing is to be told."""
    if not may_speak_for(subscription.user, subscription.office):
        return False
    if found := findings(subscription, now, looks):
        Alert.objects.bulk_create(
            [Alert(subscription=subscription, found_at=now, **with_texts(one)) for one in found],
            ignore_conflicts=True,  # found before
        )
    return True


def with_texts(found: Found) -> dict[str, Any]:
    """With its texts, of which those who are told the same share one row."""
    return found._asdict() | {"counted": counted_of(found.counted), "compared": counted_of(found.compared)}


def counted_of(texts: Packed | None) -> Counted | None:
    if texts is None:
        return None
    return Counted.objects.get_or_create(hash=texts.hash, defaults={"keys": texts.keys})[0]


def tidy_counted() -> int:
    """Lists that no alert names any more are removed: alerts go with their subscription or account.

    An alert that takes one up at this very moment cannot be made, and is at the next look.
    """
    counting, comparing = (Alert.objects.filter(**{name: OuterRef("pk")}) for name in ("counted", "compared"))
    return Counted.objects.filter(~Exists(counting), ~Exists(comparing)).delete()[0]


def findings(subscription: Subscription, now: datetime, looks: Looks) -> list[Found]:
    """Since the last look, and since each kind was chosen."""
    since, scope = subscription.wants_alerts_since, subscription.scope
    found: list[Found] = []
    if scope not in looks:
        looks[scope] = Look(scope, now)
    seen = looks[scope]
    days = {kind: days_over(max(at, subscription.looked_at or at), now) for kind, at in since.items()}
    if new := days.get(AlertKind.SPIKE):
        found += [one for one in seen.spikes if one.period >= new[0].isoformat()]
    if days.get(AlertKind.SHIFT):
        found += seen.shifts
    first = {(one.kind, one.thing): one for one in reversed(found)}.values()  # of several days at once
    found = [one for one in first if not told_lately(subscription, one)]
    if AlertKind.THRESHOLD in since:
        found += seen.thresholds(since[AlertKind.THRESHOLD])
    if AlertKind.WAITING in since:
        found += seen.waits(subscription.office, since[AlertKind.WAITING], subscription.waiting_days)
    return found


def told_lately(subscription: Subscription, found: Found) -> bool:
    """Within seven days: then the windows overlap, and it would be the same news again."""
    last = datetime.fromisoformat(found.period).date()
    rows = subscription.alerts_found.filter(kind=found.kind, thing=found.thing)
    return rows.filter(period__gt=(last - WEEK).isoformat(), period__lte=found.period).exists()


def tell(subscription: Subscription, now: datetime) -> bool:
    """All that was found and not told, in one e-mail; later, where one went out within the hour."""
    rows = subscription.alerts_found.untold()
    waited = subscription.alerted_at is None or now - subscription.alerted_at >= AT_MOST
    if not waited or not (alerts := list(rows)):
        return False
    email = queue_alerts(subscription, alerts, now)
    rows.update(told_at=now, email=email)
    if email is None:
        return False
    subscription.alerted_at = now
    return True
