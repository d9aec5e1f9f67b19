"""Groups of people on the plane of the projection.

k-means on at most 256 weighted grid cells, for several numbers of groups and several pictures at once. No
start is drawn: each further centre begins at the cell where it helps most (Likas, Vlassis and Verbeek,
"The global k-means clustering algorithm", 2003), so the same votes always give the same groups.
Methods, section 4, step 4.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.votes import Floats, Integers

GRID = 16  # cells a side
STRIDE = 3  # every third cell is tried as the place of a further centre
MOST_GROUPS = 5
ROUNDS = 30
LEAST_SIZE, LEAST_SHARE = 5, 0.02
OUTLYING = 0.025  # share of people at either end who are drawn in to the edge of the grid
BETWEEN = 0.05  # how much nearer the own centre must be than the next, as a share of both distances


@dataclass(frozen=True)
class Cells:
    """Occupied cells of a grid: `points` (cells, 2) and `weights` (cells,), the votes its people cast.

    A person weighs as many votes as they cast, because who cast few stands in a less certain place.
    """

    points: Floats
    weights: Floats


def gather(places: Floats, cast: npt.ArrayLike) -> Cells:
    """People's places, shape (people, 2), and votes cast, put together in a grid of 16 x 16 cells.

    Each cell stands at the weighted mean of its people. The farthest 2.5 % at either end of each axis
    are drawn in to the edge: people who cast few votes are thrown far out and would pull a centre away.
    """
    votes = np.asarray(cast, dtype=np.float64)
    outer = round(OUTLYING * (len(places) - 1))
    ranked = np.partition(places, (outer, len(places) - 1 - outer), axis=0)
    low, high = ranked[outer], ranked[len(places) - 1 - outer]
    drawn = np.minimum(np.maximum(places, low), high)
    step = (drawn - low) * (GRID / np.where(high > low, high - low, 1.0))
    x, y = np.minimum(step.astype(np.int64), GRID - 1).T
    cell = x * GRID + y
    weight = np.asarray(np.bincount(cell, weights=votes, minlength=GRID * GRID), dtype=np.float64)
    there = np.flatnonzero(weight)
    sums = [np.bincount(cell, weights=axis * votes, minlength=GRID * GRID)[there] for axis in drawn.T]
    return Cells(np.stack(sums, axis=1) / weight[there, None], weight[there])


def centres(pictures: Sequence[Cells], most: int = MOST_GROUPS) -> dict[int, Floats]:
    """For each number of groups k from 2 to `most`, the centres in each picture: (pictures, k, 2).

    Pictures are solved side by side, padded with cells of no weight.
    """
    width = max(len(cells.weights) for cells in pictures)
    points = np.zeros((len(pictures), width, 2))
    weights = np.zeros((len(pictures), width))
    for number, cells in enumerate(pictures):
        points[number, : len(cells.weights)] = cells.points
        weights[number, : len(cells.weights)] = cells.weights
    candidates = points[:, ::STRIDE]
    apart = _all_distances(candidates, points).astype(np.float32)
    weighed = np.concatenate([points, np.ones((*weights.shape, 1))], axis=2) * weights[:, :, None]
    means = weighed.sum(axis=1, keepdims=True)
    found = means[:, :, :2] / means[:, :, 2:]
    solved = {}
    every = np.arange(len(pictures))
    for k in range(2, most + 1):
        nearest = _all_distances(points, found).min(axis=2).astype(np.float32)
        closer = nearest[:, None, :] - apart
        gain = np.einsum("pij,pj->pi", np.maximum(closer, 0, out=closer), weights)
        start = np.where(weights[:, ::STRIDE] > 0, gain, -1.0).argmax(axis=1)
        found = _settle(points, weighed, np.concatenate([found, candidates[every, start][:, None]], axis=1))
        solved[k] = found
    return solved


def _settle(points: Floats, weighed: Floats, found: Floats) -> Floats:
    """Lloyd's rounds until no centre moves; a centre without cells stays where it is."""
    groups = np.arange(found.shape[1])
    for _ in range(ROUNDS):
        nearest = _all_distances(points, found).argmin(axis=2)
        member = (nearest[:, :, None] == groups).astype(np.float64)
        sums = member.transpose(0, 2, 1) @ weighed
        mass = sums[:, :, 2:]
        moved = np.where(mass > 0, sums[:, :, :2] / np.maximum(mass, 1e-12), found)
        if np.allclose(moved, found, rtol=0, atol=1e-9):
            break
        found = moved
    return found


def assign(places: Floats, middles: Floats) -> Integers:
    """The nearest of the centres (k, 2) for each person, -1 for who stands between two. Shape (people,).

    Between stands who is less than 5 % (of both distances together) nearer to one than to the next:
    another fifth of the people asked, and they would be in the other group.
    """
    distances = _distances(places, middles)
    nearest = distances.argmin(axis=1)
    own = distances.min(axis=1)
    distances[np.arange(len(places)), nearest] = np.inf
    ratio = (1 + BETWEEN) / (1 - BETWEEN)
    return np.where(distances.min(axis=1) < ratio * ratio * own, -1, nearest)


def _distances(points: Floats, middles: Floats) -> Floats:
    """Squared distances of (points, 2) to (k, 2): shape (points, k)."""
    return _all_distances(points[None], middles[None])[0]


def _all_distances(points: Floats, middles: Floats) -> Floats:
    """Squared distances of (pictures, points, 2) to (pictures, k, 2): shape (pictures, points, k)."""
    across = points[:, :, None, 0] - middles[:, None, :, 0]
    up = points[:, :, None, 1] - middles[:, None, :, 1]
    across *= across
    up *= up
    across += up
    return across


def large(labels: Integers, k: int) -> npt.NDArray[np.bool_]:
    """Which of k groups have max(5, 2 % of the people) or more: shape (k,); -1 marks people in none."""
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    return np.asarray(sizes >= max(LEAST_SIZE, math.ceil(LEAST_SHARE * labels.size)))


def large_enough(labels: Integers, k: int) -> bool:
    """Whether each of k groups is `large`."""
    return bool(large(labels, k).all())


def silhouette(places: Floats, middles: Floats) -> float:
    """The simplified silhouette, -1 to 1: each person's distance to their centre against the next one."""
    nearest, other = np.sqrt(np.partition(_distances(places, middles), 1, axis=1)[:, :2]).T
    return float(np.mean((other - nearest) / np.maximum(other, 1e-12)))
