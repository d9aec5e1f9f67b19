"""The state of a conversation as bytes: arrays and one line of text in .npz, no pickled objects."""

from dataclasses import fields
from io import BytesIO
from zipfile import BadZipFile

import numpy as np

from analysis.updates import State
from analysis.votes import Votes


def dump(state: State) -> bytes:
    """What `load` makes the state of again, to the last bit."""
    file = BytesIO()
    own = {name: np.asarray(value) for name, value in vars(state).items() if name != "votes"}
    np.savez(file, allow_pickle=False, **own, **{f"votes_{name}": a for name, a in vars(state.votes).items()})
    return file.getvalue()


def load(data: bytes) -> State:
    """The state that `dump` wrote. Raises ValueError for bytes that hold something else."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as file:
            kept = dict(file)
        votes = Votes(**{field.name: kept[f"votes_{field.name}"] for field in fields(Votes)})
        own = {field.name: kept[field.name] for field in fields(State) if field.name != "votes"}
        single = {name: own[name].item() for name in ("note", "since", "seed")}
        return State(votes=votes, **own | single)
    except (KeyError, ValueError, OSError, EOFError, BadZipFile) as error:
        raise ValueError(f"this is not the state of a conversation: {error}") from error
