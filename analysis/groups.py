"""From votes to opinion groups and common ground: the whole of methods, section 4, in one call."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from time import process_time
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis import claims as said
from analysis import clusters, projection, routing
from analysis.votes import Floats, Integers, Votes, table

STABLE = 0.6
SAMPLE = 0.8
MOST_SAMPLED = 5_000  # stability of a larger conversation is taken on this many of its people
TIE = 0.05  # numbers of groups whose stability differs by less are told apart by silhouette
FEWEST = 2 * clusters.LEAST_SIZE


@dataclass(frozen=True)
class Group:
    """A group's number and the people in it."""

    id: int
    size: int


@dataclass(frozen=True)
class Groups:
    """What the votes show. `enough` is False, with `note` saying why, when they show no groups.

    `participants` maps each placed person's id to a group number; without stable groups everyone placed
    is in group 0, so that claims then hold for all people together. `places` are x and y per person for a
    picture. `stability` is the mean adjusted Rand index between 80 % samples, None when it was not taken.
    """

    enough: bool
    note: str
    participants: dict[int, int]
    groups: tuple[Group, ...]
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
        return asdict(self)


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
    everyone, placed = np.arange(votes.people.size), votes.placeable()
    centred = votes.centred(everyone)
    plane = projection.project(centred)
    places = plane.places[placed]
    labels, stability, note = _choose(votes, placed, places, plane.components[0], seed)
    of_person = np.full(votes.people.size, -1, dtype=np.int64)
    of_person[placed] = labels
    sizes = np.bincount(labels) if labels.size else np.zeros(0, dtype=np.int64)
    counts = votes.counts(of_person, sizes.size)
    agrees, disagrees, seen = counts
    total = [table.sum(axis=0) for table in votes.counts(np.zeros_like(of_person), 1)]
    reach = projection.extremity(votes.means(everyone), plane.components)
    priority = routing.priority(total[0], total[2] - total[0] - total[1], total[2], reach)
    people = votes.people.tolist()
    return Groups(
        enough=not note,
        note=note,
        participants={people[row]: int(label) for row, label in zip(placed, labels, strict=True)},
        groups=tuple(Group(number, int(size)) for number, size in enumerate(sizes)),
        claims=tuple(said.claims(votes.statements, agrees, disagrees, seen)),
        differences=tuple(said.differences(votes.statements, agrees, seen)),
        representative=tuple(said.representative(votes.statements, *counts)) if not note else (),
        consensus=tuple(said.in_order(votes.statements, said.consensus(agrees, seen))) if sizes.size else (),
        priorities={int(name): float(p) for name, p in zip(votes.statements, priority, strict=True)},
        places={
            people[row]: (round(float(x), 4), round(float(y), 4))
            for row, (x, y) in zip(placed, places, strict=True)
        },
        stability=None if stability is None else round(stability, 4),
        people=len(people),
        votes=int(votes.value.size),
        seconds=round(process_time() - start, 4),
    )


def _choose(
    votes: Votes, placed: Integers, places: Floats, warm: Floats, seed: int
) -> tuple[Integers, float | None, str]:
    """Labels of the placed people, the stability of the grouping, and a note when there is none."""
    together = np.zeros(placed.size, dtype=np.int64)
    if placed.size < FEWEST:
        return together, None, f"Not enough people: groups need {FEWEST} who voted, there are {placed.size}."
    if not np.any(places):
        return together, None, "Everyone voted alike: there is nothing to tell groups apart."
    candidates = {
        k: labels
        for k in range(2, clusters.MOST_GROUPS + 1)
        if clusters.large_enough(labels := clusters.cluster(places, k, seed=seed)) and labels.max() == k - 1
    }
    if not candidates:
        return together, None, "No stable groups: every split leaves a group too small to show."
    stability = _stability(votes, placed, list(candidates), warm, seed)
    best = max(stability.values())
    close = [k for k in candidates if stability[k] >= best - TIE]
    k = max(close, key=lambda k: (round(clusters.silhouette(places, candidates[k]), 2), -k))
    if stability[k] < STABLE:
        return (
            together,
            stability[k],
            "No stable groups: they come out differently when some people are left out.",
        )
    return candidates[k], stability[k], ""


def _stability(
    votes: Votes, placed: Integers, numbers: Sequence[int], warm: Floats, seed: int
) -> dict[int, float]:
    """For each number of groups, the mean agreement between groupings of 80 % samples of the people.

    Six to twenty samples, fewer the larger the conversation. Each sample has its own components, so the
    whole of the method is repeated, not only its last step.
    """
    rng = np.random.default_rng(seed)
    placed = (
        np.sort(rng.choice(placed, MOST_SAMPLED, replace=False)) if placed.size > MOST_SAMPLED else placed
    )
    samples: list[dict[int, Integers]] = []
    size = max(FEWEST, round(SAMPLE * placed.size))
    for _ in range(min(20, max(6, 20_000 // placed.size))):
        kept = placed[np.sort(rng.choice(placed.size, size, replace=False))]
        places = projection.project(votes.centred(kept), start=warm).places
        labelled = {}
        for k in numbers:
            labels = np.full(votes.people.size, -1, dtype=np.int64)
            labels[kept] = clusters.cluster(places, k, seed=seed)
            labelled[k] = labels
        samples.append(labelled)
    result = {}
    for k in numbers:
        scores = []
        for first, second in combinations(samples, 2):
            both = (first[k] >= 0) & (second[k] >= 0)
            scores.append(clusters.agreement(first[k][both], second[k][both]))
        result[k] = float(np.mean(scores))
    return result
