"""What people who vote otherwise agree on: the groupings of consultations that ran in a window."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.templatetags.parts import language_there_is
from digests.actions.counting import Figure
from insights.models import Grouping
from insights.querysets.claims import Ground, grounds


def running(topics: list[int], since: datetime, until: datetime) -> list[Grouping]:
    """Groupings of the consultations that ran in this window; most voters first."""
    open_then = Q(consultation__closes_at=None) | Q(consultation__closes_at__gte=since)
    rows = Grouping.objects.newest().filter(
        open_then, consultation__topic__in=topics, consultation__opens_at__lt=until
    )
    found = rows.select_related("consultation")
    return sorted(found, key=lambda row: (-row.people, row.consultation_id))[:3]


def about_ground(groupings: Sequence[Grouping], most: int | None = 3) -> list[Figure]:
    """`most`: claims of each; the clearest difference stands for all where there is a limit."""
    return [ground_of(row) for row in grounds(groupings, most=most, most_apart=most and 1)]


def ground_of(found: Ground) -> dict[str, Any]:
    return {
        "consultation": found.consultation.pk,
        "title": found.consultation.title,
        "title_language": language_there_is(found.consultation, "title"),
        "url": reverse("consultations:results", args=[found.consultation.slug]),
        "counted_at": found.computed_at.isoformat(),
        "people": found.people,
        "stable": found.stable,
        "groups": len(found.groups),
        "claims_in_all": found.claims_in_all,
        "claims": found.claims,
        "differences": found.differences,
    }
