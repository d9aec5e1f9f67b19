"""People moved about in a table so that every total stays what it was: what the small-cell rule is made of.

Round a box of cells, two to a line, which hides few cells (the hypercube method of statistical offices;
Giessing and Repsilber, 2002). Or along any chain of cells, a flow between the lines of a table of two
dimensions, which finds as many people as there are to move. Whatever is touched is hidden.

`signs` is -1 where a cell is a total along an odd number of dimensions: a line with its total adds up to
zero with these signs. Nobody is the last to leave a cell: zeros are shown, so a reader knows that a hidden
one is none.
"""

from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Cell = tuple[int, ...]


def round_a_box(world: Counts, hidden: Mask, cell: Cell, wanted: int, signs: Counts, costs: Counts) -> bool:
    """Move up to `wanted` people into `cell` (out of it, below 0) round the cheapest box; hides its corners.

    Cheapest: fewest people newly hidden for each one moved, then most moved, then first in order. False,
    with nothing changed, when no box has room.
    """
    axes, way = range(world.ndim), 1 if wanted > 0 else -1
    room = np.full(world.shape, abs(wanted), dtype=np.int64)
    price = np.zeros(world.shape, dtype=np.int64)
    corners = list(product((False, True), repeat=world.ndim))  # along which dimensions it is opposite
    for far in corners:
        part = tuple(slice(None) if far[n] else slice(cell[n], cell[n] + 1) for n in axes)
        rises = way * (-1) ** sum(far) * signs[part] * signs[cell] > 0
        room = np.minimum(room, np.where(rises, abs(wanted), np.maximum(world[part] - 1, 0)))
        price = price + np.where(hidden[part], 0, costs[part] + 1)
    for axis in axes:
        room[(slice(None),) * axis + (cell[axis],)] = 0
    if not room.any():
        return False
    dear = np.where(room > 0, price / np.maximum(room, 1), np.inf)
    best = np.where(dear == dear.min(), room, 0).argmax()
    opposite = [int(at) for at in np.unravel_index(best, world.shape)]
    moved = int(room.ravel()[best])
    for far in corners:
        place = tuple(opposite[n] if far[n] else cell[n] for n in axes)
        world[place] += way * moved * (-1) ** sum(far) * signs[place] * signs[cell]
        hidden[place] = True
    return True


def along_chains(world: Counts, hidden: Mask, cell: Cell, wanted: int, signs: Counts) -> int:
    """Move up to `wanted` people into `cell` of a table of two dimensions; how many there were to move.

    Through hidden cells as far as that goes, then through any. What is touched is hidden.
    """
    moved = 0
    for open_ in (hidden, np.ones_like(hidden)):
        if moved < wanted:
            change = _flow(world, open_, cell, wanted - moved, signs)
            hidden |= change != 0
            world += change
            moved += int(change[cell])
    return moved


def _flow(world: Counts, open_: Mask, cell: Cell, wanted: int, signs: Counts) -> Counts:
    """The change of every cell that brings most people, up to `wanted`, into this one.

    Lines are the nodes: what flows from a row to a column is what the cell where they meet gains, times its
    sign, and what arrives at a line leaves it again.
    """
    rows, columns = world.shape
    row, column = cell[0], rows + cell[1]
    start, end = (column, row) if signs[cell] > 0 else (row, column)
    rise = np.where(open_, wanted, 0)
    fall = np.where(open_, np.clip(world - 1, 0, wanted), 0)
    rise[cell] = fall[cell] = 0
    room = np.zeros((rows + columns + 1,) * 2, dtype=np.int32)
    room[:rows, rows:-1] = np.where(signs > 0, rise, fall)
    room[rows:-1, :rows] = np.where(signs > 0, fall, rise).T
    room[-1, start] = wanted
    found = maximum_flow(csr_array(room), rows + columns, end)
    change = found.flow.toarray()[:rows, rows:-1].astype(np.int64) * signs
    change[cell] += found.flow_value
    return change
