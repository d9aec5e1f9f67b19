"""Accounts made up to measure with, that vote so as to destroy common ground or to make it.

flood      votes against each target and the same way on the same seven other statements
disguise   the same, but on as many statements again it votes as people do, each account on others
mimic      has the votes of one of the people, and votes against the targets where that person did not
promote    agrees with statements that were nearly common ground, and with seven others that all like
"""

from collections.abc import Sequence
from itertools import count, islice

import numpy as np

from analysis.ballots import HIGHEST
from analysis.votes import Integers, Votes

STRATEGIES = ("flood", "disguise", "mimic", "promote")
OTHERS = 7


def plant_votes(
    votes: Votes, strategy: str, accounts: int, targets: Sequence[tuple[int, int]], *, seed: int = 0
) -> tuple[Integers, Integers, Integers]:
    """Votes of `accounts` made-up people: their ids, statement ids, and votes.

    The ids follow the highest that is there; where that is too close to 2 to the 63rd, they are the highest
    that nobody has.
    `targets` are statement ids with the vote (1 or -1) that the accounts cast on them. Raises ValueError for
    an unknown strategy, a target that is not among the statements, and where nobody voted.
    """
    if strategy not in STRATEGIES:
        raise ValueError(f"no attack on votes is called {strategy}")
    wanted = dict(targets)
    if missing := set(wanted) - set(votes.statements.tolist()):
        raise ValueError(f"there is no statement {min(missing)}")
    if not votes.people.size:
        raise ValueError("there are no votes among which to plant others")
    rng = np.random.default_rng([seed, STRATEGIES.index(strategy), accounts])
    liked = votes.statements[np.argsort(-np.bincount(votes.statement, votes.value), kind="stable")].tolist()
    filling = dict.fromkeys([name for name in liked if name not in wanted][:OTHERS], 1)
    owner = np.repeat(np.arange(votes.people.size), votes.cast())
    cast: list[tuple[int, int, int]] = []
    taken, highest = set(votes.people.tolist()), min(int(votes.people.max()) + accounts, HIGHEST)
    free = (name for name in count(highest, -1) if name not in taken)
    for account in sorted(islice(free, accounts)):
        if strategy == "mimic":
            chosen = owner == rng.integers(votes.people.size)
            names = votes.statements[votes.statement[chosen]].tolist()
            ballot = dict(zip(names, votes.value[chosen].tolist(), strict=True)) | wanted
        else:
            ballot = filling | wanted
        if strategy == "disguise":
            size = min(len(ballot), votes.value.size)
            for place in rng.choice(votes.value.size, size, replace=False):
                ballot.setdefault(int(votes.statements[votes.statement[place]]), int(votes.value[place]))
        cast += [(account, name, value) for name, value in ballot.items()]
    people, names, values = np.array(cast, dtype=np.int64).reshape(-1, 3).T
    return people, names, values
