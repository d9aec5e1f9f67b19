"""What moved: between two windows, at a day in a series, or in how much is written. Methods, section 3."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from analysis import given, resampling, tails
from analysis.audit import Audit
from analysis.estimates import scoring
from analysis.heard import Heard, Keys, numbered
from analysis.intervals import DRAWS, FEWEST, TONE, Difference, benjamini_hochberg, moved
from analysis.numbering import Integers, ranks

Floats = npt.NDArray[np.float64]
Key = TypeVar("Key", bound=Hashable)

LEAST_POINTS = 5  # of a series on either side of a shift
PENALTY = 3.0  # times log n times the variance of the noise
SPIKE = 5.0  # robust standard deviations
LEAST_DAYS = 14  # for knowing what is usual
MORE = 10  # a spike has so many more than usual, at least


def change(
    before: Heard,
    after: Heard,
    audits: Mapping[str, Audit] | None = None,
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> Difference | None:
    """How far net tone moved, one voice per author in each window; None under ten authors in either.

    Who wrote in both windows is drawn for both at once, so that what stays the same about a person does
    not blur the difference; and both windows are corrected by the same drawn matrix, as in
    `estimates.net_tone`, so that the machine's errors count only as far as the mix of classes moved.
    Raises ValueError for a level that is not between 0 and 1, for no draws and for a seed under 0.
    """
    given.drawing(level, draws, seed)
    if min(before.people, after.people) < FEWEST:
        return None
    spoken = sorted({*before.spoken, *after.spoken})
    scores = scoring(spoken, audits or {})
    rows = [scores.voices(texts) for texts in (before, after)]
    first, second = (scores.values(row) for row in rows)
    people = min(before.people, after.people)
    errors: list[tails.Tail] = []
    if resampling.same(first) or resampling.same(second):
        diff, likely, errors = tails.each_by_itself(first, second, scores.ends, draws, seed)
    else:
        place = _places(before.keys, after.keys)
        sums, wrote = np.zeros((place.max() + 1, 2)), np.zeros((place.max() + 1, 2))
        for window, value in enumerate((first, second)):
            who = np.split(place, [before.people])[window]
            sums[who, window], wrote[who, window] = value, 1.0
        diff, likely = resampling.likely(sums, wrote, draws, seed, signs=(-1, 1))
    corrections = scores.drawn_errors(rows[1].mean(axis=0) - rows[0].mean(axis=0), draws, seed)
    likely -= corrections
    if not errors:
        return moved(diff, likely, level, TONE, people)
    if scores.audits:
        errors.append(tails.student(corrections, people))
    return moved(diff, likely, level, TONE, errors=errors)


def _places(first: Keys, second: Keys) -> Integers:
    """A number for everyone of both windows."""
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return ranks(np.concatenate([first, second]))[1]
    return numbered((*first, *second))


def clear_among(found: Mapping[Key, Difference | None], rate: float = 0.05) -> dict[Key, Difference | None]:
    """The same changes, `clear` only where they stand when all are looked at together.

    Benjamini and Hochberg (1995): of those called clear, at most the share `rate` is chance. Only what
    is also clear by itself is called clear. None stays None and is not counted.
    """
    compared = [key for key, one in found.items() if one is not None]
    stands = benjamini_hochberg([one.p_value for one in found.values() if one is not None], rate)
    clear = dict(zip(compared, stands, strict=True))
    return {
        key: None if one is None else replace(one, clear=one.clear and clear[key])
        for key, one in found.items()
    }


@dataclass(frozen=True)
class Shift:
    """A series has another level from place `at` on: means of the points between its shifts."""

    at: int
    before: float
    after: float


def shifts(series: Sequence[float | None] | npt.ArrayLike) -> tuple[Shift, ...]:
    """Where the level of a series changes for five points or longer; None or NaN for days without a figure.

    PELT (Killick, Fearnhead and Eckley, 2012) on means, with penalty 3 log n in units of the noise, which
    is taken from the differences between neighbours. It supposes that days err independently: in a series
    where neighbours resemble each other, it finds shifts that are none. Empty under ten points.
    Raises ValueError for infinite numbers and for what is none.
    """
    values = given.numbers(series, "a series", gaps=True)
    known = np.flatnonzero(np.isfinite(values))
    points = values[known]
    noise = _noise(points)
    if points.size < 2 * LEAST_POINTS or np.ptp(points) == 0:
        return ()
    scaled = (points - np.median(points)) / max(noise, 1e-9 * float(np.ptp(points)))
    from analysis.segments import ends_of_segments  # with all of scipy.stats: a second, 60 MB

    ends = [0, *ends_of_segments(scaled, LEAST_POINTS, PENALTY * np.log(points.size))]
    means = [float(points[start:end].mean()) for start, end in pairwise(ends)]
    return tuple(
        Shift(int(known[end]), before, after)
        for end, before, after in zip(ends[1:-1], means, means[1:], strict=False)
    )


@dataclass(frozen=True)
class Spike:
    """On day `at` there were `count`, where `usual` is the median of the other days."""

    at: int
    count: int
    usual: float


def spikes(counts: Sequence[int] | npt.ArrayLike) -> tuple[Spike, ...]:
    """Days on which far more was written than on the others: five robust standard deviations above.

    On the scale of 2 sqrt(n + 3/8), on which counts of rare events spread alike (Anscombe, 1948), from the
    median and the median absolute deviation, which the spikes themselves hardly move. Never for fewer
    than ten more than usual. Empty under fourteen days. Raises ValueError for what is no count.
    """
    array = given.numbers(counts, "counts")
    if array.min(initial=0) < 0 or np.any(array != np.floor(array)):
        raise ValueError("counts are whole numbers from 0 on")
    if array.size < LEAST_DAYS:
        return ()
    scaled = 2 * np.sqrt(array + 3 / 8)
    middle = np.median(scaled)
    spread = max(1.4826 * float(np.median(np.abs(scaled - middle))), 1.0)
    found = np.flatnonzero((scaled > middle + SPIKE * spread) & (array >= np.median(array) + MORE))
    return tuple(Spike(int(day), int(array[day]), float(np.median(np.delete(array, day)))) for day in found)


def _noise(points: Floats) -> float:
    """The standard deviation of a series about its level, from differences between neighbours."""
    if points.size < 2:
        return 0.0
    steps = np.diff(points)
    return float(np.sqrt(np.mean(steps**2) / 2))
