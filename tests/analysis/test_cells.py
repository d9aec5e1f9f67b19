import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis.cells import suppress, total

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


@pytest.mark.parametrize("counts", [[-1, 5], [1.5], 7])
def test_what_is_no_count_of_people_is_refused(counts):
    with pytest.raises(ValueError, match="whole numbers"):
        suppress(counts)


def test_a_total_under_the_floor_is_hidden():
    assert total([3, 4]) is None
    assert total([3, 9]) == 12
    assert total([]) == 0


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
                assert line[mask].sum() >= 10
