"""Whether people who label the same texts see the same in them: Krippendorff's alpha.

Krippendorff, Content Analysis (2004), chapter 11; the interval is a bootstrap over texts.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given, resampling

Floats = npt.NDArray[np.float64]
FEWEST = 10  # texts with two labels
FEWEST_DRAWN = 20  # from fewer an interval holds the truth far less often than it says


@dataclass(frozen=True)
class Agreement:
    """`alpha` from 1 (always the same) over 0 (as chance would have it) down to -1; `share` is plain.

    Under ten texts with two labels, all but `texts` are None. When only one label occurs, `alpha`, `low` and
    `high` are. `low` and `high` are also None under twenty texts, where nobody differed, and where most draws
    hold one label alone.
    """

    alpha: float | None
    low: float | None
    high: float | None
    share: float | None
    texts: int


def krippendorff(
    labels: npt.ArrayLike, *, classes: int = 3, ordered: bool = False, draws: int = 2_000, seed: int = 0
) -> Agreement:
    """Krippendorff's alpha of labels of shape (texts, people); -1 where someone gave none.

    `ordered` counts confusing negative with positive as four times as bad as either with neutral (the
    interval metric); without it all confusions are alike (nominal). Texts with fewer than two labels
    say nothing and are left out, and so are draws that hold one label alone, which have no alpha.
    The interval says 95 % and is too narrow for few texts, above all where one label is far commoner than the
    others: with nearly even ones it holds the truth in 84 cases of 100 with twenty texts, in 92 with forty
    and in 95 with a hundred; with 85 of 100 labels alike in 61, 82 and 90.
    Raises ValueError for other labels than 0 to classes - 1, for no draws and for a seed under 0.
    """
    given.drawing(0.95, draws, seed)
    array = given.table(labels, "labels")
    if array.ndim != 2 or (array.size and (array != np.floor(array)).any()):
        raise ValueError("labels have one row a text and one column a person")
    if array.size and (array.min() < -1 or array.max() >= classes):
        raise ValueError(f"labels run from 0 to {classes - 1}, or -1 for none")
    counts = (array[:, :, None] == np.arange(classes)).sum(axis=1).astype(np.float64)
    counts = counts[counts.sum(axis=1) >= 2]
    if len(counts) < FEWEST:
        return Agreement(None, None, None, None, len(counts))
    size = counts.sum(axis=1, keepdims=True)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(classes)
    alike = np.einsum("tcc->t", pairs) / (size * (size - 1))[:, 0]
    place = np.arange(classes)
    gaps = np.abs(place[:, None] - place).astype(np.float64)
    distance: Floats = gaps**2 if ordered else np.minimum(gaps, 1)
    seen = (pairs * distance).sum(axis=(1, 2)) / (size - 1)[:, 0]
    rows = np.column_stack([seen, counts])
    rows = rows[np.lexsort(rows.T[::-1])]
    share = float(np.sort(alike).mean())
    alpha = _alpha(rows.sum(axis=0)[None, :], distance)[0]
    if not np.isfinite(alpha):
        return Agreement(None, None, None, share, len(counts))
    if len(rows) < FEWEST_DRAWN or not seen.any():
        return Agreement(float(alpha), None, None, share, len(counts))
    drawn = _alpha(resampling.times_drawn(len(rows), draws, seed) @ rows, distance)
    drawn = drawn[np.isfinite(drawn)]
    if 2 * drawn.size <= draws:
        return Agreement(float(alpha), None, None, share, len(counts))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Agreement(float(alpha), float(low), float(high), share, len(counts))


def _alpha(sums: Floats, distance: Floats) -> Floats:
    """From rows of the disagreement seen and the count of each label: shape (rows,); NaN for one label."""
    seen, counts = sums[:, 0], sums[:, 1:]
    total = counts.sum(axis=1)
    expected = np.einsum("ra,ab,rb->r", counts, distance, counts) / (total - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - seen / expected, np.nan)
