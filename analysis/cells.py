"""The small-cell rule: nothing about fewer than ten people, and no total that gives a hidden cell away.

A hidden cell is safe when what is shown leaves it open whether `floor` people or more are in it. That is
made sure of by moving people about so that every total stays what it was (`analysis.moving`). Whatever is
touched is hidden, so the table with the people moved explains what is shown just as well.
Methods, section 3. The same functions serve pages, exports, the API and e-mails.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
import numpy.typing as npt

from analysis.moving import Counts, Mask, along_chains, round_a_box

FLOOR = 10
MOST = 2**53  # of people: beyond, decimals are no longer exact
FLOOR_OF_CROSSED = 20  # for cells of three dimensions crossed: country x language x topic


def suppress(counts: npt.ArrayLike, floor: int = FLOOR) -> list[object]:
    """Counts of people with what must not be shown replaced by None; the shape stays, lists for arrays.

    `counts` is a list or a table (any number of dimensions) whose totals along every dimension are known
    elsewhere. A cell from 1 to floor-1 is hidden; zero says nothing about anyone and stays. Where
    subtraction or a chain of subtractions would tell that a hidden cell has fewer than `floor` people,
    the smallest other cells that prevent it are hidden too. In a line with too few people for `floor` in one
    cell and one in each other nothing is shown; hide its total as well (`total`), or show totals by
    `with_totals`, which knows what they give away. Some tables of three dimensions give a cell away whatever
    else is hidden, as long as all their totals are known: of these nothing is shown.

    Raises ValueError for negative or fractional counts.
    """
    array = _whole(counts)
    hidden = hide(array, floor)
    shown = np.where(hidden, None, array.astype(object))  # type: ignore[call-overload]
    return list(_plain(shown.tolist()))


def hide(counts: Counts, floor: int = FLOOR) -> Mask:
    """Which cells to hide, by the rule of `suppress`; same shape as `counts`."""
    small = (counts > 0) & (counts < floor)
    hidden = small.copy()
    if not hidden.any():
        return hidden
    if counts.ndim > 1:
        reached = small.copy()  # a line's total bounds its cells
        for axis in range(counts.ndim):
            reached &= counts.sum(axis=axis, keepdims=True) >= floor
        signs = np.ones(counts.shape, dtype=np.int64)
        _protect(counts, hidden, np.where(reached, floor, 0), signs)
        for cell in zip(*np.nonzero(small & ~reached), strict=True):
            world = counts.copy()
            round_a_box(world, hidden, cell, 1, signs, counts) or round_a_box(
                world, hidden, cell, -1, signs, counts
            )
    _even_out(counts, hidden, floor)
    return hidden


def with_totals(
    counts: npt.ArrayLike,
    floor: int = FLOOR,
    *,
    crossed: int | None = None,
    publish: list[tuple[int, ...]] | None = None,
) -> list[object]:
    """A table together with its totals, with what must not be shown replaced by None.

    Along every dimension one more place, the last, holds the total, so that shape (2, 3) comes back as
    (3, 4). Cells and totals from 1 to floor-1 are hidden (`crossed` instead of `floor`, when given, for
    cells of three or more dimensions), and of the others as few people as will do, so that no reader of all
    that is shown can tell that a hidden cell or total is under its floor. Totals are the last to go.

    `publish` lists the tables shown, as the dimensions that each has: [(0, 1), (0, 2)] for topic by
    language beside topic by country. They are treated as one, since what one hides the other must not
    tell. Without it everything is shown.

    Raises ValueError for negative or fractional counts and for dimensions that do not exist.
    """
    array = _whole(counts)
    whole = array
    for axis in range(array.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    crosses = np.zeros(whole.shape, dtype=np.int64)
    shown = np.zeros(whole.shape, dtype=bool)
    tables = [tuple(range(array.ndim))] if publish is None else publish
    if any(not 0 <= axis < array.ndim for table in tables for axis in table):
        raise ValueError(f"the table has {array.ndim} dimensions, from 0")
    for kinds in product((False, True), repeat=array.ndim):  # whether each dimension is a total
        part = tuple(slice(-1, None) if total else slice(0, -1) for total in kinds)
        crosses[part] = kinds.count(False)
        shown[part] = any({n for n, total in enumerate(kinds) if not total} <= set(table) for table in tables)
    floors = np.where(crosses >= 3, crossed or floor, floor) * shown
    small = (whole > 0) & (whole < floors)
    hidden = small | ~shown
    signs = np.where((array.ndim - crosses) % 2, -1, 1)
    _protect(whole, hidden, np.where(small, floors, 0), signs)
    visible = np.where(hidden, None, whole.astype(object))  # type: ignore[call-overload]
    return list(_plain(visible.tolist()))


def total(counts: npt.ArrayLike, floor: int = FLOOR) -> int | None:
    """The total of a list of counts, or None when it is itself from 1 to floor-1. Raises ValueError like
    `suppress`.
    """
    people = int(_whole(counts).sum())
    return None if 0 < people < floor else people


def _even_out(counts: Counts, hidden: Mask, floor: int) -> None:
    """Hide more until every line with hidden cells has two of them, and people enough in them that one could
    hold `floor` with one person left in each other; or all of the line.
    """
    changed = True
    while changed:
        changed = False
        for line in _lines(counts.shape):
            values, mask = counts[line], hidden[line]
            while mask.any() and not mask.all():
                if mask.sum() > 1 and values[mask].sum() >= floor + mask.sum() - 1:
                    break
                # Of the shown cells the smallest that holds someone; a zero only when nothing else is left.
                order = np.lexsort((np.where(values > 0, values, np.iinfo(np.int64).max), mask))
                mask[order[0]] = True
                changed = True


def _protect(counts: Counts, hidden: Mask, floors: Counts, signs: Counts) -> None:
    """Hide more until every cell with a floor could hold that many, by moving people; in place.

    The largest cells go first: they need least. Where boxes have no room, chains have whatever there is; with
    more than two dimensions, what no box can raise to its floor takes every cell with it.
    """
    for cell in sorted(zip(*np.nonzero(floors), strict=True), key=lambda c: (-counts[c], c)):
        world = counts.copy()
        while world[cell] < floors[cell]:
            wanted = int(floors[cell] - world[cell])
            if round_a_box(world, hidden, cell, wanted, signs, counts):
                continue
            if counts.ndim != 2:
                hidden[...] = True
                return
            along_chains(world, hidden, cell, wanted, signs)
            break


def _lines(shape: tuple[int, ...]) -> Iterator[tuple[int | slice, ...]]:
    """Index of every line of a table along every dimension."""
    for axis in range(len(shape)):
        others = shape[:axis] + shape[axis + 1 :]
        for place in np.ndindex(*others):
            yield (*place[:axis], slice(None), *place[axis:])


def _whole(counts: npt.ArrayLike) -> Counts:
    array = np.asarray(counts)
    counts_people = array.ndim > 0 and (not array.size or array.dtype.kind in "iuf")
    if not counts_people or np.any((array < 0) | (array > MOST) | (array != np.floor(array))):
        raise ValueError("counts must be whole numbers of people, none negative")
    return array.astype(np.int64)


def _plain(values: list[object]) -> Iterator[object]:
    for value in values:
        yield list(_plain(value)) if isinstance(value, list) else value
