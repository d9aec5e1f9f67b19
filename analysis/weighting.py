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

from analysis import resampling
from analysis.intervals import DRAWS, TONE, Limits

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
    a person's part has no share, when a part with a share has no person, or when shares are not positive.
    """
    if any(not share > 0 for share in shares.values()):
        raise ValueError("shares of a population are above 0")
    names, place, counts = np.unique(np.array(parts, dtype=np.str_), return_inverse=True, return_counts=True)
    if set(names.tolist()) != set(shares):
        raise ValueError("every part needs a share of the population and somebody who was heard")
    stated = np.array([shares[name] for name in names.tolist()])
    weight = (stated / stated.sum()) / (counts / counts.sum())
    return np.asarray(weight[place])


def effective(weights: npt.ArrayLike) -> float:
    """How many people of equal weight would be as sure: the square of the sum over the sum of squares.

    Kish (1965). From 1 to the number of weights, which it is when they are all alike. Raises ValueError for
    none, and for weights that are not positive.
    """
    array = np.asarray(weights, dtype=np.float64)
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
    of the people does not matter. Raises ValueError for unequal lengths, none, and values outside `limits`.
    """
    value, weight = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if value.shape != weight.shape or not np.isfinite(value).all():
        raise ValueError("every person needs a value and a weight")
    kish = effective(weight)
    if value.min() < limits[0] or value.max() > limits[1]:
        raise ValueError(f"values lie outside {limits[0]} to {limits[1]}")
    weight = weight / weight.mean()
    if np.ptp(value) > 1e-12:
        mean, likely = resampling.likely((value * weight)[:, None], weight[:, None], draws, seed)
    else:
        mean = float(value[0])
        likely = resampling.alike(mean, max(round(kish), 1), limits, draws, seed)
    low, high = np.quantile(likely, [(1 - level) / 2, (1 + level) / 2])
    return Weighted(
        float(np.clip(mean, *limits)),
        float(np.clip(low, *limits)),
        float(np.clip(high, *limits)),
        value.size,
        kish,
    )
