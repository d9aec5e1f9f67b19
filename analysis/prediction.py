"""How a person would vote on a statement they have not seen, from how everyone voted on what they saw.

A low-rank factorisation with biases: vote = mean + statement's bias + person's bias + u_i . v_j, fitted by
alternating ridge regressions over the votes there are (Koren, Bell and Volinsky, "Matrix factorization
techniques for recommender systems", 2009). It serves to check what groups leave out and to choose what to ask
next; a prediction is never counted as a vote and never shown as somebody's opinion.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis import given
from analysis.ballots import ids
from analysis.votes import Floats, Integers, Votes

RANK = 8
ROUNDS = 12
RIDGE = 8.0  # on the factors of people and statements
RIDGE_OF_PEOPLE, RIDGE_OF_STATEMENTS = 8.0, 1.0  # on their biases
BLOCK = 8_192  # rows solved at once


@dataclass(frozen=True)
class Factors:
    """`mean` vote; bias (first column) and factors of each person (people, 9) and statement (statements, 9).

    `people` and `statements` are ids, ascending.
    """

    people: Integers
    statements: Integers
    mean: float
    of_people: Floats
    of_statements: Floats

    def expected(self, people: npt.ArrayLike, statements: npt.ArrayLike) -> Floats:
        """The expected vote, -1 to 1, of each pair of person and statement: two equally long lists of ids.

        Raises ValueError for a person or a statement without a vote, for lists of unequal length, and for ids
        that are not whole numbers.
        """
        who, what = ids(people, "people"), ids(statements, "statements")
        if who.shape != what.shape:
            raise ValueError("people and statements must be equally long lists of ids")
        mine = self.of_people[_rows(self.people, who, "person")]
        theirs = self.of_statements[_rows(self.statements, what, "statement")]
        together = np.einsum("ij,ij->i", mine[:, 1:], theirs[:, 1:])
        return np.asarray(np.clip(self.mean + mine[:, 0] + theirs[:, 0] + together, -1, 1))


def fit(votes: Votes, *, rank: int = RANK, rounds: int = ROUNDS, seed: int = 0) -> Factors:
    """Factors of the votes; passes count as 0.

    Raises ValueError without any vote, for a rank or a seed under 0, and for less than one round.
    """
    if not votes.value.size:
        raise ValueError("a prediction needs votes, and there are none")
    given.whole(rank, "the rank", least=0)
    given.whole(rounds, "the number of rounds", least=1)
    given.whole(seed, "a seed", least=0)
    value = votes.value.astype(np.float64)
    mean = float(value.mean())
    shape = (votes.people.size, votes.statements.size)
    left = sparse.csr_array((value - mean, votes.statement, votes.start), shape=shape)
    turned = left.T.tocsr()
    of_statements = np.zeros((shape[1], 1 + rank))
    of_statements[:, 1:] = 0.3 * np.random.default_rng(seed).normal(size=(shape[1], rank))
    of_people = np.zeros((shape[0], 1 + rank))
    for _ in range(rounds):
        of_people = _regress(left, of_statements, RIDGE_OF_PEOPLE)
        of_statements = _regress(turned, of_people, RIDGE_OF_STATEMENTS)
    return Factors(votes.people, votes.statements, mean, of_people, of_statements)


def area_under_curve(scores: npt.ArrayLike, positive: npt.ArrayLike) -> float:
    """The chance that a positive case scores above a negative one, ties half (Mann and Whitney 1947).

    Raises ValueError unless there are cases of both kinds, each with a score that is a number.
    """
    score, yes = given.numbers(scores, "scores"), given.flags(positive, "cases")
    hits, misses = int(yes.sum()), int((~yes).sum())
    if score.shape != yes.shape or not hits or not misses:
        raise ValueError("scores and cases must be equally long, with cases of both kinds")
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = count.cumsum() - (count - 1) / 2
    return float((rank[place][yes].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _regress(values: sparse.csr_array, others: Floats, ridge_of_bias: float) -> Floats:
    """Bias and factors of every row, given those of the columns: shape (rows, 1 + rank).

    Ridge regression of each row's values, less the columns' biases, on 1 and the columns' factors.
    """
    width = others.shape[1]
    features = np.column_stack([np.ones(len(others)), others[:, 1:]])
    rest = sparse.csr_array(
        (values.data - others[:, 0][values.indices], values.indices, values.indptr), shape=values.shape
    )
    there = sparse.csr_array((np.ones(values.nnz), values.indices, values.indptr), shape=values.shape)
    pairs = (features[:, :, None] * features[:, None, :]).reshape(len(others), -1)
    ridge = np.diag([ridge_of_bias] + [RIDGE] * (width - 1))
    found = np.empty((values.shape[0], width))
    for first in range(0, values.shape[0], BLOCK):
        part = slice(first, first + BLOCK)
        products = (there[part] @ pairs).reshape(-1, width, width) + ridge
        found[part] = np.linalg.solve(products, (rest[part] @ features)[:, :, None])[:, :, 0]
    return found


def _rows(ids: Integers, wanted: Integers, kind: str) -> npt.NDArray[np.intp]:
    place = np.minimum(np.searchsorted(ids, wanted), ids.size - 1)
    if unknown := np.flatnonzero(ids[place] != wanted).tolist():
        raise ValueError(f"no vote of or on {kind} {int(wanted[unknown[0]])} is known")
    return place
