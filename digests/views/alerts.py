"""The texts behind an alert, for whoever holds the link in the e-mail."""

from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from digests import emails
from digests.actions.windows import midnight
from digests.models import Alert
from digests.states import AlertKind
from digests.views.behind import texts_of
from digests.views.links import wrong_link
from topics.models import Topic

WEEK = timedelta(weeks=1)
OTHER = {"counted": "compared", "compared": "counted"}


@never_cache
@require_safe
def alert_texts(request: HttpRequest, token: str, which: str) -> HttpResponse:
    """Exactly the contributions that it counts, or compares these with, as far as they are still public."""
    try:
        key = emails.alert_of(token)
    except signing.BadSignature as fault:
        return wrong_link(request, fault, of_alert=True)
    alert = get_object_or_404(Alert.objects.select_related("counted", "compared"), pk=key)
    kept = getattr(alert, which, None) if which in OTHER else None
    if kept is None:
        raise Http404
    context = {
        "token": token,
        "about": get_object_or_404(Topic, pk=alert.facts["topic"]),
        "is_before": which == "compared",
        "other": beside(alert, OTHER[which], token),
    }
    context |= days_of(alert, which) | texts_of(kept.texts, alert.found_at, request)
    return render(request, "digests/figure.html", context)


def beside(alert: Alert, which: str, token: str) -> dict[str, Any] | None:
    """What the texts are compared with."""
    if getattr(alert, which) is None:
        return None
    return {"url": reverse("digests:alert_texts", args=[token, which]), **days_of(alert, which)}


def days_of(alert: Alert, which: str) -> dict[str, Any]:
    facts = alert.facts
    names = ("day", "day") if alert.kind == AlertKind.SPIKE else ("since", "until")
    back = WEEK if which == "compared" else timedelta(0)
    since, until = (midnight(date.fromisoformat(facts[name]) - back) for name in names)
    return {"since": since, "until": until}
