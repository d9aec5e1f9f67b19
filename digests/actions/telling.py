"""The e-mail with alerts: what happened, what is clear about it, and what is not."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from core import emails
from core.links import absolute
from core.models import OutgoingEmail, Urgency
from core.templatetags.words import quoted
from digests.emails.alerts import Row, worded
from digests.emails.links import alerts_path
from digests.models import Alert, Subscription


def queue_alerts(subscription: Subscription, alerts: list[Alert], now: datetime) -> OutgoingEmail | None:
    """One e-mail; None where nothing of it can be shown any more."""
    language = subscription.language
    with translation.override(language):
        rows = [row for alert in largest_first(alerts) if (row := worded(alert))]
        if not rows:
            return None
        stop = absolute(alerts_path(subscription))
        context = {
            "rows": rows,
            "headline": headline(rows),
            "office": subscription.office.name,
            "stop_url": stop,
            "settings_url": absolute(reverse("digests:change", args=[subscription.pk])),
            "portal": absolute(""),
            "method_url": absolute(reverse("insights:method")),
        }
    return emails.write(
        "digests/email/alert",
        context,
        to=subscription.user.email,
        key=f"alert:{subscription.pk}:{now:%Y-%m-%dT%H}",
        language=language,
        urgency=Urgency.DIGEST,
        reply_to=subscription.office.desk_email,
        headers=emails.list_headers(f"alerts.{subscription.office.slug}", stop),
    )


def largest_first(alerts: list[Alert]) -> list[Alert]:
    """Of each kind what moved most, or on which most was written; the kinds as they were found."""
    kinds = list(dict.fromkeys(alert.kind for alert in alerts))
    return sorted(alerts, key=lambda alert: (kinds.index(alert.kind), -size(alert.facts)))


def size(facts: dict[str, Any]) -> float:
    return abs(facts.get("diff") or 0) or facts.get("texts") or 0


def headline(rows: list[Row]) -> str:
    first, more = f"{rows[0]['what']}: {quoted(rows[0]['title'], rows[0]['language'])}", len(rows) - 1
    if not more:
        return first
    return ngettext("%(first)s (and %(n)d more)", "%(first)s (and %(n)d more)", more) % {
        "first": first,
        "n": more,
    }
