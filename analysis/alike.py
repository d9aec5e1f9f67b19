"""Ballots that are like each other, and whether people who vote by themselves would make so many of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import bdtrc

from analysis.votes import Floats, Integers, Votes

ALIKE = 0.85
# Ballots of 7 to 11 votes are more alike than this if they differ on one statement, and less if on two.
NEAR = 0.7
# One to 99 that a person votes against their camp's side, in the surest camp that is told from led accounts.
ODDS = 1 / 99
FEWEST_NEAR = 2  # people: so many have nearly the same ballot by chance alone
UNLIKELY = 1e-6
BLOCK = 1_000_000  # pairs of ballots compared at once


@dataclass(frozen=True)
class Ballots:
    """The different ballots of some people, those of the lowest ids first.

    `ballot` (people,) is the number of each person's, `people` (ballots,) how many cast it. `cast`
    (ballots, 3 x statements) has a 1 for each vote, and `rate` (3 x statements,) the share who cast it.
    """

    ballot: Integers
    people: Floats
    cast: sparse.csr_array
    rate: Floats

    @classmethod
    def of(cls, votes: Votes, rows: Integers) -> "Ballots":
        """Those of the people in `rows`, ascending and at least one."""
        some, width = votes.of(rows), votes.statements.size
        token, kinds = _tokens(some), dict[bytes, int]()
        numbers = [
            kinds.setdefault(token[start:stop].tobytes(), len(kinds))
            for start, stop in pairwise(some.start.tolist())
        ]
        ballot, first, people = np.unique(numbers, return_index=True, return_counts=True)
        ours = some.of(first)
        ones = np.ones(ours.value.size, dtype=np.float32)
        return cls(
            np.array(numbers, dtype=np.int64),
            people.astype(np.float64),
            sparse.csr_array((ones, _tokens(ours), ours.start), shape=(ballot.size, 3 * width)),
            np.bincount(token, minlength=3 * width) / rows.size,
        )

    def likeness(self, part: slice | Integers) -> Floats:
        """Jaccard index of the votes on some ballots and on all: shape (some, ballots)."""
        size = np.diff(self.cast.indptr)
        same = (self.cast[part] @ self.cast.T).toarray()
        return np.asarray(same / (size[part, None] + size - same))

    def crowds(self, among: Integers | None = None) -> Floats:
        """How many people's ballots are alike to each, of all or only those `among`: shape (ballots,)."""
        order = np.arange(self.people.size) if among is None else among
        crowd = np.zeros(self.people.size)
        for part in _blocks(order, self.people.size):
            crowd += self.people[part] @ (self.likeness(part) >= ALIKE)
        return crowd

    def are_led(self, middle: int, free: npt.NDArray[np.bool_]) -> bool:
        """Whether accounts are led to cast the ballot numbered `middle`: neither chance nor a camp of people
        who think alike explains how many cast it or one alike to it. Only `free` ballots (ballots,) count.

        Not chance: if everybody cast each vote by itself, at the rates of all, so many people would come
        about once in a million times at most.

        Not a camp: where people take their camp's side in 99 votes of 100, some depart from it. For each who
        casts the camp's own ballot, of n votes, n/99 others are expected to differ from it on one statement.
        Too few for such a camp are less than this expectation minus three of its (Poisson) standard
        deviations, or less than two. Counted is whoever differs on one statement or two.

        People who depart from their camp do so on any of the n statements, while accounts that are also led
        in a second way cast one other ballot, all of them. These must not pass for the camp of those led in
        the first way: so another ballot counts for no more than an n-th of the people who cast this one, and
        for one person at least. If more people cast the other, it may be the camp's own, and counts in full.
        """
        likeness, rates = self.likeness(slice(middle, middle + 1))[0], self.rate[self._votes(middle)]
        votes, same = rates.size, self.people[middle]
        crowd = self.people[free & (likeness >= ALIKE)].sum()
        differ_on_two = (votes - 2) / (votes + 2)
        near = free & (likeness >= min(max(differ_on_two, NEAR), ALIKE)) & (likeness < 1)
        others, cap = self.people[near], max(same / votes, 1)
        nearly = np.where(others > same, others, np.minimum(others, cap)).sum()
        expected = same * votes * ODDS
        fewest = max(expected - 3 * np.sqrt(expected), FEWEST_NEAR)
        return bool(nearly < fewest and bdtrc(crowd - 1, self.ballot.size, _chance(rates)) <= UNLIKELY)

    def _votes(self, ballot: int) -> Integers:
        return np.asarray(self.cast.indices[self.cast.indptr[ballot] : self.cast.indptr[ballot + 1]])


def _tokens(votes: Votes) -> Integers:
    """A number for each vote that is the same for the same vote on the same statement."""
    return votes.statement.astype(np.int64) * 3 + votes.value + 1


def _chance(rates: Floats) -> float:
    """The chance that someone who casts each vote by itself, at these rates, casts .85 of them or more."""
    missing = np.zeros(int((1 - ALIKE) * rates.size + 1e-9) + 1)  # the chance of each number of votes missing
    missing[0] = 1.0
    for rate in rates.tolist():
        missing = missing * rate + np.append(0.0, missing[:-1]) * (1 - rate)
    return min(float(missing.sum()), 1.0)


def _blocks(order: Integers, width: int) -> Iterator[Integers]:
    step = max(1, BLOCK // width)
    for start in range(0, order.size, step):
        yield order[start : start + step]
