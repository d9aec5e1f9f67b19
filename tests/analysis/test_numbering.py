import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis import resampling
from analysis.numbering import distinct, first_rows, in_order, last_rows, ranks

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


def test_names_that_are_no_numbers_are_numbered_too():
    found, number = ranks(np.array(["b", "a", "b"]))

    assert (found.tolist(), number.tolist()) == (["a", "b"], [1, 0, 1])


@given(TABLES)
def test_people_are_ordered_by_every_column(rows):
    assert resampling.blocks(np.array(rows), 0).tolist() == [list(row) for row in sorted(rows)]


def test_what_is_kept_of_the_draws_is_what_is_drawn():
    first = resampling.times_drawn(resampling.BLOCKS, 20, 3)
    places = np.random.default_rng(3).integers(0, resampling.BLOCKS, (20, resampling.BLOCKS))

    assert first.tolist() == [np.bincount(row, minlength=resampling.BLOCKS).tolist() for row in places]
    assert resampling.times_drawn(resampling.BLOCKS, 20, 4).tolist() != first.tolist()
