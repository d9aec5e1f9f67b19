"""How sure a figure is: intervals for shares, means over people and differences.

All draws are seeded, so a figure can be recomputed to the last digit. Methods, section 3.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given, resampling, tails

Floats = npt.NDArray[np.float64]
Limits = tuple[float, float]
DRAWS = 2_000
FEWEST = 10  # people in each of two windows that are compared
TONE: Limits = (-1.0, 1.0)


@dataclass(frozen=True)
class Mean:
    """A mean over `authors` people with its interval."""

    mean: float
    low: float
    high: float
    authors: int


@dataclass(frozen=True)
class Difference:
    """`diff` = mean of b minus mean of a; `clear` when the interval leaves zero out."""

    diff: float
    low: float
    high: float
    clear: bool
    p_value: float


def wilson(successes: float, n: float, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a share: (low, high). (0, 1) when nobody answered.

    Wilson (1927). Raises ValueError unless 0 <= successes <= n, and z is above 0.
    """
    given.share(successes, n, z)
    if n == 0:
        return 0.0, 1.0
    n, square = max(float(n), 1e-100), z * z
    share = successes / n
    middle = share + square / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))  # in the order of `wilson_bounds`
    scale = 1 + square / n
    return min(max((middle - spread) / scale, 0.0), 1.0), min(max((middle + spread) / scale, 0.0), 1.0)


def wilson_bounds(successes: npt.ArrayLike, n: npt.ArrayLike, z: float = 1.96) -> tuple[Floats, Floats]:
    """`wilson` for whole arrays of one shape, to the last digit; (0, 1) where n is 0.

    Raises ValueError for arrays of other shapes, and unless 0 <= successes <= n everywhere and z is above 0.
    """
    hits, seen = given.shares(successes, n, z)
    size = np.maximum(seen, 1e-100)
    share = hits / size
    middle = share + z * z / (2 * size)
    spread = z * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    scale = 1 + z * z / size
    low = np.where(seen > 0, np.clip((middle - spread) / scale, 0, 1), 0.0)
    high = np.where(seen > 0, np.clip((middle + spread) / scale, 0, 1), 1.0)
    return low, high


def mean_interval(
    values: npt.ArrayLike,
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
    limits: Limits | None = None,
) -> Mean:
    """Mean of one value per author and its interval: the bootstrap-t over authors (Efron, 1981).

    Pass texts through `heard.one_voice` first: an interval over texts is far too narrow when a few people
    write most of them. The order of the values does not matter. `limits` are the least and the greatest
    value that a person can have; without them -1 and 1 are taken when every value lies there, and none
    otherwise. When all values are the same, the interval says what share of other people such a sample
    can have missed (Clopper and Pearson, 1934), so one person's value says next to nothing about others.
    Raises ValueError for none, for NaN and for values outside the limits, for a level that is not between 0
    and 1, for no draws and for a seed under 0.
    """
    given.drawing(level, draws, seed)
    array = np.sort(given.numbers(values))
    if not array.size:
        raise ValueError("a mean needs at least one author")
    limits = within(limits, array)
    if resampling.same(array):
        low, high = _alike(float(array[0]), array.size, level, limits)
        return Mean(float(array[0]), low, high, array.size)
    mean, likely = resampling.likely(array[:, None], np.ones((array.size, 1)), draws, seed)
    low, high = np.quantile(likely, [(1 - level) / 2, (1 + level) / 2])
    return Mean(mean, max(float(low), limits[0]), min(float(high), limits[1]), array.size)


def difference(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
    limits: Limits | None = None,
) -> Difference | None:
    """How far the mean moved from window `a` to window `b`, one value per author in each; None under ten
    authors in either, who are too few to say that anything moved.

    For authors who are not known by name; where they are, `changes.change` also uses who wrote in both.
    The p-value is two-sided and agrees with the interval, unless a single draw decides. `limits` as in
    `mean_interval`; where they are not known and all of a window say the same, people who were missed are
    taken to lie within what was seen in both.
    Raises ValueError as `mean_interval`.
    """
    given.drawing(level, draws, seed)
    first, second = np.sort(given.numbers(a)), np.sort(given.numbers(b))
    if min(first.size, second.size) < FEWEST:
        return None
    limits = within(limits, np.concatenate([first, second]))
    if resampling.same(first) or resampling.same(second):  # each by itself: one has no spread to draw from
        seen = min(first[0], second[0]), max(first[-1], second[-1])
        ends = limits if np.isfinite(limits).all() else seen
        diff, likely, errors = tails.each_by_itself(first, second, ends, draws, seed)
        return moved(diff, likely, level, limits, errors=errors)
    window = np.repeat([[1.0, 0.0], [0.0, 1.0]], [first.size, second.size], axis=0)
    values = np.concatenate([first, second])[:, None] * window
    diff, likely = resampling.likely(values, window, draws, seed, signs=(-1, 1))
    return moved(diff, likely, level, limits, min(first.size, second.size))


def moved(
    diff: float,
    likely: Floats,
    level: float,
    limits: Limits,
    people: int | None = None,
    errors: Sequence[tails.Tail] = (),
) -> Difference:
    """A difference, its interval and its p-value from `likely`, the values that `resampling` drew for it.

    For the p-value where no draw is beyond zero: `people`, how many the smaller window has, if both had a
    spread to draw from; `errors`, the tails of all errors in the difference, if one had none.
    """
    widest = limits[1] - limits[0]
    inside = float(np.clip(diff, -widest, widest))
    likely = likely + (inside - diff)  # a difference beyond the limits is moved back, and its draws with it
    ends = np.quantile(likely, [(1 - level) / 2, (1 + level) / 2])
    low, high = (float(end) for end in np.clip(ends, -widest, widest))
    low, high = min(low, inside), max(high, inside)
    p_value = resampling.p_value(likely, people, tails.together(errors)(abs(inside)) if errors else 1.0)
    return Difference(inside, low, high, low > 0 or high < 0, p_value)


def benjamini_hochberg(p_values: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Which findings stand when the share of false ones is held to `rate`, in the order given.

    Benjamini and Hochberg (1995). Raises ValueError for p-values and a rate that are no probabilities.
    """
    p = given.numbers(p_values, "p-values")
    if p.size and (p.min() < 0 or p.max() > 1):
        raise ValueError("p-values lie between 0 and 1")
    given.between(rate, "the rate of false findings")
    order = np.argsort(p, kind="stable")
    passed = np.flatnonzero(p[order] <= rate * np.arange(1, p.size + 1) / max(p.size, 1))
    stands = np.zeros(p.size, dtype=bool)
    if passed.size:
        stands[order[: passed[-1] + 1]] = True
    return [bool(found) for found in stands]


def _alike(value: float, authors: int, level: float, limits: Limits) -> Limits:
    """The interval of a mean when all `authors` gave the same value."""
    missed = 1 - ((1 - level) / 2) ** (1 / authors)
    return value - missed * (value - limits[0]), value + missed * (limits[1] - value)


def within(limits: Limits | None, values: Floats) -> Limits:
    """The limits of what a person can say, found where they are None: see `mean_interval`.

    Raises ValueError for values outside, and for limits between which there is nothing.
    """
    if limits is None:
        inside = TONE[0] <= values.min() and values.max() <= TONE[1]
        return TONE if inside else (-np.inf, np.inf)
    if not limits[0] < limits[1]:
        raise ValueError(f"the limits {limits[0]} and {limits[1]} hold no values between them")
    if values.min() < limits[0] or values.max() > limits[1]:
        raise ValueError(f"values lie outside {limits[0]} to {limits[1]}")
    return limits
