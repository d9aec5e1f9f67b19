"""Tone over time, from the rows of a digest's window and of the one before: a line, where it earns its place.

Days of windows up to two weeks, else weeks: each part ends where the next begins, the last where its window
ends, and the first takes in the hours or days that are left over.
"""

from datetime import datetime, timedelta
from itertools import pairwise

from digests.actions.counting import Figure
from digests.models import Basis
from insights.querysets.pulse import Audits, Estimate, tones
from insights.querysets.voices import Rows, voices

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LONGEST_IN_DAYS = timedelta(days=14)
FEWEST = 4  # points of a window that may be told, or a line says nothing

Window = tuple[datetime, datetime]


def trend(now: Basis, before: Basis, window: Window, earlier: Window, audits: Audits) -> Figure | None:
    """Points of `_series.html`; the line begins in the window before, where that ends as this one begins."""
    since, until = window
    step = DAY if until - since <= LONGEST_IN_DAYS else WEEK
    points = points_of(now.whole, window, step, audits)
    if not has_enough(points):
        return None
    if earlier[1] == since and has_enough(further := points_of(before.whole, earlier, step, audits)):
        points = further + points
    for number, point in enumerate(points):
        point["figure"] = f"time-{number}" if point["estimate"] is not None else None
    return {"days": step.days, "points": points}


def has_enough(points: list[Figure]) -> bool:
    return sum(point["estimate"] is not None for point in points) >= FEWEST


def points_of(rows: Rows, window: Window, step: timedelta, audits: Audits) -> list[Figure]:
    """What may not be told of one part is not told of the next smallest either: together they are known."""
    parts = {(start, end): voices(rows.between(start, end)) for start, end in pairwise(edges(window, step))}
    figures = tones(parts, audits)
    return [
        {"since": start.isoformat(), "until": end.isoformat(), **told(figures[start, end])}
        for start, end in parts
    ]


def edges(window: Window, step: timedelta) -> list[datetime]:
    since, until = window
    count = max((until - since) // step, 1)
    return [since, *(until - step * left for left in range(count - 1, -1, -1))]


def told(figure: Estimate | None) -> Figure:
    names = ("people", "estimate", "low", "high")
    return {name: getattr(figure, name) if figure else None for name in names}
