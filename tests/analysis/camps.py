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


def of_unequal_camps(*sizes, statements=16, differ=9, noise=0.05, seed=0):
    """The first camp agrees with all, the second rejects the first `differ` statements, the third all."""
    rng = np.random.default_rng(seed)
    camp = np.repeat(np.arange(len(sizes)), sizes)
    rejected = np.arange(statements) < np.array([0, differ, statements])[camp, None]
    votes = np.where(
        rng.random(rejected.shape) < noise, rng.integers(-1, 2, rejected.shape), 1 - 2 * rejected
    )
    person, statement = np.nonzero(np.ones(votes.shape))
    return person, statement, votes[person, statement]


def with_light_voters(seed):
    """Few people who voted on most statements, and up to 200 who voted on about a third."""
    rng = np.random.default_rng(seed)
    few, light, statements = (int(rng.integers(*ends)) for ends in ((14, 40), (0, 200), (8, 16)))
    answers = rng.choice([-1, 1], (int(rng.integers(2, 5)), statements))
    camp = rng.integers(0, len(answers), few + light)
    votes = np.where(
        rng.random((few + light, statements)) < rng.uniform(0, 0.5),
        rng.integers(-1, 2, (few + light, statements)),
        answers[camp],
    )
    seen = rng.random((few + light, statements)) < 0.9
    seen[few:] = rng.random((light, statements)) < 0.3
    person, statement = np.nonzero(seen)
    return person, statement, votes[person, statement]
