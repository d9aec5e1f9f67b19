"""Texts that say the same in other words within a few hours, by their sentence vectors.

Meaning alone shows agreement, not a campaign: many people think the same. What is looked for are hours in
which more posts of one meaning came than the rest of the time lets one expect, so what drips in over weeks
in ever other words is not found.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import pdtrc

from analysis.duplicates import Duplicates

Floats = npt.NDArray[np.float64]

ALIKE = 0.35  # cosine once the mean vector is taken away: chosen on e5 vectors of real comments
WINDOW = 3 * 3600.0  # seconds before and after a post
FEWEST = 4  # neighbours besides the post itself
CHANCE = 0.01  # of one such finding anywhere, were meaning and time unrelated
BLOCK = 1_000


def same_meaning(vectors: npt.ArrayLike, times: Floats, open_: npt.ArrayLike) -> list[Duplicates]:
    """Groups of posts of one meaning in a few hours, the largest first; only posts that are `open_`.

    `vectors` has shape (posts, any) and `times` are seconds. Of each post the neighbours (cosine .35 or more
    after centring) within three hours are counted, and compared by a Poisson test with those at all other
    times; time taken grows with the square of the posts. Raises ValueError for vectors of another number or
    with a value that is none.
    """
    table = np.asarray(vectors, dtype=np.float32)
    if table.ndim != 2 or len(table) != times.size or not np.isfinite(table).all():
        raise ValueError("every text needs one vector of numbers")
    place = np.flatnonzero(np.asarray(open_, dtype=bool))
    place = place[np.lexsort((place, times[place]))]
    if place.size <= FEWEST:
        return []
    unit = table[place] - table[place].mean(axis=0)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-9)
    moment = times[place]
    first = np.searchsorted(moment, moment - WINDOW, "left")
    last = np.searchsorted(moment, moment + WINDOW, "right")
    everywhere, here = np.zeros(place.size), np.zeros(place.size)
    for start in range(0, place.size, BLOCK):
        near = unit[start : start + BLOCK] @ unit.T >= ALIKE
        everywhere[start : start + BLOCK] = near.sum(axis=1) - 1
        for row, line in enumerate(near, start):
            here[row] = line[first[row] : last[row]].sum() - 1
    share = (last - first - 1) / max(place.size - 1, 1)
    expected = (everywhere - here + 1) * share / np.maximum(1 - share, 1e-9)
    chance = np.where(here > 0, pdtrc(here - 1.0, expected), 1.0)  # of so many or more (Poisson)
    free = np.ones(place.size, dtype=bool)
    found = []
    for row in np.lexsort((moment, -here)):
        if here[row] < FEWEST or chance[row] > CHANCE / place.size or not free[row]:
            continue
        inside = np.arange(first[row], last[row])
        alike = unit[inside] @ unit[row]
        chosen = (alike >= ALIKE) & free[inside]
        if chosen.sum() <= FEWEST:
            continue
        free[inside[chosen]] = False
        members = place[inside[chosen]]
        order = np.argsort(members)
        likeness = tuple(round(min(1.0, float(score)), 4) for score in alike[chosen][order])
        found.append(Duplicates(tuple(members[order].tolist()), int(place[row]), likeness))
    return sorted(found, key=lambda group: (-len(group.members), group.members))
