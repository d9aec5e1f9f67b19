"""The state of a conversation as bytes: arrays and one line of text in .npz, no pickled objects."""

from io import BytesIO

import numpy as np

from analysis.arrays import Arrays, part, unpacked
from analysis.updates import State
from analysis.votes import Votes


def dump(state: State) -> bytes:
    """What `load` makes the state of again, to the last bit."""
    file = BytesIO()
    own = {name: np.asarray(value) for name, value in vars(state).items() if name != "votes"}
    np.savez(file, allow_pickle=False, **own, **{f"votes_{name}": a for name, a in vars(state.votes).items()})
    return file.getvalue()


def load(data: bytes) -> State:
    """The state that `dump` wrote.

    Raises ValueError for bytes that hold something else, saying which array is missing or does not fit.
    """
    try:
        kept = unpacked(data)
        return _state(kept, _votes(kept))
    except ValueError as error:
        raise ValueError(f"this is not the state of a conversation: {error}") from error


def _votes(kept: Arrays) -> Votes:
    people, statements = (part(kept, f"votes_{name}", "i", None) for name in ("people", "statements"))
    start = part(kept, "votes_start", "i", people.size + 1)
    column, value = (part(kept, f"votes_{name}", "i", int(start[-1])) for name in ("statement", "value"))
    if start[0] != 0 or np.any(np.diff(start) < 0):
        raise ValueError("votes_start does not run from 0 on")
    if any(np.any(np.diff(ids) <= 0) for ids in (people, statements)):
        raise ValueError("people and statements are not in ascending order")
    if column.min(initial=0) < 0 or column.max(initial=-1) >= statements.size:
        raise ValueError("votes_statement names a statement that is not there")
    row = np.repeat(np.arange(people.size), np.diff(start))
    if np.any(np.diff(row * statements.size + column) <= 0):
        raise ValueError("votes_statement is not in ascending order")
    if not np.isin(value, (-1, 0, 1)).all():
        raise ValueError("votes_value holds other votes than 1, 0 and -1")
    return Votes(people, statements, start, column, value)


def _state(kept: Arrays, votes: Votes) -> State:
    people, statements = votes.people.size, votes.statements.size
    middles, labels = part(kept, "middles", "f", None, 2), part(kept, "labels", "i", people)
    if labels.min(initial=0) < -1 or labels.max(initial=-1) >= max(len(middles), 1):
        raise ValueError("labels names a group that is not there")
    since, seed = (part(kept, name, "i").item() for name in ("since", "seed"))
    if min(since, seed) < 0:
        raise ValueError("since and seed are under 0")
    note, looks = part(kept, "note", "U").item(), part(kept, "looks", "i", None)
    if "number" not in kept:
        # Saved before `number` was: a split that a note withholds now is taken for the last one shown, if any
        # look that is still known found so many groups.
        number = len(middles) if not note or len(middles) in looks else 0
        kept = {**kept, "number": np.array(number), "named": labels if number else np.full(people, -1)}
    number, named = part(kept, "number", "i").item(), part(kept, "named", "i", people)
    if number < 0 or named.min(initial=0) < -1 or named.max(initial=-1) >= max(number, 1):
        raise ValueError("named names a group that was not there")
    return State(
        votes=votes,
        counts=part(kept, "counts", "i", 3, statements),
        directions=part(kept, "directions", "f", 2, statements),
        anchor=part(kept, "anchor", "f", 2, statements),
        product=part(kept, "product", "f", 2, statements),
        places=part(kept, "places", "f", people, 2),
        labels=labels,
        middles=middles,
        stability=part(kept, "stability", "f", None),
        note=note,
        looks=looks,
        since=since,
        number=number,
        named=named,
        moderated_out=part(kept, "moderated_out", "i", None),
        seed=seed,
    )
