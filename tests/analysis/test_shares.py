"""Newcombe's interval against his own table, and what holds for any counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.shares import share_change


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe (1998), table II, method 10: p1 - p2 of 56/70 and 48/80, 9/10 and 3/10, 10/10 and 0/20
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_it_gives_the_published_intervals(first, second, low, high):
    found = share_change(*second, *first)

    assert (found.low, found.high) == (pytest.approx(low, abs=2e-4), pytest.approx(high, abs=2e-4))
    assert found.clear


counts = st.integers(10, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_it_holds_the_difference_and_turns_round_with_the_windows(before, after):
    there, back = share_change(*before, *after), share_change(*after, *before)

    assert there.diff == pytest.approx(after[0] / after[1] - before[0] / before[1])
    assert -1 - 1e-9 <= there.low <= there.diff + 1e-9
    assert there.diff - 1e-9 <= there.high <= 1 + 1e-9
    assert (back.diff, back.low, back.high) == pytest.approx((-there.diff, -there.high, -there.low))
    assert back.p_value == pytest.approx(there.p_value)
    assert not there.clear or there.low > 0 or there.high < 0


@given(counts)
def test_what_stays_the_same_is_no_clear_change(one):
    assert not share_change(*one, *one).clear


@pytest.mark.parametrize("counts", [(0, 0, 1, 20), (1, 20, 0, 0), (0, 3, 3, 3), (9, 9, 0, 40)])
def test_under_ten_people_in_a_window_are_not_enough(counts):
    assert share_change(*counts) is None


@pytest.mark.parametrize("counts", [(3, 2, 1, 2), (1, 20, 21, 20), (-1, 20, 1, 20), (None, 20, 1, 20)])
def test_it_refuses_what_cannot_be(counts):
    with pytest.raises(ValueError, match="is not a share"):
        share_change(*counts)
