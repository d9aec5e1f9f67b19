"""The geometry of a line over time: its band, its gaps, its axis and the events on it."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import template
from django.utils.dateformat import format as format_date

from core.templatetags.charts import given, number, pick, place
from core.templatetags.times import short_day
from core.templatetags.words import decimal, page_language, percent

register = template.Library()

TOP, HEIGHT, LEFT = 30, 220, 8.5  # the frame in `_series.html`: px, px, percent of the width
LONG = 10  # letters of a label of which four do not fit on a small screen
CLOSE = 7.0  # percent of the width that the number of an event needs on a small screen


@register.simple_tag
def series(
    points: Iterable[Any],
    scale_low: float | None = None,
    scale_high: float | None = None,
    events: Iterable[Any] = (),
    unit: str = "tone",
    step: int = 1,
    left: float = LEFT,
) -> dict[str, Any]:
    """Runs of the line with their bands, the gaps between them, ticks, months and numbered events.

    A point has `on`, `estimate`, `low`, `high`; an estimate of None is a gap and stays one. It stands for
    `step` days, and in the middle of them; it may have a `label` that says which. An event has `on` and may
    have `until`: then it is a span. `left` of the frame, in percent, is room for the axis.
    """
    rows = sorted(points, key=lambda point: pick(point, "on"))
    if not rows:
        return {}
    first, last = pick(rows[0], "on").toordinal(), pick(rows[-1], "on").toordinal()
    floor, roof = scale(rows, given(scale_low), given(scale_high))
    days = last - first + step

    def x(on: date) -> float:
        return (on.toordinal() - first + step / 2) / days * 1000

    def y(value: float) -> float:
        return 100 - place(value, floor, roof)

    def across(at: float) -> float:  # inside the frame, right of the axis
        return left + at / 1000 * (100 - left)

    runs, gaps, edge = [], [], 0.0
    for shown, group in groupby(rows, key=lambda point: pick(point, "estimate") is not None):
        part = list(group)
        if not shown:
            continue
        line = [(x(pick(p, "on")), y(pick(p, "estimate"))) for p in part]
        if line[0][0] - edge > 1 and part[0] is not rows[0]:
            gaps.append((edge, line[0][0]))
        edge = line[-1][0]
        if len(part) == 1:  # a single day between gaps is still seen
            line = [(line[0][0] - 4, line[0][1]), (line[0][0] + 4, line[0][1])]
            part = part * 2
        upper = [(at[0], y(pick(p, "high"))) for at, p in zip(line, part, strict=True)]
        lower = [(at[0], y(pick(p, "low"))) for at, p in zip(line, part, strict=True)]
        runs.append({"line": path(line), "band": path(upper + lower[::-1]) + "Z"})
    if pick(rows[-1], "estimate") is None:
        gaps.append((edge, 1000.0))
    return {
        "runs": runs,
        "gaps": [
            {
                "x": f"{number(across(start))}%",
                "width": f"{number((end - start) / 1000 * (100 - left))}%",
            }
            for start, end in gaps
        ],
        "ticks": ticks(floor, roof, unit),
        "months": months(rows, lambda on: f"{number(across(x(on)))}%"),
        "events": marks(events, first, days, across),
    }


def marks(
    events: Iterable[Any], first: int, days: int, across: Callable[[float], float]
) -> list[dict[str, str]]:
    """Where events begin, and how wide they are; numbers that would cover each other are written as one."""
    found: list[dict[str, str]] = []
    ends = 0.0
    for number_, event in enumerate(events, 1):
        day, until = pick(event, "on").toordinal() - first, pick(event, "until")
        end = until.toordinal() - first if until else day
        if end < 0 or day >= days:
            continue
        at = across(max(day + (0 if until else 0.5), 0) / days * 1000)
        width = across(min(end + 1, days) / days * 1000) - at if until else 0.0
        mark = {"x": f"{number(at)}%", "width": f"{number(width)}%" if until else "", "number": str(number_)}
        if found and at - ends < CLOSE:
            last = next(row for row in reversed(found) if row["number"])
            last["number"], mark["number"] = f"{last['number']}, {number_}", ""
        else:
            ends = at
        found.append(mark)
    for mark in found:
        crowded = len(mark["number"]) > 2
        mark["anchor"] = "middle" if not crowded else "end" if float(mark["x"][:-1]) > 50 else "start"
    return found


def scale(rows: Sequence[Any], low: float | None, high: float | None) -> tuple[float, float]:
    """The scale asked for, or else all ranges and zero, with ends at full tenths."""
    seen = [row for row in rows if pick(row, "estimate") is not None]
    least = min([0.0, *(pick(row, "low") for row in seen)])
    most = max([0.1, *(pick(row, "high") for row in seen)])
    floor = math.floor(least * 10 + 1e-9) / 10 if low is None else low
    roof = math.ceil(most * 10 - 1e-9) / 10 if high is None else high
    return floor, roof


def whole_ticks(rows: Sequence[Any]) -> tuple[float, float]:
    """A scale that begins and ends with a tick: all ranges, and zero."""
    low, high = scale(rows, None, None)
    while True:
        step = step_of(low, high)
        ends = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        if step_of(*ends) == step:
            return ends
        low, high = ends


def path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " ".join(f"{round(x)} {number(y)}" for x, y in points)


def ticks(low: float, high: float, unit: str) -> list[dict[str, Any]]:
    """At most five round values; zero, where it is on the scale, is the ground."""
    step = step_of(low, high)
    first = math.ceil(low / step - 1e-9)
    rows = []
    for i in range(first, math.floor(high / step + 1e-9) + 1):
        value = i * step
        y = TOP + HEIGHT * (100 - place(value, low, high)) / 100
        places = 0 if not i else 2 if round(step * 100) % 10 else 1
        text = percent(value) if unit == "share" else decimal(value, places)
        rows.append({"y": number(y), "text_y": number(y + 5), "text": text, "is_ground": i == 0})
    return rows


def step_of(low: float, high: float) -> float:
    return next(s for s in (0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10) if (high - low) / s <= 5 + 1e-9)


def months(rows: Sequence[Any], across: Callable[[date], str]) -> list[dict[str, str]]:
    """Up to four labels, from the first day to the last: months, or days when it is a quarter or less. Three
    where points have long labels of their own.
    """
    days = [pick(row, "on") for row in rows]
    named = [pick(row, "label", "") for row in rows]
    count = min(4 if max(map(len, named)) < LONG else 3, len(days))
    chosen = sorted({round(i * (len(days) - 1) / max(count - 1, 1)) for i in range(count)})
    month = "M" if page_language() == "en" else "b"
    is_long = (days[-1] - days[0]).days > 92
    return [
        {
            "x": across(days[i]),
            "anchor": "start" if i == 0 else "end" if i == len(days) - 1 else "middle",
            "text": format_date(days[i], month) if is_long else named[i] or short_day(days[i]),
        }
        for i in chosen
    ]
