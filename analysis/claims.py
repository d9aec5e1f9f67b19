"""What groups say: claims that all of them agree on, what tells them apart, and what speaks for one.

Everything rests on three tables of shape (groups, statements): agrees A, disagrees D and votes with
passes S. Formulas: methods, section 4, steps 5 to 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.intervals import wilson_bounds
from analysis.votes import Floats, Integers

Z = 1.28  # one-sided 90 %
FLOOR = 0.6
FEWEST_VOTES, FEWEST_IN_GROUP = 20, 7
GAP = 0.3
SIGNIFICANT = 1.2816
MOST_FOR_A_GROUP = 5


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
    """A statement on which two groups' agree rates lie .3 or more apart: `rates` by group number."""

    statement: int
    gap: float
    rates: tuple[float, ...]
    votes: tuple[int, ...]


@dataclass(frozen=True)
class Telling:
    """A statement that speaks for a group: pol.is's representativeness and its two tests."""

    group: int
    statement: int
    side: str
    rate: float
    ratio: float
    rate_test: float
    ratio_test: float


def consensus(agrees: Integers, votes: Integers) -> Floats:
    """Group-aware consensus of each statement: product over groups of (A+1)/(S+2). Shape (statements,)."""
    return np.asarray(((agrees + 1) / (votes + 2)).prod(axis=0))


def claims(statements: Integers, agrees: Integers, disagrees: Integers, votes: Integers) -> list[Claim]:
    """Statements on which every group takes the same side, the surest first.

    The Wilson lower bound of the rate must reach .6 in every group, with 20 votes in all and 7 in each.
    """
    if not votes.size:
        return []
    enough = (votes.sum(axis=0) >= FEWEST_VOTES) & (votes.min(axis=0) >= FEWEST_IN_GROUP)
    found = []
    for side, taken in (("agree", agrees), ("disagree", disagrees)):
        bounds, _ = wilson_bounds(taken, votes, Z)
        for column in np.flatnonzero(enough & (bounds.min(axis=0) >= FLOOR)):
            groups = tuple(
                Side(
                    group,
                    int(agrees[group, column]),
                    int(disagrees[group, column]),
                    int(votes[group, column]),
                    round(float(bounds[group, column]), 6),
                )
                for group in range(len(votes))
            )
            weakest = min(entry.lower_bound for entry in groups)
            found.append(Claim(int(statements[column]), side, weakest, groups))
    return sorted(found, key=lambda claim: (-claim.lower_bound, claim.statement))


def differences(statements: Integers, agrees: Integers, votes: Integers) -> list[Apart]:
    """Statements on which two groups' agree rates are .3 or more apart, the widest gap first.

    Only where each group has 7 votes; the rate is agrees over votes with passes.
    """
    if len(votes) < 2:
        return []
    rates = agrees / np.maximum(votes, 1)
    gaps = rates.max(axis=0) - rates.min(axis=0)
    chosen = np.flatnonzero((votes.min(axis=0) >= FEWEST_IN_GROUP) & (gaps >= GAP))
    found = [
        Apart(
            int(statements[column]),
            round(float(gaps[column]), 6),
            tuple(round(float(rate), 6) for rate in rates[:, column]),
            tuple(int(n) for n in votes[:, column]),
        )
        for column in chosen
    ]
    return sorted(found, key=lambda apart: (-apart.gap, apart.statement))


def representative(
    statements: Integers, agrees: Integers, disagrees: Integers, votes: Integers
) -> list[Telling]:
    """The statements that speak for each group: at most five, at least one where anyone voted.

    A statement qualifies when both tests of its agree side, or both of its disagree side, exceed 1.2816;
    they are ordered by ratio * ratio test * rate * rate test.
    """
    sides = {"agree": _tests(agrees, votes), "disagree": _tests(disagrees, votes)}
    found: list[Telling] = []
    for group in range(len(votes)):
        entries: list[tuple[bool, float, Telling]] = []
        for side, (rate, rate_test, ratio, ratio_test) in sides.items():
            for column in np.flatnonzero(votes[group] > 0):
                telling = Telling(
                    group,
                    int(statements[column]),
                    side,
                    float(rate[group, column]),
                    float(ratio[group, column]),
                    float(rate_test[group, column]),
                    float(ratio_test[group, column]),
                )
                passes = min(telling.rate_test, telling.ratio_test) > SIGNIFICANT
                weight = telling.ratio * telling.ratio_test * telling.rate * telling.rate_test
                entries.append((passes, weight if passes else telling.rate_test, telling))
        entries.sort(key=lambda entry: (not entry[0], -entry[1], entry[2].statement, entry[2].side))
        passed = [telling for passes, _, telling in entries if passes][:MOST_FOR_A_GROUP]
        found += passed or [telling for _, _, telling in entries[:1]]
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
