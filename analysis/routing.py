"""Which statement a person is asked about next.

Statements that few have seen, that are agreed with, not passed over, and that tell people apart come
more often; and a share is drawn at random, so that rates can be estimated without this preference.
Formulas: methods, section 4, step 8.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given
from analysis.ballots import ids
from analysis.votes import Floats

RANDOM_SHARE = 0.15
META = 49.0  # pol.is's fixed priority for statements about the conversation itself


@dataclass(frozen=True)
class Draw:
    """`statement` to ask about; `at_random` tells whether it came from the random share."""

    statement: int
    at_random: bool


def importance(
    agrees: npt.ArrayLike, passes: npt.ArrayLike, votes: npt.ArrayLike, extremity: npt.ArrayLike
) -> Floats:
    """(1 - (P+1)/(S+2)) (E+1) (A+1)/(S+2); `extremity` is the length of the statement's own projection.

    Arrays of one shape (statements,). Raises ValueError for other shapes, for what is negative or no number,
    and where there are more agrees and passes than votes.
    """
    names = ("agrees", "passes", "votes", "extremity")
    a, p, s, e = rows = [
        given.table(values, name)
        for name, values in zip(names, (agrees, passes, votes, extremity), strict=True)
    ]
    if not a.shape == p.shape == s.shape == e.shape:
        raise ValueError("agrees, passes, votes and extremity must be equally long")
    for name, row in zip(names, rows, strict=True):
        if not np.all((row >= 0) & (row < np.inf)):
            raise ValueError(f"{name} must be numbers from 0 on")
    if np.any(a + p > s):
        raise ValueError("a statement has more agrees and passes than votes")
    return np.asarray((1 - (p + 1) / (s + 2)) * (e + 1) * (a + 1) / (s + 2))


def priority(
    agrees: npt.ArrayLike, passes: npt.ArrayLike, votes: npt.ArrayLike, extremity: npt.ArrayLike
) -> Floats:
    """(importance (1 + 8 * 2^(-S/5)))^2, arrays of one shape (statements,).

    Raises ValueError as `importance`.
    """
    found = importance(agrees, passes, votes, extremity)
    boost = 1 + 8 * 2 ** (-given.table(votes, "votes") / 5)
    return np.asarray((found * boost) ** 2)


def weights(priorities: npt.ArrayLike, voted: npt.ArrayLike, *, random_share: float = RANDOM_SHARE) -> Floats:
    """The chance of each statement to be asked next; adds up to 1, 0 where `voted` is true.

    All zeros when everything was voted on. Raises ValueError for negative or missing priorities, for a
    share outside 0 to 1, and where `voted` is not one True or False for each.
    """
    score, left = given.numbers(priorities, "priorities"), ~given.flags(voted, "what was voted on")
    if score.shape != left.shape or (score < 0).any() or not given.addable(score):
        raise ValueError("priorities must be numbers from 0, one for each statement, that can be added up")
    given.between(random_share, "the random share")
    if not left.any():
        return np.zeros(score.shape)
    even = left / left.sum()
    open_score = np.where(left, score, 0.0)
    drawn = open_score / open_score.sum() if open_score.sum() > 0 else even
    return np.asarray(random_share * even + (1 - random_share) * drawn)


def next_statement(
    statements: npt.ArrayLike,
    priorities: npt.ArrayLike,
    voted: npt.ArrayLike,
    *,
    seed: int,
    random_share: float = RANDOM_SHARE,
) -> Draw | None:
    """Draw one statement that was not voted on; None when there is none. The same seed draws the same.

    Raises ValueError as `weights`, for a seed under 0, and for ids that are not one whole number for each.
    """
    given.whole(seed, "a seed", least=0)
    given.between(random_share, "the random share")
    names, left = ids(statements, "statements"), ~given.flags(voted, "what was voted on")
    if names.size != left.size:
        raise ValueError("every statement needs its priority")
    rng = np.random.default_rng(seed)
    at_random = bool(rng.random() < random_share)
    chance = weights(priorities, voted, random_share=1.0 if at_random else 0.0)
    if not left.any():
        return None
    return Draw(int(names[rng.choice(left.size, p=chance)]), at_random)
