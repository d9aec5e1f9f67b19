"""What waits for officials: petitions and consultations without an answer, and the milestones ahead."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office
from analysis.intervals import wilson
from consultations.models import Consultation
from core.templatetags.parts import language_there_is, title_beside
from petitions.models import Petition, Threshold
from petitions.states import Consequence
from topics.models import Milestone, Topic
from topics.querysets import Observed

MOST = 10
LATELY = timedelta(days=90)
PAST = timedelta(days=31)
SOON = 2 / 3  # of the signatures that an answer takes


def waiting(topics: list[int], until: datetime, offices: Sequence[Office]) -> list[dict[str, Any]]:
    """What waits for one of these offices: the longest wait first, then what is nearly due. Which was nearly
    due in a window of long ago is not known.
    """
    topics = list(Topic.objects.filter(pk__in=topics).answered_by(offices).values_list("pk", flat=True))
    rows = waiting_petitions(topics, until) + waiting_consultations(topics, until)
    return sorted(rows, key=lambda row: -row["days"]) + ([] if is_past(until) else nearly_due(topics))


def is_past(until: datetime) -> bool:
    """Whether a window ended so long ago that what is to come today was not to come then."""
    return timezone.now() - until > PAST


def waiting_petitions(topics: list[int], until: datetime) -> list[dict[str, Any]]:
    rows = Petition.objects.awaiting_answer().filter(Q(waits_since__lt=until), contribution__topic__in=topics)
    return [
        petition_row(row, days=(until - row.waits_since).days)  # type: ignore[attr-defined]
        for row in rows.for_list()[:MOST]
    ]


def nearly_due(topics: list[int], most: int = 2) -> list[dict[str, Any]]:
    first = Threshold.objects.filter(consequence=Consequence.ANSWER).first()
    if first is None:
        return []
    rows = Petition.objects.open().filter(
        contribution__topic__in=topics,
        signature_count__gte=first.count * SOON,
        signature_count__lt=first.count,
    )
    rows = rows.for_list().order_by("-signature_count", "pk")[:most]
    return [petition_row(row, to_go=first.count - row.signature_count) for row in rows]


def petition_row(petition: Petition, *, days: int | None = None, to_go: int | None = None) -> dict[str, Any]:
    title, language = title_beside(petition.contribution, petition.action)
    return {
        "kind": "petition",
        "title": title,
        "language": language,
        "url": petition.get_absolute_url(),
        "answer": f"{reverse('answers:new')}?petition={petition.pk}",
        "signatures": petition.signature_count,
        "days": days,
        "to_go": to_go,
    }


def waiting_consultations(topics: list[int], until: datetime) -> list[dict[str, Any]]:
    rows = Consultation.objects.awaiting_answer().filter(topic__in=topics, closes_at__lt=until)
    return [
        {
            "kind": "consultation",
            "title": row.title,
            "language": language_there_is(row, "title"),
            "url": row.get_absolute_url(),
            "answer": f"{reverse('answers:new')}?consultation={row.pk}",
            "signatures": None,
            "days": (until - row.closes_at).days if row.closes_at else 0,
            "to_go": None,
        }
        for row in rows[:MOST]
    ]


def milestones(topics: list[int], until: datetime, most: int = 5) -> list[dict[str, Any]]:
    """Those ahead or under way, and those of the last three months of which people report something. Of a
    window of long ago only these: which were ahead then is not known.
    """
    rows = Milestone.objects.filter(topics__in=topics).distinct()
    ahead = Q(state__in=["planned", "under_way"])
    lately = Q(state="done", done_on__range=((until - LATELY).date(), until.date()))
    lately &= Q(observations__at__lt=until)
    rows = rows.filter(lately if is_past(until) else ahead | lately)
    reports = rows.observed(None, until)
    return [
        {
            "title": row.title,
            "language": language_there_is(row, "title"),
            "state": row.state,
            "due": row.due_on.isoformat() if row.due_on else None,
            "reported": reported(reports[row.pk]),
        }
        for row in rows[:most]
    ]


def reported(found: Observed) -> dict[str, Any] | None:
    """What people say who live there. Confirmed: clearly more than half of those who can tell say that it is
    happening; contested: clearly not so. None under ten people; only how many where an answer has fewer.
    """
    if found.people is None:
        return None
    if found.happening is None or found.not_happening is None:
        return {"people": found.people, "happening": None, "not_happening": None, "verdict": "hidden"}
    can_tell = found.happening + found.not_happening
    low, high = wilson(found.happening, can_tell) if can_tell else (0.0, 1.0)
    verdict = "confirmed" if low > 0.5 else "contested" if high < 0.5 else "open"
    counts = {"people": found.people, "happening": found.happening, "not_happening": found.not_happening}
    return {**counts, "verdict": verdict}
