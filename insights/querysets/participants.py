"""Who takes part, beside the populations that an operator stated; and tone weighted to them, when asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from analysis.weighting import weighted_mean, weights_for
from insights.models import Population
from insights.querysets.cells import read as read_rows
from insights.querysets.keeping import kept
from insights.querysets.parts import UNASKED
from insights.querysets.pulse import Estimate, is_enough, recent
from insights.querysets.report import Count, Report, last_of_each, report
from insights.querysets.voices import read, said
from insights.states import Axis
from topics.models import Topic

HEADS = ["of", "code", "people", "share", "population", "stated_by"]
NOBODY = Count(0)


@dataclass(frozen=True)
class Beside:
    """One part: of those who took part, and of the population. `people` None where it may not be told."""

    code: str
    people: int | None
    share: float | None
    population: Population | None


def beside(found: Report, axis: str) -> list[Beside]:
    """Parts that may be told or have a stated share, by code; "" are those who did not say. Imported texts
    that name no country are no part: nobody could be asked.
    """
    stated = {row.code: row for row in Population.objects.on(axis)}
    counts = {code: count for code, count in found.took_part[axis].items() if code != UNASKED}
    everybody = base(found, axis)
    rows = []
    for code in sorted({*stated, *(code for code, count in counts.items() if count.people)}):
        count = counts.get(code, NOBODY)
        share = count.people / everybody if count.people is not None and everybody else None
        rows.append(Beside(code, count.people, share, stated.get(code)))
    return rows


def base(found: Report, axis: str) -> int:
    """The people of whom shares are: all, where it may not be told how many could not be asked."""
    return (found.pulse.people or 0) - (unasked(found, axis) or 0)


def unasked(found: Report, axis: str) -> int | None:
    """How many imported texts name no country; None where that may not be told."""
    return found.took_part[axis].get(UNASKED, NOBODY).people


def not_named(found: Report, axis: str, rows: list[Beside]) -> int:
    """Parts that may not be told, and have no stated share."""
    named = {row.code for row in rows} | {"", UNASKED}
    return len(set(found.took_part[axis]) - named) if found.pulse.people else 0


def rows_of(found: Report, axis: str) -> list[dict[str, Any]]:
    """For the file and the interface: with those who could not be asked, who have no share."""
    rows = beside(found, axis)
    if left_out := unasked(found, axis):
        rows.append(Beside(UNASKED, left_out, None, None))
    values = [(str(axis), row.code, row.people, row.share, *stated(row)) for row in rows]
    return [dict(zip(HEADS, row, strict=True)) for row in values]


def stated(row: Beside) -> tuple[float | None, str]:
    return (row.population.share, row.population.source) if row.population else (None, "")


# == Weighted ==
@dataclass(frozen=True)
class Weighing:
    """Tone of the same people as they are and weighted, or `why_not`, with the part that it is about.

    `why_not`: "kept back", "not stated", "nobody", "too few", "others too few".
    """

    plain: Estimate | None = None
    weighted: Estimate | None = None
    effective: float | None = None
    why_not: str = ""
    code: str = ""


def weighing(topic: Topic | None, axis: str) -> Weighing:
    """Post-stratified by the stated shares, as the machine reads. Who is of no stated part is left out."""
    shares = dict(Population.objects.on(axis).filter(share__gt=0).values_list("code", "share"))
    stamp = crc32(repr(sorted(shares.items())).encode())
    _since, until = recent()
    key = f"insights.weighing.1:{topic.pk if topic else 0}:{axis}:{stamp}:{until:%Y%m%d}"
    return kept(key, lambda: weigh(topic, report(topic), axis, shares))


def weigh(topic: Topic | None, found: Report, axis: str, shares: Mapping[str, float]) -> Weighing:
    if not found.pulse.tone:
        return Weighing(why_not="kept back")
    if not shares:
        return Weighing(why_not="not stated")
    rows = read_rows(said(topic, *recent()))
    texts, part = read(rows), last_of_each(rows, axis)
    parts = [part[voice] for voice in np.asarray(texts.keys, dtype=np.int64).tolist()]
    if why_not := fault(Counter(parts), found, axis, shares):
        return why_not
    tones = np.bincount(texts.authors, texts.tones) / np.bincount(texts.authors)
    counted = np.array([code in shares for code in parts])
    heard = [code for code in parts if code in shares]
    plain = weighted_mean(tones[counted], np.ones(len(heard)))
    weighted = weighted_mean(tones[counted], weights_for(heard, shares))
    return Weighing(
        plain=Estimate(plain.mean, plain.low, plain.high, plain.people),
        weighted=Estimate(weighted.mean, weighted.low, weighted.high, weighted.people),
        effective=weighted.effective,
    )


def fault(people: Counter[str], found: Report, axis: str, shares: Mapping[str, float]) -> Weighing | None:
    """Every part must be shown by itself, so that neither figure tells of one that is hidden."""
    told = found.countries if axis == Axis.COUNTRY else found.languages
    for code in sorted(shares):
        if not people[code]:
            return Weighing(why_not="nobody", code=code)
        part, count = told.get(code), found.took_part[axis].get(code, NOBODY)
        if not is_enough(people[code]) or not count.people or part is None or part.figure is None:
            return Weighing(why_not="too few", code=code)
    others = sum(n for code, n in people.items() if code not in shares)
    return Weighing(why_not="others too few") if others and not is_enough(others) else None
