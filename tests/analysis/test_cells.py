from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis.cells import FLOOR, FLOOR_OF_CROSSED, suppress, total, with_totals
from tests.observer import entries, largest

TABLES = hnp.arrays(
    np.int64, hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=5), elements=st.integers(0, 40)
)


def test_a_small_cell_takes_the_next_smallest_with_it():
    assert suppress([3, 50, 12]) == [None, 50, None]


def test_cells_that_are_large_enough_or_empty_stay():
    assert suppress([10, 0, 25]) == [10, 0, 25]


def test_in_a_table_neither_rows_nor_columns_give_a_cell_away():
    hidden = suppress([[4, 30, 20], [40, 50, 60], [15, 25, 35]])

    assert hidden[0][0] is None
    assert all(row.count(None) != 1 for row in hidden)
    assert all([row[column] for row in hidden].count(None) != 1 for column in range(3))


@pytest.mark.parametrize(
    "counts", [[-1, 5], [1.5], 7, [float("inf"), 1], [float("nan"), 1], [2**63], [None, 3], ["3"]]
)
def test_what_is_no_count_of_people_is_refused(counts):
    with pytest.raises(ValueError, match="whole numbers"):
        suppress(counts)


def test_a_total_under_the_floor_is_hidden():
    assert total([3, 4]) is None
    assert total([3, 9]) == 12
    assert total([]) == 0
    with pytest.raises(ValueError, match="whole numbers"):
        total([-1])


@settings(deadline=None)
@given(TABLES)
def test_nothing_below_the_floor_leaves_even_by_subtraction(counts):
    shown = np.array(suppress(counts), dtype=object).reshape(counts.shape)
    hidden = np.equal(shown, None)

    assert all(value is None or value == 0 or value >= 10 for value in shown.ravel())
    for axis in range(counts.ndim):
        for line, mask in zip(
            np.moveaxis(counts, axis, -1).reshape(-1, counts.shape[axis]),
            np.moveaxis(hidden, axis, -1).reshape(-1, counts.shape[axis]),
            strict=True,
        ):
            if mask.any() and not mask.all():
                assert mask.sum() >= 2
                assert line[mask].sum() >= 10 + mask.sum() - 1


def test_a_smaller_loss_is_preferred_to_whole_rows():
    assert suppress([[4, 30, 20], [40, 50, 60], [15, 25, 35]]) == [
        [None, None, 20],
        [40, 50, 60],
        [None, None, 35],
    ]


def test_two_hidden_cells_in_every_line_are_not_enough():
    table = [[5, 10, 10, 0], [10, 10, 0, 0], [30, 30, 10, 10], [30, 30, 10, 8]]

    shown = np.array(suppress(table), dtype=object)

    assert largest(np.array(table), shown, (0, 0)) >= FLOOR
    assert largest(np.array(table), shown, (3, 3)) >= FLOOR


def test_a_table_with_totals_hides_a_total_and_what_would_tell_it():
    assert with_totals([3, 50, 12]) == [None, 50, None, 65]
    assert with_totals([3, 0, 0]) == [None, 0, 0, None]
    assert with_totals([[30, 40], [50, 60]]) == [[30, 40, 70], [50, 60, 110], [80, 100, 180]]


def test_three_dimensions_crossed_have_their_own_floor():
    counts = np.full((2, 2, 2), 30)
    counts[0, 0, 0] = 15

    plain = with_totals(counts)
    crossed = with_totals(counts, crossed=FLOOR_OF_CROSSED)

    assert plain[0][0][0] == 15
    assert crossed[0][0][0] is None
    assert crossed[0][0][2] == 45


def test_an_empty_table_has_an_empty_total():
    assert with_totals([]) == [0]
    assert with_totals(np.zeros((0, 2), dtype=int)) == [[0, 0, 0]]
    assert suppress([]) == []


def test_dimensions_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="2 dimensions"):
        with_totals([[1, 2], [3, 4]], publish=[(0, 2)])


@settings(deadline=None, max_examples=100)
@given(hnp.arrays(np.int64, st.tuples(*[st.integers(2, 6)] * 2), elements=st.integers(0, 20)))
def test_nobody_who_knows_every_total_can_tell_that_a_hidden_cell_is_small(counts):
    """Unless the totals alone tell it, whatever is hidden."""
    shown = np.array(suppress(counts), dtype=object)
    only_totals = np.where(counts > 0, None, 0)

    for cell in zip(*np.nonzero((counts > 0) & (counts < FLOOR)), strict=True):
        assert shown[cell] is None
        most = largest(counts, only_totals, cell)
        assert largest(counts, shown, cell) >= min(FLOOR, most) - 1e-6


def test_a_line_whose_total_tells_on_it_does_not_take_the_whole_table_with_it():
    large, larger = [400, 300, 200, 90, 40], [500, 310, 240, 70, 30]

    assert suppress([large, larger, [350, 280, 190, 60, 25], [5, 3, 2, 1, 1]]) == [
        large,
        larger,
        [None] * 5,
        [None] * 5,
    ]


@settings(deadline=None, max_examples=60)
@given(
    hnp.arrays(
        np.int64,
        st.sampled_from([(3,), (3, 3), (4, 2), (2, 2, 2), (3, 2, 2)]),
        elements=st.integers(0, 30),
    ),
    st.sampled_from([None, 20]),
)
def test_nobody_who_sees_cells_and_totals_can_tell_that_a_hidden_one_is_small(counts, crossed):
    check_with_totals(counts, crossed, None)


@settings(deadline=None, max_examples=40)
@given(
    hnp.arrays(np.int64, st.sampled_from([(2, 2, 2), (3, 2, 2)]), elements=st.integers(0, 12)),
    st.sampled_from([[(0, 1), (0, 2)], [(0, 1), (0, 2), (1, 2)], [(0,), (1, 2)]]),
)
def test_tables_that_share_a_margin_do_not_tell_on_each_other(counts, publish):
    check_with_totals(counts, None, publish)


def check_with_totals(counts, crossed, publish):
    shown = np.array(with_totals(counts, crossed=crossed, publish=publish), dtype=object)
    tables = [range(counts.ndim)] if publish is None else publish
    told = {frozenset(part) for table in tables for part in parts_of(table)}

    for place, axes, value in entries(counts):
        floor = crossed if crossed and len(axes) == 3 else FLOOR
        if frozenset(axes) not in told:
            assert shown[place] is None
        elif 0 < value < floor:
            assert shown[place] is None
            assert largest(counts, shown, place) >= floor - 1e-6
        else:
            assert shown[place] is None or shown[place] == value


def parts_of(axes):
    return chain.from_iterable(combinations(axes, size) for size in range(len(axes) + 1))
