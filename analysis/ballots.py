"""Raw votes, one row each, checked and put into the table that everything else is made of."""

import numpy as np
import numpy.typing as npt

from analysis.numbering import ranks
from analysis.votes import Integers, Votes

EXACT, HIGHEST = 2**53, 2**63 - 1


def table(
    participants: npt.ArrayLike,
    statements: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    moderated_out: npt.ArrayLike = (),
) -> Votes:
    """Check raw votes and put them in order.

    The three arrays are equally long: integer ids and votes of -1, 0 or 1. When a person voted twice
    on a statement, the later row counts. Statements in `moderated_out` are left out everywhere.

    Raises ValueError for arrays of unequal length, ids that are not whole numbers, or other votes.
    """
    person, statement = ids(participants, "participants"), ids(statements, "statements")
    value = np.asarray(values)
    if not person.shape == statement.shape == value.shape:
        raise ValueError("participants, statements and values must be equally long")
    value = _checked(value)
    out = ids(moderated_out, "moderated_out")
    if out.size and (keep := ~np.isin(statement, out)).sum() < keep.size:
        person, statement, value = person[keep], statement[keep], value[keep]
    people, row = ranks(person, np.int32)
    shown, column = ranks(statement, np.int32)
    width = int(max(shown.size - 1, 0)).bit_length()
    key = row.astype(np.int64) << width
    key |= column
    if not bool((key[1:] > key[:-1]).all()):
        key, value = _last(key, value)
        row = (key >> width).astype(np.int32)
        column = (key & ((1 << width) - 1)).astype(np.int32)
    start = np.zeros(people.size + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=people.size), out=start[1:])
    return Votes(people, shown, start, column, value)


def _last(key: Integers, value: npt.NDArray[np.int8]) -> tuple[Integers, npt.NDArray[np.int8]]:
    """Keys in order, each once, with the value that came last.

    Key, place and value are packed in one integer, because numbers are sorted several times faster than
    their order is found.
    """
    bits = key.size.bit_length() + 2
    if int(key.max()).bit_length() + bits <= 63:
        packed = key << bits
        packed |= np.arange(key.size, dtype=np.int64) << 2
        packed |= value + 1
        packed.sort()
        key, value = packed >> bits, ((packed & 3) - 1).astype(np.int8)
    else:
        order = np.argsort(key, kind="stable")
        key, value = key[order], value[order]
    last = np.append(key[1:] != key[:-1], True)
    return key[last], value[last]


def _checked(values: npt.NDArray[np.generic]) -> npt.NDArray[np.int8]:
    if values.size and not (
        values.dtype.kind in "iuf" and bool(((values == 1) | (values == 0) | (values == -1)).all())
    ):
        raise ValueError("a vote must be 1 (agree), 0 (pass) or -1 (disagree)")
    return values.astype(np.int8)


def ids(values: npt.ArrayLike, name: str) -> Integers:
    """A flat array of whole numbers. Raises ValueError for anything else."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a flat list of ids")
    if not array.size:
        return np.zeros(0, dtype=np.int64)
    if array.dtype.kind == "f" and not bool(np.all((np.abs(array) <= EXACT) & (array == np.floor(array)))):
        raise ValueError(f"{name} must be whole numbers, as decimals up to 2 to the 53rd")
    if array.dtype.kind not in "iuf" or (array.dtype.kind == "u" and int(array.max()) > HIGHEST):
        raise ValueError(f"{name} must be whole numbers under 2 to the 63rd")
    return array.astype(np.int64, copy=False)
