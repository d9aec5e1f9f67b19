import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ballots import table
from analysis.prediction import area_under_curve, fit
from analysis.tables import conversation
from tests.analysis.camps import two_camps

CONVERSATIONS = ["brexit-consensus", "scoop-hivemind.biodiversity", "american-assembly.bowling-green"]


def hidden_fifth(columns, seed=0):
    """(votes that stay, hidden votes), without hidden ones of people or on statements that are new."""
    hidden = np.random.default_rng(seed).random(len(columns[0])) < 0.2
    known = [column[~hidden] for column in columns]
    asked = hidden & np.isin(columns[0], known[0]) & np.isin(columns[1], known[1])
    return known, [column[asked] for column in columns]


def test_hidden_votes_of_two_camps_are_predicted():
    known, (people, statements, values) = hidden_fifth(two_camps())

    expected = fit(table(*known)).expected(people, statements)

    clear = values != 0
    assert area_under_curve(expected[clear], values[clear] > 0) > 0.85
    assert np.abs(expected).max() <= 1


def test_hidden_votes_of_public_conversations_are_predicted(conversations):
    areas = []
    for name in CONVERSATIONS:
        read = conversation(conversations / name)
        known, (people, statements, values) = hidden_fifth((read.participants, read.statements, read.values))

        expected = fit(table(*known)).expected(people, statements)

        clear = values != 0
        areas.append(area_under_curve(expected[clear], values[clear] > 0))
    assert np.mean(areas) >= 0.885
    assert min(areas) >= 0.86


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000))
def test_the_order_of_votes_never_matters(seed):
    columns = two_camps(people=20)
    order = np.random.default_rng(seed).permutation(len(columns[0]))

    shuffled = fit(table(*(column[order] for column in columns)), rounds=3)

    assert np.array_equal(shuffled.of_people, fit(table(*columns), rounds=3).of_people)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=60))
def test_the_area_is_the_share_of_pairs_in_the_right_order(cases):
    scores, positive = (np.array(column) for column in zip(*cases, strict=True))
    hits, misses = scores[positive], scores[~positive]
    if not hits.size or not misses.size:
        with pytest.raises(ValueError, match="both kinds"):
            area_under_curve(scores, positive)
        return
    ahead = hits[:, None] - misses

    assert area_under_curve(scores, positive) == pytest.approx((ahead > 0).mean() + (ahead == 0).mean() / 2)


@pytest.mark.parametrize(
    ("people", "statements", "message"),
    [
        ([99], [0], "person 99"),
        ([0], [99], "statement 99"),
        ([0, 1], [0], "equally long"),
        ([0.5], [0], "people must be whole numbers"),
        ([0], [None], "statements must be whole numbers"),
    ],
)
def test_who_and_what_is_unknown_is_refused(people, statements, message):
    with pytest.raises(ValueError, match=message):
        fit(table(*two_camps())).expected(people, statements)


def test_without_votes_nothing_is_predicted():
    with pytest.raises(ValueError, match="needs votes"):
        fit(table([], [], []))


def test_people_who_all_vote_alike_are_expected_to_go_on():
    person, statement = np.divmod(np.arange(200), 10)

    factors = fit(table(person, statement, np.ones(200)))

    assert factors.expected([0, 19], [0, 9]).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"rank": -1}, "the rank is a whole number from 0 on"),
        ({"rank": 1.5}, "the rank is a whole number"),
        ({"rounds": 0}, "the number of rounds is a whole number from 1 on"),
        ({"seed": -1}, "a seed is a whole number from 0 on"),
    ],
)
def test_a_fit_that_cannot_be_made_is_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        fit(table(*two_camps()), **asked)


@pytest.mark.parametrize(
    ("scores", "positive"),
    [([0.1, np.nan], [True, False]), ([0.1, 0.2], [0.5, 0]), (["a", "b"], [True, False])],
)
def test_an_area_needs_numbers_and_cases(scores, positive):
    with pytest.raises(ValueError, match="must be"):
        area_under_curve(scores, positive)
