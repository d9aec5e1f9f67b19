"""Tone over time, from the rows of a digest's window and of the one before: a line, where it earns its place.

Days of windows up to two weeks, else weeks: each part ends where the next begins, the last where its window
ends, and the first takes in the hours or days that are left over. A digest that is narrowed to countries or
languages has none: days of a country are too few people to be laid beside days of all.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from digests.actions.counting import Figure
from digests.actions.listing import listed_parts
from digests.actions.narrowing import Narrowed
from digests.actions.windows import DAY
from digests.models import Scope
from digests.models.figures import TIME
from insights.querysets.cells import crossed, people, read
from insights.querysets.pulse import Audits, Estimate, tones
from insights.querysets.rows import Rows, moment
from insights.querysets.voices import voices

WEEK = timedelta(days=7)
LONGEST_IN_DAYS = timedelta(days=14)
LONGEST = timedelta(weeks=14)  # of a window: more points are no line that is read at a glance
FEWEST = 4  # points of a window that may be told, or a line says nothing

Window = tuple[datetime, datetime]


def trend_of(
    scope: Scope, found: tuple[Narrowed, Narrowed], windows: tuple[Window, Window], audits: Audits
) -> Figure | None:
    """What was `found` in this window and in the one before."""
    since, until = windows[0]
    if scope.is_narrowed or until - since > LONGEST:
        return None
    now, before = (each.basis.whole for each in found)
    return trend(now, before, *windows, audits, kept_to_themselves(scope, found, windows))


def trend(
    now: Rows,
    before: Rows,
    window: Window,
    earlier: Window,
    audits: Audits,
    hidden: Collection[datetime] = (),
) -> Figure | None:
    """Points of `_series.html`; the line begins in the window before, where that ends as this one begins.

    `hidden`: when the parts begin that are not told, whoever wrote in them.
    """
    step = step_of(window)
    points = points_of(now, window, step, audits, hidden)
    if not has_enough(points):
        return None
    if earlier[1] == window[0] and has_enough(further := points_of(before, earlier, step, audits, hidden)):
        points = further + points
    for number, point in enumerate(points):
        point["figure"] = f"{TIME}{number}" if point.pop("is_listed") else None
    return {"days": step.days, "points": points}


def kept_to_themselves(scope: Scope, found: Sequence[Narrowed], windows: Sequence[Window]) -> set[datetime]:
    """The parts of both windows in which a topic has too few people whose words were read, to be told beside
    all the others; none where all topics are told of together.

    Whoever lays the lines of several digests together has the table of topics by days, with its totals.
    """
    hidden, step = set[datetime](), step_of(windows[0])
    for (*_, rows), window in zip(found, windows, strict=True):
        if not set(rows.column("topic").tolist()) <= set(scope.topic_keys):
            starts, heard = edges(window, step)[:-1], read(rows)
            part = np.searchsorted([moment(start) for start in starts], heard.column("at"), side="right") - 1
            cells = crossed(people(heard, range(len(starts)), part))
            hidden |= {starts[number] for topic, number in cells if topic in scope.topic_keys}
    return hidden


def step_of(window: Window) -> timedelta:
    since, until = window
    return DAY if until - since <= LONGEST_IN_DAYS else WEEK


def has_enough(points: list[Figure]) -> bool:
    return sum(point["estimate"] is not None for point in points) >= FEWEST


def points_of(
    rows: Rows, window: Window, step: timedelta, audits: Audits, hidden: Collection[datetime]
) -> list[Figure]:
    """What may not be told of one part is not told of the next smallest either: together they are known."""
    parts = {(start, end): rows.between(start, end) for start, end in pairwise(edges(window, step))}
    tone_of = tones({part: voices(said) for part, said in parts.items()}, audits)
    figures = {part: None if part[0] in hidden else tone_of[part] for part in parts}
    listed = listed_parts(rows, {part: parts[part] for part, figure in figures.items() if figure})
    return [
        {
            "since": start.isoformat(),
            "until": end.isoformat(),
            **told(figure),
            "is_listed": (start, end) in listed,
        }
        for (start, end), figure in figures.items()
    ]


def edges(window: Window, step: timedelta) -> list[datetime]:
    since, until = window
    count = max((until - since) // step, 1)
    return [since, *(until - step * left for left in range(count - 1, -1, -1))]


def told(figure: Estimate | None) -> Figure:
    names = ("people", "estimate", "low", "high")
    return {name: getattr(figure, name) if figure else None for name in names}
