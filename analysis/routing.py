"""Which statement a person is asked about next.

Statements that few have seen, that are agreed with, not passed over, and that tell people apart come
more often; and a share is drawn at random, so that rates can be estimated without this preference.
Formulas: methods, section 4, step 8.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
    """(1 - (P+1)/(S+2)) (E+1) (A+1)/(S+2); `extremity` is the length of the statement's own projection."""
    a, p, s, e = (np.asarray(x, dtype=np.float64) for x in (agrees, passes, votes, extremity))
    return np.asarray((1 - (p + 1) / (s + 2)) * (e + 1) * (a + 1) / (s + 2))


def priority(
    agrees: npt.ArrayLike, passes: npt.ArrayLike, votes: npt.ArrayLike, extremity: npt.ArrayLike
) -> Floats:
    """(importance (1 + 8 * 2^(-S/5)))^2, arrays of one shape (statements,)."""
    boost = 1 + 8 * 2 ** (-np.asarray(votes, dtype=np.float64) / 5)
    return np.asarray((importance(agrees, passes, votes, extremity) * boost) ** 2)


def weights(priorities: npt.ArrayLike, voted: npt.ArrayLike, *, random_share: float = RANDOM_SHARE) -> Floats:
    """The chance of each statement to be asked next; adds up to 1, 0 where `voted` is true.

    All zeros when everything was voted on. Raises ValueError for negative or missing priorities or a
    share outside 0 to 1.
    """
    score = np.asarray(priorities, dtype=np.float64)
    left = ~np.asarray(voted, dtype=bool)
    if score.shape != left.shape or not np.isfinite(score).all() or (score < 0).any():
        raise ValueError("priorities must be numbers from 0, one for each statement")
    if not 0 <= random_share <= 1:
        raise ValueError("the random share lies between 0 and 1")
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
    """Draw one statement that was not voted on; None when there is none. The same seed draws the same."""
    left = ~np.asarray(voted, dtype=bool)
    rng = np.random.default_rng(seed)
    at_random = bool(rng.random() < random_share)
    chance = weights(priorities, voted, random_share=1.0 if at_random else 0.0)
    if not left.any():
        return None
    return Draw(int(np.asarray(statements)[rng.choice(left.size, p=chance)]), at_random)
