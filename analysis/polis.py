"""The same figures as pol.is computes them, to check this package against its published output.

Written from the formulas in methods, section 4. What differs from `groups`: statements that were
moderated out stay in the table as zeros and count in C, and everybody's votes make the components.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis import claims, projection, routing
from analysis.ballots import ids, table
from analysis.votes import Floats, Integers


@dataclass(frozen=True)
class Compatible:
    """`center` and `extremity` (statements,), `components` (2, statements), and by statement id the
    group-aware `consensus` and the routing `priorities`. Signs: 1 = agree, where pol.is stores -1."""

    statements: Integers
    center: Floats
    components: Floats
    extremity: Floats
    consensus: dict[int, float]
    priorities: dict[int, float]


def polis_compatible(
    participants: npt.ArrayLike,
    statements: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    groups: Mapping[int, int],
    moderated_out: npt.ArrayLike = (),
    meta: npt.ArrayLike = (),
) -> Compatible:
    """pol.is's consensus and priorities for a given grouping {participant id: group number}.

    `meta` statements, about the conversation itself, are zeroed as well and have the fixed priority 49.
    Raises ValueError for votes that `ballots.table` refuses, for a grouping in which somebody has not voted,
    and unless its numbers run from 0 without gaps.
    """
    votes = table(participants, statements, values)
    names, about = votes.statements, ids(meta, "meta")
    out = np.isin(names, np.concatenate([ids(moderated_out, "moderated_out"), about]))
    labels = _labels(votes.people, groups)
    centred = (votes.centred(np.float64) @ sparse.diags_array(np.where(out, 0.0, 1.0))).tocsr()
    directions = projection.components(centred, exact=True)
    center = np.where(out, 0.0, votes.means())
    reach = np.where(out, 0.0, projection.extremity(center, directions))
    agrees, disagrees, seen = votes.counts(labels, int(labels.max()) + 1)
    total = seen.sum(axis=0)
    passes = total - agrees.sum(axis=0) - disagrees.sum(axis=0)
    priority = routing.priority(agrees.sum(axis=0), passes, total, reach)
    priority = np.where(np.isin(names, about), routing.META, priority)
    return Compatible(
        names,
        center,
        directions,
        reach,
        _named(names, claims.consensus(agrees, seen)),
        _named(names, priority),
    )


def _labels(people: Integers, groups: Mapping[int, int]) -> Integers:
    """The group of each of the people, -1 for those who are in none."""
    members, numbers = ids([*groups], "people in groups"), ids([*groups.values()], "groups")
    if not np.isin(members, people).any():
        raise ValueError("no one in the grouping has voted")
    if missing := sorted(set(members.tolist()) - set(people.tolist())):
        raise ValueError(f"{missing[0]} is in a group and has not voted")
    if set(numbers.tolist()) != set(range(numbers.max() + 1)):
        raise ValueError("groups have the numbers 0, 1, 2 and so on, with people in each")
    labels = np.full(people.size, -1, dtype=np.int64)
    labels[np.searchsorted(people, members)] = numbers
    return labels


def _named(names: Integers, scores: Floats) -> dict[int, float]:
    return {int(name): float(score) for name, score in zip(names, scores, strict=True)}
