"""Votes as a sparse table of people by statements, and the counts that everything else is made of.

A vote is +1 (agree), 0 (pass) or -1 (disagree); where nobody voted there is no entry. The table has
rows and columns in ascending order of the ids, so the order in which votes arrive never matters.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
FEWEST_VOTES = 7  # a person with fewer is not placed in a group
FEWEST_PEOPLE = 15  # filled up with the most active when fewer reach the minimum
BLOCK = 1 << 18  # votes worked on at once: what is made of them stays in the processor's cache


@dataclass(frozen=True)
class Votes:
    """The last vote of every person on every statement, row by row.

    Person i (whose id is `people[i]`, ascending) cast the votes `start[i]` to `start[i + 1]`; each has the
    column number `statement` (of the id `statements[column]`, ascending too) and `value` -1, 0 or 1.
    """

    people: Integers
    statements: Integers
    start: npt.NDArray[np.int32]
    statement: npt.NDArray[np.int32]
    value: npt.NDArray[np.int8]

    def of(self, rows: Integers) -> "Votes":
        """The votes of the people in `rows` (ascending) alone, on the same statements."""
        chosen = self._sparse(self.value)[rows]
        return Votes(self.people[rows], self.statements, chosen.indptr, chosen.indices, chosen.data)

    def centred(self, dtype: npt.DTypeLike = np.float32, means: Floats | None = None) -> sparse.csr_array:
        """S_ij = x_ij - mean of statement j, shape (people, statements); missing votes are exactly 0.

        Filling a missing vote with the statement's mean and centring gives 0, so this sparse table is
        the whole centred matrix (methods, section 4, step 2). `means` (statements,) are those of these
        votes unless given.
        """
        middle = self.means() if means is None else means
        worth = (np.array([-1.0, 0.0, 1.0]) - middle[:, None]).ravel().astype(dtype)
        data = np.empty(self.value.size, dtype=dtype)
        for part, answer in self._answers():
            data[part] = worth[answer]
        return self._sparse(data)

    def means(self) -> Floats:
        """The mean vote on each statement, shape (statements,); 0 where nobody voted."""
        return mean_of(*(count[0] for count in self.counts()))

    def cast(self) -> Integers:
        """How many votes each person cast, passes included."""
        return np.diff(self.start).astype(np.int64)

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

    def counts(self, labels: Integers | None = None, groups: int = 1) -> tuple[Integers, Integers, Integers]:
        """Agrees, disagrees and votes with passes, each of shape (groups, statements).

        `labels` holds a group number per person, -1 for those in no group, who are left out; without it
        everyone is in one group.
        """
        width = 3 * self.statements.size
        table = np.zeros((groups + 1) * width, dtype=np.int64)
        group = np.zeros(1, dtype=np.int64) if labels is None else np.where(labels < 0, groups, labels)
        for part, answer in self._answers():
            if labels is not None:
                answer += width * np.repeat(group, self._cast_in(part))
            table += np.bincount(answer, minlength=table.size)
        tally = table.reshape(groups + 1, self.statements.size, 3)[:groups]
        return tally[:, :, 2], tally[:, :, 0], tally.sum(axis=2)

    def _answers(self) -> Iterator[tuple[slice, Integers]]:
        """Block by block, 3 * column + value + 1 of each vote."""
        for first in range(0, self.value.size, BLOCK):
            part = slice(first, min(first + BLOCK, self.value.size))
            answer = self.statement[part].astype(np.int64)
            answer *= 3
            answer += self.value[part]
            answer += 1
            yield part, answer

    def _cast_in(self, part: slice) -> Integers:
        """How many votes of one block each person cast."""
        return np.diff(np.clip(self.start, part.start, part.stop)).astype(np.int64)

    def _sparse(self, data: npt.NDArray[np.number]) -> sparse.csr_array:
        return sparse.csr_array(
            (data, self.statement, self.start), shape=(self.people.size, self.statements.size)
        )


def mean_of(agrees: Integers, disagrees: Integers, votes: Integers) -> Floats:
    """The mean vote from counts of one shape; 0 where nobody voted."""
    return np.asarray((agrees - disagrees) / np.maximum(votes, 1))
