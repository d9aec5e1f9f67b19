"""Two tables of votes in one: what came later into what is there, without sorting it all again."""

from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.votes import Integers, Votes


def joined(old: Votes, new: Votes) -> Votes:
    """The `old` votes with the `new` ones, which replace those of the same people on the same statements."""
    people, statements = _union(old.people, new.people), _union(old.statements, new.statements)
    old = widened(old, people, statements)
    row = np.repeat(np.searchsorted(people, new.people), new.cast())
    column = np.searchsorted(statements, new.statements)[new.statement]
    where, known = _places(old, row, column)
    value = old.value.copy()
    value[where[known]] = new.value[known]
    fresh = np.flatnonzero(~known)
    added = np.bincount(row[fresh], minlength=people.size).cumsum()
    return Votes(
        people,
        statements,
        (old.start + np.append(0, added)).astype(np.int32),
        np.insert(old.statement, where[fresh], column[fresh]),
        np.insert(value, where[fresh], new.value[fresh]),
    )


def widened(votes: Votes, people: Integers, statements: Integers) -> Votes:
    """The same votes in a table of more people and statements: ascending ids, the old ones among them."""
    statement, start = votes.statement, votes.start
    if not np.array_equal(statements[: votes.statements.size], votes.statements):
        statement = np.searchsorted(statements, votes.statements).astype(np.int32)[statement]
    if people.size != votes.people.size:
        cast = np.zeros(people.size, dtype=np.int64)
        cast[np.searchsorted(people, votes.people)] = votes.cast()
        start = np.append(0, cast.cumsum()).astype(np.int32)
    return Votes(people, statements, start, statement, votes.value)


def laid_over(now: Integers, before: Integers, values: npt.NDArray[Any], new: float) -> npt.NDArray[Any]:
    """A value for each of the ids `now`, which ascend: its own of `values`, which are those of the ids
    `before`; `new` where it was not among these."""
    result = np.full(now.size, new, dtype=values.dtype)
    there = np.isin(before, now)
    result[np.searchsorted(now, before[there])] = values[there]
    return result


def _places(votes: Votes, row: Integers, column: Integers) -> tuple[Integers, np.ndarray]:
    """Where each vote (row and column ascending) is or would be among all votes, and whether it is there.

    Only the rows in question are searched.
    """
    rows, nth = np.unique(row, return_inverse=True)
    some = votes.of(rows)
    width = max(votes.statements.size, 1)
    theirs = np.repeat(np.arange(rows.size), some.cast()) * width + some.statement
    place = np.searchsorted(theirs, nth * width + column)
    known = np.append(theirs, -1)[place] == nth * width + column
    return place - some.start[nth] + votes.start[row], known


def _union(old: Integers, new: Integers) -> Integers:
    return old if np.isin(new, old, assume_unique=True).all() else np.union1d(old, new)
