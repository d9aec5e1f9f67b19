"""Whether groups are there: do they come out again when a fifth of the people is left out?

Stability is the mean adjusted Rand index between groupings of samples of 80 % of the people, over the people
whom both samples place in a group. Each sample has its own components and its own centres. Where the votes
have a clear direction, the components of all samples are found side by side, in a hundredth of the time that
starting anew for each takes and with the same result to about .02 (a test compares them).
Methods, section 4, step 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import clusters, projection
from analysis.votes import Floats, Integers, Votes

SAMPLE = 0.8
MOST_PEOPLE = 4_000  # stability of a larger conversation is taken on this many of its people
FEWEST_SAMPLES, MOST_SAMPLES = 8, 20
WEAK = 2.0  # strength under which the short way would flatter, and each sample's components are found anew
STABLE = 0.9  # the least stability with which groups are shown
BEYOND_DOUBT, NEARLY = 0.98, 0.02  # what a larger number of groups needs: see `_best`
PATIENCE = 4  # updates that must agree before the shown number of groups changes


@dataclass(frozen=True)
class Choice:
    """`stability` by number of groups, for those with groups large enough; `best` is the number to take.

    Without any, `best` is 1. `strength` is how much more the votes differ along the first component
    than they would if people's votes were unrelated: about 1 by chance (.74 to 1.24 in a small trial).
    """

    best: int
    stability: dict[int, float]
    strength: float


def choose(votes: Votes, directions: Floats, *, seed: int = 0) -> Choice:
    """How many groups come out again most alike, for people who may all be placed.

    `directions` (2, statements) are the components of all of them. Eight to twenty samples,
    fewer the more people there are. Numbers of groups that leave one under max(5, 2 %) are not considered.
    """
    rng = np.random.default_rng(seed)
    if votes.people.size > MOST_PEOPLE:
        votes = votes.of(np.sort(rng.choice(votes.people.size, MOST_PEOPLE, replace=False)))
    people = votes.people.size
    draws = min(MOST_SAMPLES, max(FEWEST_SAMPLES, 12_000 // people))
    inside = sample(people, draws, rng)
    centred, cast = votes.centred(), votes.cast()
    if not centred.data.any():
        return Choice(1, {}, 0.0)
    strength = projection.weight(centred, directions[0]) / projection.weight_by_chance(centred, rng)
    if strength < WEAK:
        places = np.stack([_places_anew(votes, np.flatnonzero(some), directions) for some in inside])
    else:
        places = projection.sampled_places(centred, inside, directions)
    pictures = [clusters.gather(all_[some], cast[some]) for all_, some in zip(places, inside, strict=True)]
    whole = projection.place(centred, directions)
    solved = clusters.centres([clusters.gather(whole, cast), *pictures])
    stability = {}
    for k, middles in solved.items():
        if not clusters.large_enough(clusters.assign(whole, middles[0]), k):
            continue
        labels = np.stack([clusters.assign(*pair) for pair in zip(places, middles[1:], strict=True)])
        stability[k] = float(np.mean(agreements(np.where(inside, labels, -1), k)))
    apart = {k: clusters.silhouette(whole, solved[k][0]) for k in stability}
    return Choice(_best(stability, apart), stability, strength)


def _best(stability: dict[int, float], apart: dict[int, float]) -> int:
    """The fewest groups that are stable, or more where these are beyond doubt and about as clear apart.

    A larger number needs a stability of .98 and a silhouette at most .02 worse. Where none is stable, the
    number that is most so.
    """
    stable = [k for k in sorted(stability) if stability[k] >= STABLE]
    if not stable:
        return max(stability, key=lambda k: (stability[k], -k), default=1)
    best = stable[0]
    for k in stable[1:]:
        if stability[k] >= BEYOND_DOUBT and apart[k] >= apart[best] - NEARLY:
            best = k
    return best


def _places_anew(votes: Votes, rows: Integers, directions: Floats) -> Floats:
    """Places of the people in `rows` by components of their own, 0 for all others: shape (people, 2)."""
    places = np.zeros((votes.people.size, 2))
    places[rows] = projection.project(votes.of(rows).centred(), start=directions[0]).places
    return places


def sample(people: int, draws: int, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Who is in each sample of 80 %: shape (draws, people)."""
    order = rng.random((draws, people)).argsort(axis=1)
    return np.asarray(order < round(SAMPLE * people))


def agreement(first: Integers, second: Integers) -> float:
    """Adjusted Rand index of two groupings of the same people: 1 the same, 0 as by chance.

    Hubert and Arabie (1985). Two groupings that both put everyone together agree fully. People whom
    either puts in no group (-1) are left out. Raises ValueError for groupings of other lengths.
    """
    if first.size != second.size:
        raise ValueError("both groupings must be of the same people")
    groups = int(max(first.max(initial=0), second.max(initial=0))) + 1
    return float(agreements(np.stack([first, second]), groups)[0])


def agreements(labels: Integers, groups: int) -> Floats:
    """`agreement` of every pair of groupings, shape (pairs,); `labels` is (groupings, people)."""
    first, second = np.triu_indices(len(labels), 1)
    named = np.where(labels < 0, groups, labels)
    width = groups + 1
    cell = named[first]
    cell *= width
    cell += named[second]
    cell += (width * width * np.arange(first.size))[:, None]
    counted = np.bincount(cell.ravel(), minlength=first.size * width * width)
    shared = counted.reshape(-1, width, width)[:, :groups, :groups].astype(np.float64)

    def pairs(counts: Floats) -> Floats:
        return np.asarray((counts * (counts - 1) / 2).reshape(len(counts), -1).sum(axis=1))

    both, rows, columns = pairs(shared), pairs(shared.sum(axis=2)), pairs(shared.sum(axis=1))
    everyone = pairs(shared.sum(axis=(1, 2)))
    expected = rows * columns / np.maximum(everyone, 1)
    most = (rows + columns) / 2
    return np.where(most > expected, (both - expected) / np.where(most > expected, most - expected, 1), 1.0)


def names_carried_over(before: Integers, now: Integers) -> Integers:
    """For each new group the name of the old group it shares most people with, each name once.

    Both arguments have one entry per person; -1 marks who is in no group. A group that shares nobody with
    an old one that is still to be had gets the lowest free name. Shape (new groups,).
    """
    olds, news = int(before.max(initial=-1)) + 1, int(now.max(initial=-1)) + 1
    both = (before >= 0) & (now >= 0)
    shared = np.bincount(now[both] * olds + before[both], minlength=news * olds)
    names: dict[int, int] = {}
    for place in np.argsort(-shared, kind="stable").tolist():
        new, old = divmod(place, olds)
        if shared[place] and new not in names and old not in names.values():
            names[new] = old
    free = (name for name in range(olds + news) if name not in set(names.values()))
    return np.array([names[new] if new in names else next(free) for new in range(news)], dtype=np.int64)


def steady(history: Sequence[int], shown: int | None = None) -> int:
    """The number of groups to show: it changes only when the last four updates agree on another.

    Raises ValueError before the first update.
    """
    if not history:
        raise ValueError("no update has been made yet")
    recent = history[-PATIENCE:]
    settled = len(recent) == PATIENCE and len(set(recent)) == 1
    return recent[-1] if shown is None or settled else shown
