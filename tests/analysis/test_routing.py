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
