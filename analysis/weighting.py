"""Weighting by post-stratification: the figure if those heard were as many of each part as live.

It corrects for one thing only, how many of each part took part. Inside a part it is still those who chose to
write, so it does not make a poll of a portal. Each person of a part weighs the part's share of the population
over its share of the people heard (Holt and Smith, 1979); large weights make a figure less sure, which the
effective number of people says (Kish, 1965).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given, resampling
from analysis.intervals import DRAWS, TONE, Limits, within

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weighted:
    """A weighted mean of `people` with its interval, as sure as one of `effective` people unweighted."""

    mean: float
    low: float
    high: float
    people: int
    effective: float


def weights_for(parts: Sequence[str], shares: Mapping[str, float]) -> Floats:
    """One weight a person, their mean 1: shape (people,). `parts`: the part that each person is of.

    `shares` of the population are taken in proportion, so they need not add up to 1. Raises ValueError when
    a person's part has no share, when a part with a share has no person, or when shares are not positive
    numbers; TypeError for a part that is no text.
    """
    given.texts(parts, "part")
    stated = given.numbers(list(shares.values()), "shares of a population")
    if stated.min(initial=1) <= 0 or not given.addable(stated):
        raise ValueError("shares of a population are above 0, and can be added up")
    names, place, counts = np.unique(np.array(parts, dtype=np.str_), return_inverse=True, return_counts=True)
    if missing := sorted(set(names.tolist()) ^ set(shares)):
        lacks = "has no share of the population" if missing[0] in names else "has nobody who was heard"
        raise ValueError(f"every part needs both; {missing[0]} {lacks}")
    stated = np.array([shares[name] for name in names.tolist()])
    weight = (stated / stated.sum()) / (counts / counts.sum())
    return np.asarray(weight[place])


def effective(weights: npt.ArrayLike) -> float:
    """How many people of equal weight would be as sure: the square of the sum over the sum of squares.

    Kish (1965). From 1 to the number of weights, which it is when they are all alike. Raises ValueError for
    none, and for weights that are not positive.
    """
    array = given.table(weights, "weights")
    if array.ndim != 1 or not array.size or not np.isfinite(array).all() or array.min() <= 0:
        raise ValueError("weights must be a flat list of positive numbers")
    array = array / array.max()
    return float(min(array.sum() ** 2 / (array**2).sum(), array.size))


def weighted_mean(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
    limits: Limits = TONE,
) -> Weighted:
    """Mean of one value per author under weights; both of shape (people,).

    The interval is the bootstrap-t over authors, each drawn with their weight (`resampling.likely`); the
    weights themselves are taken as given. With equal weights it is `intervals.mean_interval`. The order
    of the people does not matter. Raises ValueError for unequal lengths, none, values outside `limits`,
    and as `intervals.mean_interval`.
    """
    given.drawing(level, draws, seed)
    value, weight = given.numbers(values), given.table(weights, "weights")
    if value.shape != weight.shape:
        raise ValueError("every person needs a value and a weight")
    kish = effective(weight)
    limits = within(limits, value)
    weight = weight / weight.mean()
    if resampling.same(value):
        mean = float(value[0])
        likely = resampling.alike(mean, max(round(kish), 1), limits, draws, seed)
    else:
        mean, likely = resampling.likely((value * weight)[:, None], weight[:, None], draws, seed)
    low, high = np.quantile(likely, [(1 - level) / 2, (1 + level) / 2])
    return Weighted(
        float(np.clip(mean, *limits)),
        float(np.clip(low, *limits)),
        float(np.clip(high, *limits)),
        value.size,
        kish,
    )
