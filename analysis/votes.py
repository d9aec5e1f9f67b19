"""Votes as a sparse table of people by statements, and the counts that everything else is made of.

A vote is +1 (agree), 0 (pass) or -1 (disagree); where nobody voted there is no entry. The table has
rows and columns in ascending order of the ids, so the order in which votes arrive never matters.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
FEWEST_VOTES = 7  # a person with fewer is not placed in a group
FEWEST_PEOPLE = 15  # filled up with the most active when fewer reach the minimum


@dataclass(frozen=True)
class Votes:
    """The last vote of every person on every statement.

    `person` and `statement` are row and column numbers of each vote; `people` and `statements` are
    the ids they stand for, ascending. `value` is -1, 0 or 1.
    """

    people: Integers
    statements: Integers
    person: Integers
    statement: Integers
    value: npt.NDArray[np.int8]

    def centred(self, rows: Integers, dtype: npt.DTypeLike = np.float32) -> sparse.csr_array:
        """S_ij = x_ij - mean of statement j, for the people in `rows`; missing votes are exactly 0.

        Filling a missing vote with the statement's mean and centring gives 0, so this sparse table is
        the whole centred matrix (methods, section 4, step 2). Shape (rows, statements).
        """
        chosen, row = self._of(rows)
        column, value = self.statement[chosen], self.value[chosen].astype(np.float64)
        width = self.statements.size
        seen = np.bincount(column, minlength=width)
        mean = np.bincount(column, weights=value, minlength=width) / np.maximum(seen, 1)
        data = (value - mean[column]).astype(dtype)
        return sparse.csr_array((data, (row, column)), shape=(rows.size, width))

    def means(self, rows: Integers) -> Floats:
        """The mean vote on each statement among the people in `rows`; 0 where nobody voted."""
        chosen, _ = self._of(rows)
        column = self.statement[chosen]
        seen = np.bincount(column, minlength=self.statements.size)
        total = np.bincount(column, weights=self.value[chosen], minlength=self.statements.size)
        return np.asarray(total / np.maximum(seen, 1))

    def cast(self) -> Integers:
        """How many votes each person cast, passes included."""
        return np.bincount(self.person, minlength=self.people.size)

    def placeable(self) -> Integers:
        """Rows of the people with enough votes to be placed in a group.

        At least min(7, number of statements) votes; when fewer than 15 people reach that, the most
        active fill up to 15 (methods, section 4, step 1). Ties go to the lower id.
        """
        cast = self.cast()
        enough = cast >= min(FEWEST_VOTES, self.statements.size)
        if enough.sum() < FEWEST_PEOPLE:
            most_active = np.lexsort((self.people, -cast))[:FEWEST_PEOPLE]
            enough[most_active] = True
        return np.flatnonzero(enough)

    def counts(self, labels: Integers, groups: int) -> tuple[Integers, Integers, Integers]:
        """Agrees, disagrees and votes with passes, each of shape (groups, statements).

        `labels` holds a group number per person, -1 for those in no group, who are left out.
        """
        label = labels[self.person]
        inside = label >= 0
        cell = label[inside] * self.statements.size + self.statement[inside]
        value, size = self.value[inside], groups * self.statements.size

        def count(cells: Integers) -> Integers:
            return np.bincount(cells, minlength=size).reshape(groups, self.statements.size)

        return count(cell[value > 0]), count(cell[value < 0]), count(cell)

    def _of(self, rows: Integers) -> tuple[npt.NDArray[np.intp], Integers]:
        place = np.full(self.people.size, -1, dtype=np.int64)
        place[rows] = np.arange(rows.size)
        row = place[self.person]
        chosen = np.flatnonzero(row >= 0)
        return chosen, row[chosen]


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
    person, statement = _ids(participants, "participants"), _ids(statements, "statements")
    value = np.asarray(values)
    if not person.shape == statement.shape == value.shape:
        raise ValueError("participants, statements and values must be equally long")
    if value.size and not (np.issubdtype(value.dtype, np.number) and bool(np.isin(value, (-1, 0, 1)).all())):
        raise ValueError("a vote must be 1 (agree), 0 (pass) or -1 (disagree)")
    keep = ~np.isin(statement, np.asarray(moderated_out, dtype=np.int64))
    person, statement, value = person[keep], statement[keep], value[keep].astype(np.int8)
    people, row = np.unique(person, return_inverse=True)
    shown, column = np.unique(statement, return_inverse=True)
    key = row * max(shown.size, 1) + column
    order = np.argsort(key, kind="stable")
    last = np.append(np.diff(key[order]) != 0, True)[: key.size]
    order = order[last]
    return Votes(people, shown, row[order], column[order], value[order])


def _ids(values: npt.ArrayLike, name: str) -> Integers:
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a flat list of ids")
    if array.size and not np.issubdtype(array.dtype, np.number):
        raise ValueError(f"{name} must be whole numbers")
    if not bool(np.all(array == np.floor(array))):
        raise ValueError(f"{name} must be whole numbers")
    return array.astype(np.int64)
