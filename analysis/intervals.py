"""How sure a figure is: intervals for shares and means, differences, and what is too small to show.

All draws are seeded, so a figure can be recomputed to the last digit. Methods, section 3.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
DRAWS = 2_000
BLOCK = 2_000_000  # draws times authors held in memory at once


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

    Wilson (1927). Raises ValueError unless 0 <= successes <= n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share")
    if n == 0:
        return 0.0, 1.0
    low, high = wilson_bounds(np.array([successes]), np.array([n]), z)
    return float(low[0]), float(high[0])


def wilson_bounds(successes: npt.ArrayLike, n: npt.ArrayLike, z: float = 1.96) -> tuple[Floats, Floats]:
    """`wilson` for whole arrays of one shape; (0, 1) where n is 0."""
    hits, seen = np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
    size = np.maximum(seen, 1e-100)
    share = hits / size
    middle = share + z * z / (2 * size)
    spread = z * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    scale = 1 + z * z / size
    low = np.where(seen > 0, np.clip((middle - spread) / scale, 0, 1), 0.0)
    high = np.where(seen > 0, np.clip((middle + spread) / scale, 0, 1), 1.0)
    return low, high


def one_voice(authors: Sequence[Hashable], values: npt.ArrayLike) -> Floats:
    """The mean of each author's values, in order of first appearance: shape (authors,).

    Raises ValueError when the lengths differ or a value is not a number.
    """
    array = _numbers(values)
    if len(authors) != array.size:
        raise ValueError(f"{len(authors)} authors came with {array.size} values")
    names = {author: place for place, author in enumerate(dict.fromkeys(authors))}
    place = np.fromiter((names[author] for author in authors), dtype=np.int64, count=array.size)
    return np.asarray(np.bincount(place, weights=array) / np.maximum(np.bincount(place), 1))


def mean_interval(values: npt.ArrayLike, *, level: float = 0.95, draws: int = DRAWS, seed: int = 0) -> Mean:
    """Mean of one value per author and its bootstrap interval over authors.

    Pass texts through `one_voice` first: an interval over texts is far too narrow when a few people
    write most of them. Order of the values does not matter. Raises ValueError for none or for NaN.
    """
    array = np.sort(_numbers(values))
    if not array.size:
        raise ValueError("a mean needs at least one author")
    drawn = _resampled(array, draws, seed)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Mean(float(array.mean()), float(low), float(high), array.size)


def difference(
    a: npt.ArrayLike, b: npt.ArrayLike, *, level: float = 0.95, draws: int = DRAWS, seed: int = 0
) -> Difference:
    """How far the mean moved from window `a` to window `b`, one value per author in each.

    The p-value is two-sided, from the share of bootstrap differences beyond zero, and never under
    1/(draws+1). Raises ValueError for an empty window or NaN.
    """
    first, second = np.sort(_numbers(a)), np.sort(_numbers(b))
    if not first.size or not second.size:
        raise ValueError("a difference needs at least one author in each window")
    drawn = _resampled(second, draws, seed + 1) - _resampled(first, draws, seed)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    beyond = 1 + min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    p_value = min(1.0, 2 * beyond / (draws + 1))
    return Difference(
        float(second.mean() - first.mean()), float(low), float(high), bool(low > 0 or high < 0), p_value
    )


def benjamini_hochberg(p_values: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Which findings stand when the share of false ones is held to `rate`, in the order given.

    Benjamini and Hochberg (1995). Raises ValueError for anything that is not a probability.
    """
    p = _numbers(p_values)
    if p.size and (p.min() < 0 or p.max() > 1):
        raise ValueError("p-values lie between 0 and 1")
    order = np.argsort(p, kind="stable")
    passed = np.flatnonzero(p[order] <= rate * np.arange(1, p.size + 1) / max(p.size, 1))
    stands = np.zeros(p.size, dtype=bool)
    if passed.size:
        stands[order[: passed[-1] + 1]] = True
    return [bool(found) for found in stands]


def _resampled(values: Floats, draws: int, seed: int) -> Floats:
    """Means of `draws` samples with replacement, shape (draws,), in blocks that fit in memory."""
    rng = np.random.default_rng(seed)
    if values[0] == values[-1]:
        return np.full(draws, values[0])
    block = max(1, BLOCK // values.size)
    parts: Iterable[int] = (min(block, draws - start) for start in range(0, draws, block))
    return np.concatenate(
        [values[rng.integers(0, values.size, (n, values.size))].mean(axis=1) for n in parts]
    )


def _numbers(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not np.isfinite(array).all():
        raise ValueError("values must be a flat list of numbers, none of them missing")
    return array
