"""Opinion groups and common ground of a consultation, computed anew when people have voted."""

import numpy as np
from django.conf import settings
from django.db.models import Max

from analysis.groups import find_groups
from consultations.models import Consultation, Vote
from contributions.states import PUBLIC
from core import advisory
from insights.models import Grouping

KEPT = 20  # groupings of a consultation; older ones are forgotten unless a digest holds their figures


def group(consultation: Consultation) -> Grouping | None:
    """Compute and keep a grouping of the votes on public statements; None under ten people."""
    votes = Vote.objects.filter(
        statement__consultation=consultation, statement__contribution__state__in=PUBLIC
    ).order_by("at", "pk")
    table = np.array(votes.values_list("participant_id", "statement_id", "value"), dtype=np.int64)
    if not table.size or len(np.unique(table[:, 0])) < settings.SMALLEST_GROUP:
        return None
    until = votes.aggregate(last=Max("at"))["last"]
    found = find_groups(table[:, 0], table[:, 1], table[:, 2])
    result = found.as_json()
    result.pop("places")  # where one person stands is nobody's business
    result.pop("participants")
    result["cells"] = cells(found.places, found.participants)
    grouping = Grouping.objects.create(
        consultation=consultation, until=until, people=found.people, votes=found.votes, result=result
    )
    old = consultation.groupings.order_by("-computed_at").values_list("pk", flat=True)[KEPT:]
    Grouping.objects.filter(pk__in=list(old)).delete()
    return grouping


def cells(places: dict[int, tuple[float, float]], groups: dict[int, int], people: int = 10) -> list[dict[str, float]]:
    """Marks for the map, each the middle of about ten people of one group: no person can be found on it."""
    marks: list[dict[str, float]] = []
    for number in sorted(set(groups.values())):
        points = np.array([places[person] for person, found in groups.items() if found == number])
        points = points[np.lexsort((points[:, 1], points[:, 0]))]
        columns = max(1, round((len(points) / people) ** 0.5))
        for column in np.array_split(points, columns):
            column = column[np.argsort(column[:, 1])]
            for mark in np.array_split(column, max(1, len(column) // people)):
                if len(mark) >= people:
                    x, y = mark.mean(axis=0)
                    marks.append({"group": number, "x": round(float(x), 3), "y": round(float(y), 3), "people": len(mark)})
    return marks


def group_all() -> int:
    """Every consultation with votes since its last grouping; one worker at a time. Returns how many."""
    done = 0
    with advisory.lock("insights.groups", wait=False) as mine:
        if not mine:
            return 0
        last_votes = Consultation.objects.annotate(
            last_vote=Max("statements__votes__at"), grouped_until=Max("groupings__until")
        ).exclude(last_vote=None)
        for row in last_votes:
            if row.grouped_until is None or row.last_vote > row.grouped_until:
                done += group(row) is not None
    return done
