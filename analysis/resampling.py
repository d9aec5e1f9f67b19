"""The bootstrap-t over people, for means and differences of means: what the intervals here stand on.

A percentile interval over few people is too narrow: at 20 people it holds the truth 90 to 92 times in
100 when it says 95. Dividing each draw by its own standard error (Efron, 1981; Hall, 1988) mends that, and
follows a lopsided sample besides. Of more than 2,000 people, 2,000 random blocks are drawn instead of the
people themselves: the spread of a mean is the same, and a figure about a million costs what one about
two thousand does.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

Floats = npt.NDArray[np.float64]
BLOCKS = 2_000
CLOSE = 1e-12  # values no further apart are the same: a sum has other last digits in another order
LEAST_SPREAD = 1 / 3  # of the standard error found: a draw of people who are all alike is not that sure


def likely(
    sums: Floats, sizes: Floats, draws: int, seed: int, signs: npt.ArrayLike = (1.0,)
) -> tuple[float, Floats]:
    """A figure and, one a draw, values that are as likely to be the truth: quantiles of them bound intervals.

    Each column of `sums` and `sizes`, both of shape (people, windows), is a window: its mean is the sum of
    the one over the sum of the other, so that a person may be in one window or in all. The figure is the
    sum of the means times `signs`: -1 and 1 for a difference. The order of the people does not matter.
    """
    signs = np.asarray(signs, dtype=np.float64)
    sums, sizes = np.hsplit(ordered(np.hstack([sums, sizes])), 2)
    centre = sums.sum(axis=0) / sizes.sum(axis=0)
    rows = blocks(np.hstack([sums - centre * sizes, sizes]), seed)
    value, error = float(centre @ signs), _errors(rows, np.ones((1, len(rows))), signs)[1][0]
    off, errors = _errors(rows, times_drawn(len(rows), draws, seed), signs)
    pivots = off / np.maximum(np.maximum(errors, LEAST_SPREAD * error), 1e-300)
    return value, value - error * pivots


def likely_mean(values: Floats, ends: tuple[float, float], draws: int, seed: int) -> tuple[float, Floats]:
    """As `likely`, for the mean of one value a person; also where everyone has the same: see `alike`."""
    if same(values):
        return float(values[0]), alike(float(values[0]), values.size, ends, draws, seed)
    return likely(values[:, None], np.ones((values.size, 1)), draws, seed)


def same(values: Floats) -> bool:
    """Whether everyone has the same value."""
    return bool(np.ptp(values) <= CLOSE)


def blocks(rows: Floats, seed: int) -> Floats:
    """`rows`, shape (people, columns); of more than BLOCKS people, the sums of random blocks of them."""
    if len(rows) <= BLOCKS:
        return rows
    shuffled = rows[np.random.default_rng([seed, len(rows)]).permutation(len(rows))]
    starts = np.linspace(0, len(rows), BLOCKS, endpoint=False).astype(np.int64)
    return np.asarray(np.add.reduceat(shuffled, starts, axis=0))


def ordered(rows: Floats) -> Floats:
    """Rows as `numpy.lexsort(rows.T[::-1])` orders them. That is slow, so that it orders only those that are
    alike in the first column."""
    order = np.argsort(rows[:, 0])
    alike = np.diff(rows[order, 0], prepend=np.nan, append=np.nan) == 0
    tied = alike[1:] | alike[:-1]
    order[tied] = order[tied][np.lexsort(rows[order[tied]].T[::-1])]
    return rows[order]


def times_drawn(rows: int, draws: int, seed: int) -> Floats:
    """How often each of `rows` is drawn, with replacement, in each draw: shape (draws, rows)."""
    return (_of_blocks if rows == BLOCKS else _drawn)(rows, draws, seed).astype(np.float64)


@lru_cache(maxsize=4)
def _of_blocks(rows: int, draws: int, seed: int) -> npt.NDArray[np.uint8]:
    """The same for every figure about many people; 4 MB for 2,000 draws."""
    return _drawn(rows, draws, seed).astype(np.uint8)


def _drawn(rows: int, draws: int, seed: int) -> npt.NDArray[np.int64]:
    places = np.random.default_rng(seed).integers(0, rows, (draws, rows))
    places += rows * np.arange(draws)[:, None]
    return np.bincount(places.ravel(), minlength=draws * rows).reshape(draws, rows)


def alike(value: float, people: int, ends: tuple[float, float], draws: int, seed: int) -> Floats:
    """What `likely` would draw, where everyone has the same value and there is no spread to draw from:
    a share of people as large as such a sample can have missed is taken to be at one of the `ends`. Half of
    the draws go to each, so that quantiles are the bounds of Clopper and Pearson (1934)."""
    rng = np.random.default_rng(seed)
    missed = 1 - (rng.random(draws) / 2) ** (1 / people)
    return np.asarray(value + missed * (rng.choice(np.array(ends), draws) - value))


def p_value(values: Floats, people: int | None = None, tail: float = 1.0) -> float:
    """Two-sided, for the truth being zero, from what `likely` drew.

    Counted from the draws beyond zero. Where there are none, their number cannot tell how small the p-value
    is, and it is taken from a tail, as 2/(draws+1) at most: with `people`, those of the smaller window, from
    the tail of Student's t; without, from `tail`, the chance of an error that large in one direction.
    """
    beyond, spread = min(int((values <= 0).sum()), int((values >= 0).sum())), float(values.std())
    counted = min(1.0, 2 * (beyond + 1) / (values.size + 1))
    if beyond or not spread:
        return counted
    if people is not None:
        tail = float(stdtr(people - 1, -abs(values.mean()) / spread))
    return min(counted, 2 * tail)


def _errors(rows: Floats, times: Floats, signs: Floats) -> tuple[Floats, Floats]:
    """How far each draw is from the figure, and its standard error by linearisation: shapes (draws,)."""
    windows = signs.size
    products = (rows[:, :, None] * rows[:, None, :]).reshape(len(rows), -1)
    sums = times @ np.hstack([rows, products])
    size = np.maximum(sums[:, windows : 2 * windows], 1e-300)
    means = np.where(sums[:, windows : 2 * windows] > 0, sums[:, :windows] / size, 0.0)
    slope = np.hstack([signs / size, -signs * means / size])
    squares = sums[:, 2 * windows :].reshape(-1, 2 * windows, 2 * windows)
    variance = np.einsum("da,dab,db->d", slope, squares, slope, optimize=True)
    return means @ signs, np.sqrt(np.maximum(variance, 0) * len(rows) / max(len(rows) - 1, 1))
