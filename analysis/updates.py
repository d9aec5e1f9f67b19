"""Groups that are carried on: new votes change the last picture rather than begin a new one.

A `State` holds everything that the next update needs and is kept as one .npz file. After each update the
votes and every count are exact; the components have taken one step from the last ones, and the people who
voted stand where that puts them. The others are moved, and the number of groups is asked again, when the
votes have grown by a fiftieth: a look at all votes. The shown number of groups changes only after four
looks agree on another; groups that a look does not find stable are not shown from then on.
Methods, section 4, steps 2 to 4.
"""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from time import process_time
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from analysis import clusters, groups, projection, stability
from analysis.groups import Grouping, Groups
from analysis.joining import joined, widened
from analysis.votes import Floats, Integers, Votes, mean_of, table

GROWTH = 0.02  # share of new votes after which all is looked at anew


@dataclass(frozen=True)
class State:
    """What is known after an update; made by `begin` and `update`, read by `shown`.

    `counts` (3, statements) are agrees, disagrees and votes with passes. `directions` (2, statements) are
    the components, `product` (2, statements) the centred table's S'S times those of the last look,
    `anchor`. `places` (people, 2) and `labels` (people,) are of everybody, with many votes or few. `middles`
    (k, 2), `stability` and `note` are as in `groups.Grouping`. `looks` are the numbers of groups found at
    the last four looks (1 for none that is stable), `since` how many votes have come since the last.
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


def shown(state: State) -> Groups:
    """Everything a page shows of the state."""
    start, placed = process_time(), state.votes.placeable()
    taken = float(state.stability[0]) if state.stability.size else None
    grouping = Grouping(state.labels[placed], state.middles, taken, state.note)
    return groups.describe(state.votes, placed, state.places[placed], state.directions, grouping, start=start)


def save(state: State, path: Path) -> None:
    """Write the state as .npz: arrays of numbers and one line of text, no pickled objects."""
    own = {name: np.asarray(value) for name, value in vars(state).items() if name != "votes"}
    np.savez(path, allow_pickle=False, **own, **{f"votes_{name}": a for name, a in vars(state.votes).items()})


def load(path: Path) -> State:
    """The state that `save` wrote. Raises ValueError for a file that holds something else."""
    try:
        with np.load(path, allow_pickle=False) as file:
            kept = dict(file)
        votes = Votes(**{field.name: kept[f"votes_{field.name}"] for field in fields(Votes)})
        own = {field.name: kept[field.name] for field in fields(State) if field.name != "votes"}
        single = {name: own[name].item() for name in ("note", "since", "seed")}
        return State(votes=votes, **own | single)
    except (KeyError, ValueError, OSError, EOFError, BadZipFile) as error:
        raise ValueError(f"{path.name} is not the state of a conversation: {error}") from error


def _look(votes: Votes, moderated_out: Integers, seed: int, before: State | None = None) -> State:
    """A picture made anew, but for the number of groups, which changes only when four looks agree."""
    wide = None if before is None else _widened(before, votes)
    start = wide.directions[0] if wide is not None and np.any(wide.directions[0]) else None
    counts = _counted(votes)
    centred, placed = votes.centred(means=mean_of(*counts)), votes.placeable()
    directions = projection.components(centred, start=start)
    places = projection.place(centred, directions)
    found = groups.group(votes, placed, places[placed], directions, seed=seed)
    looks = np.append([] if before is None else before.looks, 1 if found.note else len(found.middles))
    looks = looks.astype(np.int64)[-stability.PATIENCE :]
    middles = found.middles
    if wide is not None and len(wide.middles) and len(found.middles) and not wide.note:
        number = stability.steady(looks.tolist(), len(wide.middles))
        if number != looks[-1]:
            found = groups.group(votes, placed, places[placed], directions, seed=seed, k=number)
        middles = found.middles[_order(wide.labels[placed], found.labels)]
    labels = clusters.assign(places, middles) if len(middles) else np.zeros(len(places), dtype=np.int64)
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
        looks=looks,
        since=0,
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

    places, labels = np.zeros((now.people.size, 2)), np.full(now.people.size, -1, dtype=np.int64)
    places[row], labels[row] = state.places, state.labels
    return replace(
        state,
        votes=widened(state.votes, now.people, now.statements),
        counts=wider(state.counts),
        directions=wider(state.directions),
        anchor=wider(state.anchor),
        product=wider(state.product),
        places=places,
        labels=labels,
    )
