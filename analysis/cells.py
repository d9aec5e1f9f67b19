"""The small-cell rule: nothing about fewer than ten people, and no total that gives a hidden cell away.

Methods, section 3. The same function serves pages, exports, the API and e-mails.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
FLOOR = 10


def suppress(counts: npt.ArrayLike, floor: int = FLOOR) -> list[object]:
    """Counts of people with what must not be shown replaced by None; the shape stays, lists for arrays.

    `counts` is a list or a table (any number of dimensions) whose totals along every dimension may be
    shown elsewhere. A cell from 1 to floor-1 is hidden; zero says nothing about anyone and stays. Where
    a line (row, column, ...) would have its hidden cells add up to fewer than `floor` people, or only
    one of them, the smallest shown cells of that line are hidden too, so that subtracting what is shown
    from the total tells at most that `floor` or more people are somewhere among at least two cells.

    Raises ValueError for negative or fractional counts.
    """
    array = np.asarray(counts)
    if array.ndim == 0 or (array.size and (np.any(array < 0) or np.any(array != np.floor(array)))):
        raise ValueError("counts must be whole numbers of people, none negative")
    hidden = hide(array.astype(np.int64), floor)
    shown = np.where(hidden, None, array.astype(object))  # type: ignore[call-overload]
    return list(_plain(shown.tolist()))


def hide(counts: Counts, floor: int = FLOOR) -> npt.NDArray[np.bool_]:
    """Which cells to hide, by the rule of `suppress`; same shape as `counts`."""
    hidden = (counts > 0) & (counts < floor)
    changed = True
    while changed:
        changed = False
        for line in _lines(counts.shape):
            values, mask = counts[line], hidden[line]
            while mask.any() and (mask.sum() < 2 or values[mask].sum() < floor) and not mask.all():
                # Of the shown cells the smallest that holds someone; a zero only when nothing else is left.
                order = np.lexsort((np.where(values > 0, values, np.iinfo(np.int64).max), mask))
                mask[order[0]] = True
                changed = True
    return hidden


def total(counts: npt.ArrayLike, floor: int = FLOOR) -> int | None:
    """The total of a list of counts, or None when it is itself from 1 to floor-1."""
    people = int(np.asarray(counts, dtype=np.int64).sum())
    return None if 0 < people < floor else people


def _lines(shape: tuple[int, ...]) -> Iterator[tuple[int | slice, ...]]:
    """Index of every line of a table along every dimension."""
    for axis in range(len(shape)):
        others = shape[:axis] + shape[axis + 1 :]
        for place in np.ndindex(*others):
            yield (*place[:axis], slice(None), *place[axis:])


def _plain(values: list[object]) -> Iterator[object]:
    for value in values:
        yield list(_plain(value)) if isinstance(value, list) else value
