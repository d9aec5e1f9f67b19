"""What somebody can work out who lays tables of people beside each other, with all that is shown of them."""

from itertools import product

import numpy as np
from scipy.optimize import linprog


def entries(counts):
    """(place, dimensions that are not totals, true count) of a table with its totals."""
    for place in product(*[range(size + 1) for size in counts.shape]):
        axes = [axis for axis, at in enumerate(place) if at < counts.shape[axis]]
        yield place, axes, counts[region(counts, place)].sum()


def region(counts, place):
    return tuple(slice(None) if at == size else at for at, size in zip(place, counts.shape, strict=True))


def largest(counts, shown, target):
    """The most people that can be in the entry `target` for all that is shown: a linear programme.

    `shown` with totals, or without; then every line's total is known. Who knows the rule knows besides that
    in a hidden cell there is somebody.
    """
    rows, values = [], []
    with_its_totals = shown.shape != counts.shape
    for place, axes, value in entries(counts):
        known = shown[place] is not None if with_its_totals or len(axes) == counts.ndim else True
        if known:
            row = np.zeros(counts.shape)
            row[region(counts, place)] = 1
            rows.append(row.ravel())
            values.append(value)
    goal = np.zeros(counts.shape)
    goal[region(counts, target)] = -1
    bounds = [(min(count, 1), None) for count in counts.ravel().tolist()]
    found = linprog(goal.ravel(), A_eq=np.array(rows) if rows else None, b_eq=values or None, bounds=bounds)
    return np.inf if found.status == 3 else -found.fun
