"""From votes to opinion groups and common ground: the whole of methods, section 4, in one call."""

from dataclasses import asdict, dataclass
from time import process_time
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis import claims as said
from analysis import clusters, projection, routing, stability
from analysis.ballots import table
from analysis.votes import Floats, Integers, Votes, mean_of

RELATED = 1.25  # how much more than by chance the votes must differ along the first component
FEWEST = 2 * clusters.LEAST_SIZE
EVERY_SPLIT = "No stable groups: every split leaves a group too small to show."


@dataclass(frozen=True)
class Group:
    """A group's number and the people in it."""

    id: int
    size: int


@dataclass(frozen=True)
class Groups:
    """What the votes show. `enough` is False, with `note` saying why, when they show no groups.

    `participants` maps each person in a group to its number; without stable groups everyone who voted
    enough is in group 0, so that claims then hold for all people together. `between` counts those who
    voted enough but stand between two groups, and are in none. `places` are x and y per person who voted
    enough, for a picture. `stability` is the mean adjusted Rand index between 80 % samples, None when it
    was not taken.
    """

    enough: bool
    note: str
    participants: dict[int, int]
    groups: tuple[Group, ...]
    between: int
    claims: tuple[said.Claim, ...]
    differences: tuple[said.Apart, ...]
    representative: tuple[said.Telling, ...]
    consensus: tuple[int, ...]
    priorities: dict[int, float]
    places: dict[int, tuple[float, float]]
    stability: float | None
    people: int
    votes: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists and numbers; ids as they came."""
        rows = ("groups", "claims", "differences", "representative")
        return vars(self) | {name: [asdict(row) for row in getattr(self, name)] for name in rows}


@dataclass(frozen=True)
class Grouping:
    """The best split of the placed people: `labels`, -1 for between two groups, and centres `middles` (k, 2).

    A `note` says why it is not to be shown as groups; then one of them may be too small. Where every split
    has a group that is too small, `stability` is None. Without any split everyone has label 0 and `middles`
    is empty.
    """

    labels: Integers
    middles: Floats
    stability: float | None = None
    note: str = ""


def find_groups(
    participants: npt.ArrayLike,
    statements: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    moderated_out: npt.ArrayLike = (),
    seed: int = 0,
) -> Groups:
    """Opinion groups, common ground and differences from three equally long arrays of votes.

    Integer ids of people and statements, votes of 1 (agree), 0 (pass), -1 (disagree); order of rows
    never matters unless a person voted twice on a statement, when the later row counts. A
    conversation too small or too even for groups gives an answer with `enough` False.
    Raises ValueError for arrays of unequal length, fractional ids or other votes.
    """
    start = process_time()
    votes = table(participants, statements, values, moderated_out=moderated_out)
    centred, placed = votes.centred(), votes.placeable()
    directions = projection.components(centred)
    places = projection.place(centred, directions)[placed]
    del centred
    grouping = group(votes, placed, places, directions, seed=seed)
    return describe(votes, placed, places, directions, grouping, start=start)


def group(
    votes: Votes, placed: Integers, places: Floats, directions: Floats, *, seed: int = 0, k: int | None = None
) -> Grouping:
    """Put the people in rows `placed`, who stand at `places`, in as many groups as come out again best.

    With `k` the number is given, and the stability is taken all the same; so many are shown or none. Where
    every split leaves a group too small, none is shown, and the split kept for claims to be checked in is the
    one into the fewest groups of which two are large enough.
    """
    if placed.size < FEWEST:
        note = f"Not enough people: groups need {FEWEST} who voted, there are {placed.size}."
        return _together(placed, note)
    if not np.any(places):
        return _together(placed, "Everyone voted alike: there is nothing to tell groups apart.")
    choice = stability.choose(votes.of(placed), directions, seed=seed)
    asked, k = k, k if k in choice.stability else choice.best
    solved = clusters.centres(
        [clusters.gather(places, votes.cast()[placed])], k if k > 1 else clusters.MOST_GROUPS
    )
    splits = {number: clusters.assign(places, middles[0]) for number, middles in solved.items()}
    if k == 1:
        halves = [number for number, labels in splits.items() if clusters.large(labels, number).sum() > 1]
        if not halves:
            return _together(placed, EVERY_SPLIT)
        k = halves[0]
    labels = splits[k]
    order = np.argsort(-np.bincount(labels[labels >= 0], minlength=k), kind="stable")
    rank = np.append(np.argsort(order), -1)
    note = _doubt(choice, k, asked) or too_small(labels, k)
    return Grouping(rank[labels], solved[k][0][order], choice.stability.get(k), note)


def _doubt(choice: stability.Choice, k: int, asked: int | None) -> str:
    """Why k groups are not shown, where `asked` were wanted (None: any number); empty when they are."""
    if not choice.stability:
        return EVERY_SPLIT
    if choice.strength < RELATED:
        return "No stable groups: how people vote on one statement says nothing of how they vote on others."
    if asked not in (None, k):
        return f"No stable groups: {asked} as before would leave one too small to show."
    if choice.stability[k] < stability.STABLE:
        return "No stable groups: they come out differently when some people are left out."
    return ""


def too_small(labels: Integers, k: int) -> str:
    """Why a grouping is not shown when one of its k groups is too small; empty when none is."""
    return "" if clusters.large_enough(labels, k) else "No stable groups: one of them is too small to show."


def _together(placed: Integers, note: str) -> Grouping:
    return Grouping(np.zeros(placed.size, dtype=np.int64), np.zeros((0, 2)), None, note)


def describe(
    votes: Votes, placed: Integers, places: Floats, directions: Floats, grouping: Grouping, *, start: float
) -> Groups:
    """Everything a page shows of a grouping; `start` is the processor time at which the work began."""
    labels, parts = grouping.labels, None
    if grouping.note and len(grouping.middles):
        kept = clusters.large(labels, len(grouping.middles))
        agreed, opposed, cast = votes.counts(_everyone(votes, placed, labels), len(kept))
        parts = (agreed[kept], opposed[kept], cast[kept]) if kept.any() else None
        labels = np.zeros_like(labels)
    groups = int(labels.max(initial=-1)) + 1
    agrees, _, seen = shown = votes.counts(_everyone(votes, placed, labels), groups)
    priority = _priorities(votes, directions)
    ids, names, inside = votes.people[placed], votes.statements, labels >= 0
    sizes = np.bincount(labels[inside], minlength=groups)
    return Groups(
        enough=not grouping.note,
        note=grouping.note,
        participants=dict(zip(ids[inside].tolist(), labels[inside].tolist(), strict=True)),
        groups=tuple(Group(number, size) for number, size in enumerate(sizes.tolist())),
        between=int(placed.size - sizes.sum()),
        claims=tuple(said.claims(names, *shown, parts)),
        differences=tuple(said.differences(names, agrees, seen)),
        representative=() if grouping.note else tuple(said.representative(names, *shown)),
        consensus=tuple(said.in_order(names, said.consensus(agrees, seen))) if groups else (),
        priorities=dict(zip(names.tolist(), priority.tolist(), strict=True)),
        places=dict(zip(ids.tolist(), zip(*np.round(places, 4).T.tolist(), strict=True), strict=True)),
        stability=None if grouping.stability is None else round(grouping.stability, 4),
        people=votes.people.size,
        votes=votes.value.size,
        seconds=round(process_time() - start, 4),
    )


def _everyone(votes: Votes, placed: Integers, labels: Integers) -> Integers:
    """The labels of all people: -1 for those who are not placed."""
    everyone = np.full(votes.people.size, -1, dtype=np.int64)
    everyone[placed] = labels
    return everyone


def _priorities(votes: Votes, directions: Floats) -> Floats:
    agrees, disagrees, seen = (count[0] for count in votes.counts())
    reach = projection.extremity(mean_of(agrees, disagrees, seen), directions)
    return routing.priority(agrees, seen - agrees - disagrees, seen, reach)
