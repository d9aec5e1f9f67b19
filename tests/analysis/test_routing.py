import math

import pytest

from analysis import routing


def test_weights_of_statements_add_up_and_leave_out_what_was_voted_on():
    weights = routing.weights([1.0, 3.0, 4.0], [False, False, True], random_share=0.2)

    assert weights.tolist() == pytest.approx([0.3, 0.7, 0.0])


def test_the_next_statement_is_drawn_in_proportion_with_a_random_share():
    drawn = [routing.next_statement([7, 8], [1.0, 9.0], [False, False], seed=seed) for seed in range(2000)]

    assert sum(draw.statement == 8 for draw in drawn) / 2000 == pytest.approx(0.85 * 0.9 + 0.15 / 2, abs=0.03)
    assert sum(draw.at_random for draw in drawn) / 2000 == pytest.approx(0.15, abs=0.03)


def test_there_is_no_next_statement_when_all_were_voted_on():
    assert routing.next_statement([7], [1.0], [True], seed=1) is None


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (([1], [0, 0], [1], [0]), "equally long"),
        (([-1], [0], [1], [0]), "agrees must be numbers from 0 on"),
        (([1], [0], [math.nan], [0]), "votes must be numbers from 0 on"),
        (([1], [0], [1], [math.inf]), "extremity must be numbers from 0 on"),
        (([1], ["none"], [1], [0]), "passes must be numbers"),
        (([2], [2], [3], [0]), "more agrees and passes than votes"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts, message):
    for function in (routing.importance, routing.priority):
        with pytest.raises(ValueError, match=message):
            function(*counts)


@pytest.mark.parametrize(
    ("priorities", "voted", "asked", "message"),
    [
        ([1.0, -1.0], [False, False], {}, "numbers from 0"),
        ([1.0, math.nan], [False, False], {}, "flat list of numbers"),
        ([1e308, 1e308], [False, False], {}, "added up"),
        ([1.0], [False, False], {}, "one for each statement"),
        ([1.0, 1.0], [0.5, 0], {}, "what was voted on must be a flat list of yes or no"),
        ([1.0, 1.0], ["no", "yes"], {}, "what was voted on must be numbers"),
        ([1.0, 1.0], [False, False], {"random_share": 1.5}, "between 0 and 1"),
        ([1.0, 1.0], [False, False], {"random_share": math.nan}, "between 0 and 1"),
    ],
)
def test_a_draw_that_cannot_be_made_is_refused(priorities, voted, asked, message):
    with pytest.raises(ValueError, match=message):
        routing.weights(priorities, voted, **asked)
    with pytest.raises(ValueError, match=message):
        routing.next_statement([7, 8], priorities, voted, seed=1, **asked)


@pytest.mark.parametrize(
    ("statements", "seed", "message"),
    [([7], 1, "its priority"), ([7.5, 8], 1, "whole numbers"), ([7, 8], -1, "a seed is a whole number")],
)
def test_a_draw_needs_an_id_for_each_priority_and_a_seed(statements, seed, message):
    with pytest.raises(ValueError, match=message):
        routing.next_statement(statements, [1.0, 9.0], [False, False], seed=seed)
