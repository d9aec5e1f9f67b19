"""Groups that are carried on: new votes change the last picture rather than begin a new one.

A `State` holds everything that the next update needs, and is kept by `saving`. After each update the
votes and every count are exact; the components have taken one step from the last ones, and the people who
voted stand where that puts them. The others are moved, and the number of groups is asked again, when the
votes have grown by a fiftieth: a look at all votes. The shown number of groups changes only after four
looks in a row agree on another. Where a look finds that so many groups are not stable, or that one of them
would be too small, no groups are shown until a look finds them again or the number has changed. They keep the
names of the groups that were shown last, however long ago. Methods, section 4, steps 2 to 4.
"""

from dataclasses import dataclass, replace
from time import process_time
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis import clusters, groups, projection, stability
from analysis.ballots import table
from analysis.groups import Grouping, Groups
from analysis.joining import joined, laid_over, widened
from analysis.votes import Floats, Integers, Votes, mean_of

GROWTH = 0.02  # share of new votes after which all is looked at anew


@dataclass(frozen=True)
class State:
    """What is known after an update; made by `begin` and `update`, read by `shown`.

    `counts` (3, statements) are agrees, disagrees and votes with passes. `directions` (2, statements) are
    the components, `product` (2, statements) the centred table's S'S times those of the last look,
    `anchor`. `places` (people, 2) and `labels` (people,) are of everybody, with many votes or few. `middles`
    (k, 2), `stability` and `note` are as in `groups.Grouping`. `looks` are the numbers of groups found at
    the last four looks (1 for none that is stable), `since` how many votes have come since the last. `number`
    is how many groups were shown last (0 before any were), `named` (people,) who was in which at that look.
    """

    votes: Votes
    counts: Integers
    directions: Floats
    anchor: Floats
    product: Floats
    places: Floats
    labels: Integers
    middles: Floats
    stability: Floats
    note: str
    looks: Integers
    since: int
    number: int
    named: Integers
    moderated_out: Integers
    seed: int


def begin(
    participants: npt.ArrayLike,
    statements: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    moderated_out: npt.ArrayLike = (),
    seed: int = 0,
) -> State:
    """The first picture; arguments and errors as of `groups.find_groups`."""
    votes = table(participants, statements, values, moderated_out=moderated_out)
    return _look(votes, np.unique(np.asarray(moderated_out, dtype=np.int64)), seed)


def update(
    state: State, participants: npt.ArrayLike, statements: npt.ArrayLike, values: npt.ArrayLike
) -> State:
    """The picture with new votes, which replace those the same people cast on the same statements before.

    New people and statements may be among them; votes on statements that were moderated out are dropped.
    Raises ValueError as `groups.find_groups`.
    """
    new = table(participants, statements, values, moderated_out=state.moderated_out)
    if not new.value.size:
        return state
    votes = joined(state.votes, new)
    since = state.since + new.value.size
    if since > GROWTH * votes.value.size or not len(state.middles):
        return _look(votes, state.moderated_out, state.seed, state)
    wide = _widened(state, votes)
    rows = np.searchsorted(votes.people, new.people)
    before, now = wide.votes.of(rows), votes.of(rows)
    counts = wide.counts - _counted(before) + _counted(now)
    was, centred = before.centred(means=mean_of(*wide.counts)), now.centred(means=mean_of(*counts))
    change = projection.product(centred, wide.anchor) - projection.product(was, wide.anchor)
    product = wide.product + change
    directions = projection.turned(product, wide.directions)
    places, labels = wide.places, wide.labels
    places[rows] = projection.place(centred, directions)
    labels[rows] = clusters.assign(places[rows], state.middles)
    return replace(wide, votes=votes, counts=counts, directions=directions, product=product, since=since)


def again(
    state: State, participants: npt.ArrayLike, statements: npt.ArrayLike, values: npt.ArrayLike
) -> State:
    """The picture of these votes, which are all there are and may lack some that the state has: counted and
    placed anew. Groups keep their names, and their number changes as patiently as in `update`.

    Raises ValueError as `groups.find_groups`.
    """
    votes = table(participants, statements, values, moderated_out=state.moderated_out)
    return _look(votes, state.moderated_out, state.seed, state)


def shown(state: State) -> Groups:
    """Everything a page shows of the state."""
    start, placed = process_time(), state.votes.placeable()
    taken = float(state.stability[0]) if state.stability.size else None
    labels = state.labels[placed]
    note = state.note or groups.too_small(labels, len(state.middles))  # people have moved since the look
    grouping = Grouping(labels, state.middles, taken, note)
    return groups.describe(state.votes, placed, state.places[placed], state.directions, grouping, start=start)


def _look(votes: Votes, moderated_out: Integers, seed: int, before: State | None = None) -> State:
    """A picture made anew, but for the number of groups, which changes only when four looks agree."""
    counts, start, number, looks = _counted(votes), None, 0, []
    named = np.full(votes.people.size, -1, dtype=np.int64)
    if before is not None:
        number, looks = before.number, before.looks.tolist()
        last = before.named if before.note else before.labels
        named = laid_over(votes.people, before.votes.people, last, -1)
        start = laid_over(votes.statements, before.votes.statements, before.directions[0], 0.0)
        start = start if np.any(start) else None
    centred, placed = votes.centred(means=mean_of(*counts)), votes.placeable()
    directions = projection.components(centred, start=start)
    places = projection.place(centred, directions)
    found = groups.group(votes, placed, places[placed], directions, seed=seed)
    looks = [*looks, 1 if found.note else len(found.middles)][-stability.PATIENCE :]
    agreed = stability.steady(looks, number or None)
    number = agreed if agreed > 1 else number
    if number and len(found.middles) not in (0, number):
        found = groups.group(votes, placed, places[placed], directions, seed=seed, k=number)
    middles, labels = found.middles, np.zeros(len(places), dtype=np.int64)
    if len(middles):
        middles = middles[_order(named[placed], found.labels)]
        labels = clusters.assign(places, middles)
    return State(
        votes=votes,
        counts=counts,
        directions=directions,
        anchor=directions,
        product=projection.product(centred, directions),
        places=places,
        labels=labels,
        middles=middles,
        stability=np.array([] if found.stability is None else [found.stability]),
        note=found.note,
        looks=np.array(looks, dtype=np.int64),
        since=0,
        number=number,
        named=named if found.note else labels,
        moderated_out=moderated_out,
        seed=seed,
    )


def _order(before: Integers, now: Integers) -> Integers:
    """The new groups in the order of the old names they carry on; numbers stay without gaps."""
    return np.argsort(stability.names_carried_over(before, now))


def _counted(votes: Votes) -> Integers:
    return np.concatenate(votes.counts())


def _widened(state: State, now: Votes) -> State:
    """A copy of the state over the people and statements of `now`; who and what is new has zeros."""
    row = np.searchsorted(now.people, state.votes.people)
    column = np.searchsorted(now.statements, state.votes.statements)

    def wider(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        result = np.zeros((len(array), now.statements.size), dtype=array.dtype)
        result[:, column] = array
        return result

    places = np.zeros((now.people.size, 2))
    places[row] = state.places
    return replace(
        state,
        votes=widened(state.votes, now.people, now.statements),
        counts=wider(state.counts),
        directions=wider(state.directions),
        anchor=wider(state.anchor),
        product=wider(state.product),
        places=places,
        labels=laid_over(now.people, state.votes.people, state.labels, -1),
        named=laid_over(now.people, state.votes.people, state.named, -1),
    )
