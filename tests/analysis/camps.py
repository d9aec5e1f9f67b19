"""Made-up votes for the tests of opinion groups."""

import numpy as np


def two_camps(people=60, statements=12, noise=0.1, seed=0):
    """Statements 0-3: all agree. The rest: one camp agrees and the other disagrees."""
    rng = np.random.default_rng(seed)
    camp = np.arange(people) % 2 * 2 - 1
    votes = np.where(np.arange(statements) < 4, 1, camp[:, None])
    votes = np.where(rng.random(votes.shape) < noise, rng.integers(-1, 2, votes.shape), votes)
    person, statement = np.nonzero(rng.random(votes.shape) < 0.8)
    return person, statement, votes[person, statement]


def camps(number, people=300, statements=60, noise=0.1, share=0.4, seed=0):
    """(camp of each person, votes): each camp has its own answer to every statement."""
    rng = np.random.default_rng(seed)
    camp = np.sort(rng.integers(0, number, people))
    answers = rng.choice([-1, 1], (number, statements))
    votes = np.where(
        rng.random((people, statements)) < noise, rng.integers(-1, 2, (people, statements)), answers[camp]
    )
    person, statement = np.nonzero(rng.random(votes.shape) < share)
    return camp, (person, statement, votes[person, statement])


def unrelated(people, statements, share=1.0, seed=0):
    """Votes in which no one's vote on a statement tells anything about their other votes."""
    rng = np.random.default_rng(seed)
    person, statement = np.nonzero(rng.random((people, statements)) < share)
    rate = rng.beta(2, 1, statements)
    agrees = rng.random(person.size) < rate[statement]
    return person, statement, np.where(rng.random(person.size) < 0.2, 0, np.where(agrees, 1, -1))
