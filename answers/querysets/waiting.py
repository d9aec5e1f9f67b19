"""What waits for an answer, and for how long: the clocks that everybody can read."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from django.db.models import Aggregate, Count, F, FloatField
from django.db.models.functions import Extract, Floor
from django.utils import timezone

from accounts.models import Office
from consultations.models import Consultation
from petitions.models import Petition

if TYPE_CHECKING:
    from answers.querysets.answers import AnswerQuerySet


@dataclass(frozen=True)
class Waiting:
    """Something for which an answer is due since a moment, and has not come."""

    kind: str
    row: Petition | Consultation
    since: datetime
    days: int

    @property
    def offices(self) -> list[Office]:
        """Those that answer about its topic; none where every office may."""
        topic = self.row.contribution.topic if isinstance(self.row, Petition) else self.row.topic
        return list(topic.offices.all())

    @property
    def petition(self) -> Petition | None:
        return self.row if isinstance(self.row, Petition) else None


def without_answer() -> list[tuple[datetime, str, int]]:
    """(since, kind, key): petitions over the number, and consultations that are over. Longest wait first."""
    petitions = Petition.objects.awaiting_answer().values_list("waits_since", "pk")  # type: ignore[misc]
    over = Consultation.objects.awaiting_answer().values_list("closes_at", "pk")
    found = [(since, "petition", pk) for since, pk in petitions]
    found += [(since, "consultation", pk) for since, pk in over if since]
    return sorted(found)


def waiting(start: int = 0, size: int | None = None) -> tuple[list[Waiting], int]:
    """A step of what waits, and how much waits altogether."""
    now, found = timezone.now(), without_answer()
    step = found[start:] if size is None else found[start : start + size]
    keys = {kind: [pk for _since, name, pk in step if name == kind] for kind in ("petition", "consultation")}
    rows: dict[tuple[str, int], Petition | Consultation] = {
        ("petition", row.pk): row
        for row in Petition.objects.filter(pk__in=keys["petition"])
        .for_list()
        .prefetch_related("contribution__topic__offices")
    }
    if keys["consultation"]:
        asked = Consultation.objects.filter(pk__in=keys["consultation"]).for_page()
        asked = asked.prefetch_related("topic__offices")
        rows |= {("consultation", row.pk): row for row in asked}
    return [
        Waiting(kind, rows[kind, pk], since, (now - since).days)
        for since, kind, pk in step
        if (kind, pk) in rows
    ], len(found)


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


WHOLE_DAYS = Floor(Extract(F("published_at") - F("due_since"), "epoch") / 86_400)


def median_wait(answers: "AnswerQuerySet") -> tuple[int | None, int]:
    """Half of what was due was answered in so many whole days or fewer, of two middle waits what lies between
    them, and of how many that is said.

    Only the first answer to each counts, and only where it came after it was due.
    """
    target = ("petition_id", "consultation_id")
    due = answers.published().with_wait().exclude(due_since=None)  # type: ignore[misc]
    first = due.order_by(*target, "published_at", "pk").distinct(*target)
    rows = due.filter(pk__in=first.values("pk"), published_at__gte=F("due_since")).order_by()
    found = rows.aggregate(half=Median(WHOLE_DAYS), of=Count("pk"))
    return (None if found["half"] is None else ceil(found["half"])), found["of"]
