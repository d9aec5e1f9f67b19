"""Opinion groups and common ground of a consultation, computed anew when people have voted."""

import logging
from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from analysis import saving, updates
from consultations.models import Consultation, Vote
from contributions.states import PUBLIC
from core import advisory
from insights.models import Carried, Grouping

log = logging.getLogger(__name__)
KEPT = 20  # groupings of a consultation; a digest holds its own figures and does not need older ones
EACH = 10  # people to a mark on the map
LATE = timedelta(minutes=1)  # that a changed vote may take to be seen


def group(consultation: Consultation) -> Grouping | None:
    """Compute and keep a grouping of the votes on public statements; None under ten people.

    It carries on from the last one, so that group A stays group A and a third group is no passing fancy.
    """
    votes = Vote.objects.public().filter(statement__consultation=consultation)
    until = votes.aggregate(last=Max("at"))[
        "last"
    ]  # first: a vote cast meanwhile is counted twice, never lost
    if until is None:
        return None
    state = carried_on(consultation, votes)
    if state.votes.people.size < settings.SMALLEST_GROUP:
        return None
    found = updates.shown(state)
    result = found.as_json()
    result.pop("places")  # where one person stands is nobody's business
    result.pop("participants")
    result.pop("between")
    result["cells"] = cells(found.places, found.participants)
    Carried.objects.update_or_create(
        consultation=consultation, defaults={"state": saving.dump(state), "until": until}
    )
    grouping = Grouping.objects.create(
        consultation=consultation, until=until, people=found.people, votes=found.votes, result=result
    )
    old = consultation.groupings.order_by("-computed_at", "-pk").values_list("pk", flat=True)[KEPT:]
    Grouping.objects.filter(pk__in=list(old)).delete()
    return grouping


def carried_on(consultation: Consultation, votes: "QuerySet[Vote]") -> updates.State:
    """The last picture with the votes since then; made anew from all where some are gone or stand again."""
    last = Carried.objects.filter(consultation=consultation).first()
    if last is None:
        return updates.begin(*columns(votes))
    before = saving.load(bytes(last.state))
    state = updates.update(before, *columns(votes.filter(at__gte=last.until - LATE)))
    if state.votes.value.size == votes.count():
        return state
    return updates.again(before, *columns(votes))


def columns(votes: "QuerySet[Vote]") -> npt.NDArray[np.int64]:
    """Participants, statements and values, shape (3, votes)."""
    rows = votes.order_by("at", "pk").values_list("participant_id", "statement_id", "value")
    return np.array(rows, dtype=np.int64).reshape(-1, 3).T


def cells(places: Mapping[int, tuple[float, float]], groups: Mapping[int, int]) -> list[dict[str, float]]:
    """Marks for the map, each the middle of ten or more people of one group: no person can be found on it."""
    marks: list[dict[str, float]] = []
    for number in sorted(set(groups.values())):
        points = np.array([places[person] for person, found in groups.items() if found == number])
        points = points[np.lexsort((points[:, 1], points[:, 0]))]
        columns = max(1, round((len(points) / EACH) ** 0.5))
        for column in np.array_split(points, columns):
            column = column[np.argsort(column[:, 1], kind="stable")]
            for mark in np.array_split(column, max(1, len(column) // EACH)):
                if len(mark) >= EACH:
                    x, y = mark.mean(axis=0)
                    marks.append(
                        {
                            "group": number,
                            "x": round(float(x), 3),
                            "y": round(float(y), 3),
                            "people": len(mark),
                        }
                    )
    return marks


def group_all() -> int:
    """Every consultation whose votes are others than at its last grouping; one worker at a time.

    New and changed votes are later than the last one counted; a statement that was taken down, or stands
    again, changes how many there are. One that cannot be grouped is told to the operator, and keeps no other
    waiting. Returns how many consultations were grouped.
    """
    with advisory.lock("insights.groups", wait=False) as mine:
        if not mine:
            return 0
        grouped = {row.consultation_id: row for row in Grouping.objects.newest().defer("result")}
        changed = [row for row in with_votes() if is_changed(row, grouped.get(row.pk))]
        return sum(could_group(row) for row in changed)


def could_group(consultation: Consultation) -> bool:
    """Whether `group` found enough; not where it cannot do its work."""
    try:
        with transaction.atomic():
            return group(consultation) is not None
    except Exception:
        log.exception("Consultation %s could not be grouped", consultation.pk)
        return False


def with_votes() -> "QuerySet[Consultation]":
    public = Q(statements__contribution__state__in=PUBLIC)
    return Consultation.objects.annotate(
        last_vote=Max("statements__votes__at", filter=public),
        vote_count=Count("statements__votes", filter=public),
    ).exclude(last_vote=None)


def is_changed(consultation: Consultation, last: Grouping | None) -> bool:
    """`consultation` as `with_votes` has it."""
    seen = (last.until, last.votes) if last else None
    return seen != (consultation.last_vote, consultation.vote_count)  # type: ignore[attr-defined]
