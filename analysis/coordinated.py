"""Accounts that vote as one: the same votes on the same statements, shown as evidence and never as a verdict.

People who think alike vote alike on what they both see; accounts that are led also see the same. So both
count: a person is the set of their (statement, vote) pairs, and likeness is the Jaccard index of two sets.

Where there are few statements, people see the same and many cast the same ballot with nobody leading them.
So a group is shown only if, besides, so many would be unlikely if everybody cast each vote by itself, and if
hardly anybody else has nearly the same ballot: around a camp there are people who differ from it on one
statement or two.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import evidence, given
from analysis.alike import ALIKE, Ballots
from analysis.ballots import table
from analysis.votes import Floats, Integers, Votes

FEWEST_VOTES = 7  # likeness of fewer votes says nothing
FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class Coordinated:
    """Accounts whose votes are .85 like those of `example`, who is one of them.

    `votes` is the median number of votes that they share with the example and `likeness` the median Jaccard
    index. `hours`, `half_in_hours` and `burst` are of their first votes, as in a `Campaign`; None when no
    times were given.
    """

    members: tuple[int, ...]
    example: int
    people: int
    votes: int
    likeness: float
    hours: float | None
    half_in_hours: float | None
    burst: float | None


def coordinated(
    participants: npt.ArrayLike,
    statements: npt.ArrayLike,
    values: npt.ArrayLike,
    times: npt.ArrayLike | None = None,
    *,
    least_people: int = FEWEST_PEOPLE,
) -> list[Coordinated]:
    """Groups of at least `least_people` accounts that vote as one, the largest first; ids as they came.

    `times` are seconds, one a vote. Whoever cast fewer than seven votes is in no group. Time grows with the
    square of the number of different ballots, memory with that of the votes. Raises ValueError like
    `ballots.table`, and when times are missing or `least_people` is under 2.
    """
    given.whole(least_people, "the number of accounts that vote as one", least=2)
    votes = table(participants, statements, values)
    began = None if times is None else _first_votes(participants, times, votes.people)
    rows = np.flatnonzero(votes.cast() >= FEWEST_VOTES)
    if not rows.size:
        return []
    ballots = Ballots.of(votes, rows)
    crowd, free = ballots.crowds(), np.ones(ballots.people.size, dtype=bool)
    found = []
    while crowd.max() >= least_people:
        middle = int(crowd.argmax())
        if ballots.are_led(middle, free):
            likeness = ballots.likeness(slice(middle, middle + 1))[0]
            inside = np.flatnonzero(free & (likeness >= ALIKE))
            members = np.flatnonzero(np.isin(ballots.ballot, inside))
            example = int(rows[(ballots.ballot == middle).argmax()])
            near = likeness[ballots.ballot[members]]
            found.append(_described(votes, rows[members], example, near, began))
            free[inside] = False
            crowd -= ballots.crowds(inside)
            crowd[inside] = 0
        crowd[middle] = 0
    return found


def counted_once(participants: npt.ArrayLike, groups: Iterable[Coordinated]) -> npt.NDArray[np.bool_]:
    """Which votes stay when each group counts as one person, its example: True for those, one a vote."""
    out = {person for group in groups for person in group.members if person != group.example}
    return ~np.isin(np.asarray(participants), np.array(sorted(out), dtype=np.int64))


def _described(
    votes: Votes, members: Integers, example: int, likeness: Floats, began: Floats | None
) -> Coordinated:
    cast = votes.cast()
    shared = likeness * (cast[members] + cast[example]) / (1 + likeness)
    hours: tuple[float | None, ...] = (None, None, None)
    if began is not None:
        span, half, burst = evidence.rhythm(np.sort(began[members]), np.sort(began))
        hours = (round(span, 2), round(half, 2), burst)
    return Coordinated(
        tuple(votes.people[members].tolist()),
        int(votes.people[example]),
        members.size,
        round(float(np.median(shared))),
        round(float(np.median(likeness)), 4),
        *hours,
    )


def _first_votes(participants: npt.ArrayLike, times: npt.ArrayLike, people: Integers) -> Floats:
    moments, person = np.asarray(times, dtype=np.float64), np.asarray(participants)
    if moments.shape != person.shape or not np.isfinite(moments).all():
        raise ValueError("every vote needs the time at which it was cast")
    began = np.full(people.size, np.inf)
    np.minimum.at(began, np.searchsorted(people, person), moments)
    return began
