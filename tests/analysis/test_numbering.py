import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import resampling
from analysis.numbering import distinct, first_rows, in_order, last_rows, last_rows_of_pairs, ranks

VALUES = st.lists(st.integers(-4, 4) | st.sampled_from([-(2**62), 2**62]))
TABLES = st.lists(st.tuples(*[st.sampled_from([-0.5, 0.0, 0.25])] * 3), min_size=1)


@given(VALUES)
def test_numbers_are_those_of_a_dictionary(values):
    array = np.array(values, dtype=np.int64)

    found, number = ranks(array)

    assert found.tolist() == distinct(array).tolist() == sorted(set(values))
    assert [found[place] for place in number] == values
    assert in_order(number).tolist() == [list(dict.fromkeys(values)).index(value) for value in values]
    assert first_rows(number).tolist() == [values.index(value) for value in found.tolist()]
    assert last_rows(number).tolist() == [
        len(values) - 1 - values[::-1].index(value) for value in found.tolist()
    ]


@given(
    st.sampled_from([np.int8, np.uint8, np.int16, np.int64, np.uint64]).flatmap(
        lambda kind: st.tuples(
            st.just(kind),
            st.sampled_from([int(np.iinfo(kind).min), 0, 3, int(np.iinfo(kind).max) - 9, 2**63 - 5]),
            st.lists(st.integers(0, 9), min_size=1),
        )
    )
)
def test_whole_numbers_of_any_kind_are_numbered_up_to_the_highest_and_the_lowest(asked):
    kind, low, steps = asked
    low = min(low, int(np.iinfo(kind).max) - 9)
    values = [low + step for step in steps]

    found, number = ranks(np.array(values, dtype=kind), np.int32)

    assert (found.dtype, number.dtype) == (kind, np.int32)
    assert found.tolist() == distinct(np.array(values, dtype=kind)).tolist() == sorted(set(values))
    assert [found[place] for place in number] == values


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_the_last_row_of_each_pair_is_that_of_a_dictionary(pairs):
    first, second = np.array(pairs, dtype=np.int64).reshape(-1, 2).T

    found = last_rows_of_pairs(first, second)

    assert found.tolist() == [row for _, row in sorted({pair: row for row, pair in enumerate(pairs)}.items())]


@given(st.lists(st.sampled_from([0, 2, 5])))
def test_numbers_that_are_not_there_have_no_last_row(numbers):
    last = {number: row for row, number in enumerate(numbers)}

    assert last_rows(np.array(numbers, dtype=np.int64)).tolist() == [row for _, row in sorted(last.items())]


def test_pairs_that_do_not_fit_into_a_number_are_refused():
    with pytest.raises(ValueError, match="too great"):
        last_rows_of_pairs(np.array([2**40, 1]), np.array([2**40, 1]))


def test_names_that_are_no_numbers_are_numbered_too():
    found, number = ranks(np.array(["b", "a", "b"]))

    assert (found.tolist(), number.tolist()) == (["a", "b"], [1, 0, 1])


@given(TABLES)
def test_people_are_ordered_by_every_column(rows):
    assert resampling.ordered(np.array(rows)).tolist() == [list(row) for row in sorted(rows)]


def test_what_is_kept_of_the_draws_is_what_is_drawn():
    first = resampling.times_drawn(resampling.BLOCKS, 20, 3)
    places = np.random.default_rng(3).integers(0, resampling.BLOCKS, (20, resampling.BLOCKS))

    assert first.tolist() == [np.bincount(row, minlength=resampling.BLOCKS).tolist() for row in places]
    assert resampling.times_drawn(resampling.BLOCKS, 20, 4).tolist() != first.tolist()
