"""What groups say: claims that all of them agree on, what tells them apart, and what speaks for one.

Everything rests on three tables of shape (groups, statements): agrees A, disagrees D and votes with
passes S. Formulas: methods, section 4, steps 5 to 7.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from analysis.intervals import wilson_bounds
from analysis.votes import Floats, Integers

Z = 1.28  # one-sided 90 %: of the lower bounds that are shown
SURE = 1.96  # two-sided 95 %: what claims and gaps rest on; at 1.28 one claim in seven fails with others
FLOOR = 0.6
FEWEST_VOTES, FEWEST_IN_GROUP = 20, 7
GAP = 0.3
ROUNDING = 1e-9  # .7 - .4 is a little under .3 in binary
SIGNIFICANT = 1.2816
MOST_FOR_A_GROUP = 5
Counts = tuple[Integers, Integers, Integers]


@dataclass(frozen=True)
class Side:
    """One group's votes on one statement: how many took the claim's side, disagreed with it, voted at all,
    and the lower Wilson bound (z 1.28) of the share that took the side."""

    group: int
    agrees: int
    disagrees: int
    votes: int
    lower_bound: float


@dataclass(frozen=True)
class Claim:
    """All groups agree (or all disagree) with a statement. `lower_bound` is that of the least sure group."""

    statement: int
    side: str
    lower_bound: float
    groups: tuple[Side, ...]


@dataclass(frozen=True)
class Apart:
    """A statement on which two groups' agree rates lie .3 or more apart, and not by chance: `gap` is the
    widest such distance, `rates` and `votes` are by group number."""

    statement: int
    gap: float
    rates: tuple[float, ...]
    votes: tuple[int, ...]


@dataclass(frozen=True)
class Telling:
    """A statement that speaks for a group: pol.is's representativeness and its two tests. `votes` are by
    group number, also of the other groups, since the ratio rests on them too."""

    group: int
    statement: int
    side: str
    votes: tuple[int, ...]
    rate: float
    ratio: float
    rate_test: float
    ratio_test: float


def consensus(agrees: Integers, votes: Integers) -> Floats:
    """Group-aware consensus of each statement: product over groups of (A+1)/(S+2). Shape (statements,)."""
    return np.asarray(((agrees + 1) / (votes + 2)).prod(axis=0))


def claims(
    statements: Integers,
    agrees: Integers,
    disagrees: Integers,
    votes: Integers,
    parts: Counts | None = None,
) -> list[Claim]:
    """Statements on which every group takes the same side, the surest first.

    The Wilson lower bound (z 1.96) of the rate must reach .6 in every group, with 20 votes in all and 7
    in each. With `parts`, such counts for groups that are not shown, it must do so in each of these too.
    """
    if not votes.size:
        return []
    found = []
    for side, taken in (("agree", agrees), ("disagree", disagrees)):
        holds = _holds(taken, votes)
        if parts is not None:
            holds &= _holds(parts[side == "disagree"], parts[2])
        bounds = np.round(wilson_bounds(taken, votes, Z)[0], 6)
        for column in np.flatnonzero(holds).tolist():
            figures = (counts[:, column].tolist() for counts in (agrees, disagrees, votes, bounds))
            groups = tuple(Side(*entry) for entry in zip(range(len(votes)), *figures, strict=True))
            found.append(Claim(int(statements[column]), side, min(g.lower_bound for g in groups), groups))
    return sorted(found, key=lambda claim: (-claim.lower_bound, claim.statement))


def _holds(taken: Integers, votes: Integers) -> npt.NDArray[np.bool_]:
    enough = (votes.sum(axis=0) >= FEWEST_VOTES) & (votes.min(axis=0) >= FEWEST_IN_GROUP)
    return np.asarray(enough & (wilson_bounds(taken, votes, SURE)[0].min(axis=0) >= FLOOR))


def differences(statements: Integers, agrees: Integers, votes: Integers) -> list[Apart]:
    """Statements on which two groups' agree rates are .3 or more apart, the widest gap first.

    Only where each group has 7 votes, and Newcombe's interval of the gap (its source: `shares.share_change`)
    leaves out zero; 95 %, with Bonferroni's correction for the number of pairs of groups. The rate is agrees
    over votes with passes.
    """
    if len(votes) < 2:
        return []
    rates = agrees / np.maximum(votes, 1)
    gaps = np.where(_apart(rates, agrees, votes), rates[:, None] - rates, 0.0).max(axis=(0, 1))
    chosen = np.flatnonzero((votes.min(axis=0) >= FEWEST_IN_GROUP) & (gaps >= GAP - ROUNDING))
    rounded, gaps = np.round(rates, 6), np.round(gaps, 6)
    found = [
        Apart(
            int(statements[column]),
            float(gaps[column]),
            tuple(rounded[:, column].tolist()),
            tuple(votes[:, column].tolist()),
        )
        for column in chosen.tolist()
    ]
    return sorted(found, key=lambda apart: (-apart.gap, apart.statement))


def _apart(rates: Floats, agrees: Integers, votes: Integers) -> npt.NDArray[np.bool_]:
    """Where the first group's rate surely lies above the second's: shape (groups, groups, statements)."""
    pairs = math.comb(len(votes), 2)
    low, high = wilson_bounds(agrees, votes, max(SURE, NormalDist().inv_cdf(1 - 0.025 / pairs)))
    below, above = rates - low, high - rates
    return np.asarray(rates[:, None] - rates > np.hypot(below[:, None], above))


def representative(
    statements: Integers, agrees: Integers, disagrees: Integers, votes: Integers
) -> list[Telling]:
    """The statements that speak for each group: at most five, at least one where anyone voted.

    A statement qualifies when both tests of its agree side, or both of its disagree side, exceed 1.2816;
    they are ordered by ratio * ratio test * rate * rate test.
    """
    sides = ("agree", "disagree")
    tests = [_tests(agrees, votes), _tests(disagrees, votes)]
    rate, rate_test, ratio, ratio_test = (np.stack(figures, axis=-1) for figures in zip(*tests, strict=True))
    passes = np.minimum(rate_test, ratio_test) > SIGNIFICANT
    weight = np.where(passes, ratio * ratio_test * rate * rate_test, rate_test)
    found: list[Telling] = []
    for group in range(len(votes)):
        column, side = np.nonzero(np.repeat(votes[group, :, None] > 0, 2, axis=1))
        passed = passes[group, column, side]
        order = np.lexsort((side, column, -weight[group, column, side], ~passed))
        for place in order[: min(MOST_FOR_A_GROUP, max(1, int(passed.sum())))]:
            at = (group, column[place], side[place])
            figures = (float(figure[at]) for figure in (rate, ratio, rate_test, ratio_test))
            seen = tuple(votes[:, column[place]].tolist())
            found.append(Telling(group, int(statements[column[place]]), sides[side[place]], seen, *figures))
    return found


def _tests(taken: Integers, votes: Integers) -> tuple[Floats, Floats, Floats, Floats]:
    """pa, pat, ra and rat of methods, section 4, step 5, for one side; each (groups, statements)."""
    others, other_votes = taken.sum(axis=0) - taken, votes.sum(axis=0) - votes
    rate = (taken + 1) / (votes + 2)
    rate_test = 2 * np.sqrt(votes + 1) * ((taken + 1) / (votes + 1) - 0.5)
    ratio = rate / ((others + 1) / (other_votes + 2))
    p1, p2 = (taken + 1) / (votes + 1), (others + 1) / (other_votes + 1)
    pooled = (taken + others + 2) / (votes + other_votes + 2)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / (votes + 1) + 1 / (other_votes + 1)))
    ratio_test = np.where(spread > 0, (p1 - p2) / np.where(spread > 0, spread, 1), 0.0)
    return rate, rate_test, ratio, ratio_test


def in_order(statements: Integers, scores: Floats) -> Sequence[int]:
    """Statement ids by falling score; equal scores by id."""
    return [int(statements[place]) for place in np.lexsort((statements, -scores))]
