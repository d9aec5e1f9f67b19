"""The geometry of bars and standing lines: numbers in, ready strings for SVG attributes out.

Strings, because a number in a template would be written with the decimal comma of the page's language.
"""

import math
import random
from collections.abc import Sequence
from typing import Any

from django import template

from core.templatetags.words import decimal, percent

register = template.Library()

GROUND = 40  # height of the standing line's viewBox above the ground; its width is 1000


def number(value: float) -> str:
    return f"{value:.1f}"


def given(value: float | str | None) -> float | None:
    """A number, or None for what a template left out (which arrives as an empty string)."""
    return None if value is None or value == "" else float(value)


def pick(row: Any, name: str, default: Any = None) -> Any:
    return row.get(name, default) if isinstance(row, dict) else getattr(row, name, default)


# == People standing on the line ==
def people_per_stroke(people: int, most: int = 100) -> int:
    """1, 2 or 5 times a power of ten: the smallest that needs no more than `most` strokes."""
    unit = 1
    while people > unit * most:
        unit = unit * 5 // 2 if str(unit)[0] == "2" else unit * 2
    return unit


def strokes(count: int, start: float, slot: float, chance: random.Random) -> str:
    """Slots of equal width; each stroke shifted by up to a quarter slot, 50 to 95 % of the height."""
    return "".join(
        f"M{number(start + slot * (i + 0.5 + chance.uniform(-0.25, 0.25)))}"
        f" {round(GROUND * (1 - chance.uniform(0.5, 0.95)))}V{GROUND}"
        for i in range(count)
    )


@register.simple_tag
def standing(
    n: int, goal: int | None = None, per_stroke: int | None = None, seed: Any = ""
) -> dict[str, Any]:
    """One count: strokes for the people who are there, dots for those still missing."""
    goal = int(given(goal) or 0)
    unit = int(per_stroke or people_per_stroke(max(n, goal)))
    there = max(round(n / unit), 1 if n else 0)
    slots = max(there, math.ceil(goal / unit), 1)
    slot = 1000 / slots
    missing = "".join(f"M{number(slot * (i + 0.5))} {GROUND - 3}V{GROUND}" for i in range(there, slots))
    return {
        "per_stroke": unit,
        "people": strokes(there, 0, slot, random.Random(f"standing {seed}")),
        "missing": missing,
        "remaining": max(goal - n, 0),
    }


@register.simple_tag
def standing_groups(groups: Sequence[Any], per_stroke: int | None = None, seed: Any = "") -> dict[str, Any]:
    """Counts side by side on one line, each with its label; a small group keeps room for its name."""
    counts = [pick(group, "n") for group in groups]
    unit = int(per_stroke or people_per_stroke(sum(counts)))
    there = [max(round(n / unit), 1 if n else 0) for n in counts]
    total = max(sum(there), 1)
    room = [max(slots, 0.88 * total / len(groups) * 0.8) + 2 for slots in there]
    slot, chance = 1000 / max(sum(room) - 2, 1), random.Random(f"standing {seed}")
    path, labels, start = "", [], 0.0
    for group, slots, width in zip(groups, there, room, strict=True):
        path += strokes(slots, start, slot, chance)
        labels.append(
            {
                "x": f"{number(start / 10)}%",
                "name": pick(group, "name"),
                "lang": pick(group, "lang", ""),
                "n": pick(group, "n"),
            }
        )
        start += width * slot
    return {"per_stroke": unit, "people": path, "labels": labels}


# == Bars ==
def place(value: float, low: float, high: float) -> float:
    """Where a value stands on the scale, in percent of the width, never outside it."""
    return min(max((value - low) / (high - low) * 100, 0), 100)


@register.simple_tag
def bar(
    estimate: float | None,
    low: float | None = None,
    high: float | None = None,
    scale_low: float = 0,
    scale_high: float = 1,
    threshold: float | None = None,
) -> dict[str, Any]:
    """`hidden`, or x of the estimate's stroke and x and width of its range, all "12.3%"."""
    estimate, low, high, threshold = given(estimate), given(low), given(high), given(threshold)
    if estimate is None:
        return {"hidden": True}
    shape: dict[str, Any] = {"x": f"{number(place(estimate, scale_low, scale_high))}%"}
    if low is not None and high is not None:
        start, end = place(low, scale_low, scale_high), place(high, scale_low, scale_high)
        shape |= {"low": f"{number(start)}%", "width": f"{number(max(end - start, 0.4))}%"}
    if threshold is not None:
        shape["threshold"] = f"{number(place(threshold, scale_low, scale_high))}%"
    return shape


@register.simple_tag
def axis(
    scale_low: float = 0, scale_high: float = 1, threshold: float | None = None, unit: str = "share"
) -> list[dict[str, str]]:
    """The ends of the scale, and the threshold or else the middle, as x, anchor and text."""
    threshold = given(threshold)
    middle = (scale_low + scale_high) / 2 if threshold is None else threshold
    return [
        {
            "x": f"{number(place(value, scale_low, scale_high))}%",
            "anchor": anchor,
            "text": percent(value) if unit == "share" else decimal(value, 0 if value == int(value) else 1),
        }
        for value, anchor in ((scale_low, "start"), (middle, "middle"), (scale_high, "end"))
    ]


@register.simple_tag
def cells(
    estimate: float, low: float, high: float, scale_low: float = 0, scale_high: float = 1
) -> dict[str, int]:
    """The same bar as table cells for e-mail: widths in whole percent that add up to 100."""
    at = min(round(place(estimate, scale_low, scale_high)), 99)
    start = min(math.floor(place(low, scale_low, scale_high)), at)
    end = max(math.ceil(place(high, scale_low, scale_high)), at + 1)
    return {"before": start, "left": at - start, "right": end - at - 1, "after": 100 - end}


@register.simple_tag
def text_bar(
    estimate: float, low: float, high: float, scale_low: float = 0, scale_high: float = 1, width: int = 31
) -> str:
    """The same bar for plain text: "......==|=....", `|` the estimate, `=` the range it may lie in."""
    step = 100 / width
    at = min(int(place(estimate, scale_low, scale_high) / step), width - 1)
    start = min(int(place(low, scale_low, scale_high) / step), at)
    end = max(min(math.ceil(place(high, scale_low, scale_high) / step), width), at + 1)
    return "." * start + "=" * (at - start) + "|" + "=" * (end - at - 1) + "." * (width - end)
