import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from analysis.heard import one_voice
from analysis.intervals import benjamini_hochberg, difference, mean_interval, wilson, wilson_bounds


def test_wilson_gives_the_textbook_interval():
    low, high = wilson(8, 10)

    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


def test_wilson_knows_nothing_when_nobody_answered():
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=2), st.sampled_from([1.96, 1.28, 2.5758]))
def test_one_wilson_interval_and_many_at_once_agree_to_the_last_digit(pair, z):
    successes, n = sorted(pair)

    low, high = wilson_bounds([successes], [n], z)

    assert wilson(successes, n, z) == (low[0], high[0])


@pytest.mark.parametrize(
    ("successes", "n"), [(3, 2), (-1, 2), (math.nan, 2), (1, math.inf), (1, 0), ("1", 2), (None, 2)]
)
def test_wilson_refuses_what_is_no_share(successes, n):
    with pytest.raises(ValueError, match="is not a share"):
        wilson(successes, n)


@pytest.mark.parametrize(
    ("successes", "n", "message"),
    [
        ([1, 3], [2, 2], "3 of 2, at place 1, is not a share"),
        ([-1], [2], "-1 of 2, at place 0"),
        ([0, 1], [0, 0], "1 of 0, at place 1"),
        ([0, math.nan], [1, 1], "nan of 1"),
        ([1], [math.inf], "1 of inf"),
        ([1, 2], [2], "shape"),
        (["few"], [2], "successes must be numbers"),
    ],
)
def test_many_shares_are_refused_where_one_is_none(successes, n, message):
    with pytest.raises(ValueError, match=message):
        wilson_bounds(successes, n)


@pytest.mark.parametrize("z", [0, -1.96, math.nan, math.inf, "wide", None])
def test_wilson_needs_a_z_above_zero(z):
    for function in (lambda: wilson(1, 2, z), lambda: wilson_bounds([1], [2], z)):
        with pytest.raises(ValueError, match="z is a number above 0"):
            function()


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share_and_mirrors(successes, n):
    successes = min(successes, n)

    low, high = wilson(successes, n)
    other_low, other_high = wilson(n - successes, n)

    assert 0 <= low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= high <= 1
    assert (low, high) == pytest.approx((1 - other_high, 1 - other_low))


def test_one_voice_gives_a_prolific_author_the_weight_of_one():
    voices = one_voice(["a"] * 9 + ["b"], [1.0] * 9 + [-1.0])

    assert voices.tolist() == [1.0, -1.0]


def test_one_voice_needs_an_author_for_every_value():
    with pytest.raises(ValueError, match="1 authors came with 2 values"):
        one_voice(["a"], [1.0, 2.0])


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_authors_does_not_move_an_interval(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)

    found = mean_interval(values, draws=200)

    assert mean_interval(shuffled, draws=200).low == found.low
    assert found.low <= found.mean + 1e-9
    assert found.high >= found.mean - 1e-9 or len(values) < 5


def test_the_interval_over_authors_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    covered = 0

    for trial in range(300):
        found = mean_interval(rng.normal(0.3, 1, 60), draws=400, seed=trial)
        covered += found.low <= 0.3 <= found.high

    assert 0.91 <= covered / 300 <= 0.98


def test_the_limits_of_a_value_are_those_of_its_mean():
    lopsided = [-1.0] * 9 + [-0.9]

    assert mean_interval(lopsided).low == -1
    assert mean_interval([0.0] * 9 + [0.1], limits=(0, 1)).low == 0
    assert mean_interval([3.0, 4.0]).high > 4
    with pytest.raises(ValueError, match="outside 0 to 1"):
        mean_interval(lopsided, limits=(0, 1))


def test_people_who_are_all_alike_may_still_have_been_luck():
    few, many, one = (mean_interval([0.5] * n) for n in (10, 1_000, 1))

    assert few.low < 0.2 < few.mean == 0.5 < few.high < 1
    assert many.high - many.low < 0.01
    assert one.high - one.low > 1.9
    assert mean_interval([7.0] * 10).high == math.inf


def test_a_difference_between_windows_that_are_each_alike():
    few = difference([-0.1] * 10, [0.1] * 10)
    many = difference([-0.4] * 200, [0.4] * 200)
    same = difference([0.2] * 10, [0.2] * 10)

    assert not few.clear
    assert many.clear
    assert many.p_value < 0.01
    assert (same.diff, same.clear) == (0, False)
    assert difference([3.0] * 10, [3.0] * 10).p_value == 1


@pytest.mark.parametrize(("before", "after"), [(20, 20), (40, 15)])
def test_where_nothing_moved_no_small_chance_comes_more_often_than_it_says(before, after):
    """By the exact chances of all answers -1 or 1 with which one window, at least, is all alike."""
    chances = {}
    for first, second in {(k, m) for k in range(before + 1) for m in range(after + 1)}:
        if first in (0, before) or second in (0, after):
            values = ([1.0] * k + [-1.0] * (n - k) for k, n in ((first, before), (second, after)))
            chances[first, second] = difference(*values).p_value

    for share in (0.02, 0.1, 0.3, 0.5):
        of = [binom.pmf(np.arange(n + 1), n, share) for n in (before, after)]
        for rare in (1e-3, 1e-4, 1e-6, 1e-8):
            assert sum(of[0][k] * of[1][m] for (k, m), p in chances.items() if p <= rare) <= rare


def test_the_chance_of_two_windows_that_are_each_alike_is_near_the_exact_one():
    """Exact: of two errors with the tails (1 - t/2) ** 40 each, added up."""
    grid = np.linspace(0, 2, 200_001)
    density = 20 * (1 - grid / 2) ** 39
    rest = np.clip(1 - (1.2 - grid) / 2, 0, 1) ** 40
    exact = 2 * np.trapezoid(density * rest, grid)

    found = difference([-0.6] * 40, [0.6] * 40, limits=(-1.4, 1.4))

    assert exact <= found.p_value <= 2 * exact


@pytest.mark.parametrize(("before", "after"), [(0, 0), (3, 3), (9, 40), (40, 9)])
def test_under_ten_people_in_a_window_are_not_enough_for_a_difference(before, after):
    assert difference([5.0] * before, [6.0] * after) is None
    assert difference([5.0] * 10, [6.0] * 10) is not None


@pytest.mark.parametrize("limits", [(1, -1), (0, 0), (-1, math.nan)])
def test_limits_with_nothing_between_them_are_refused(limits):
    with pytest.raises(ValueError, match="hold no values"):
        mean_interval([0.0], limits=limits)


def test_authors_in_an_array_are_the_same_as_in_a_list():
    names, values = [5, 3, 5, 9, 3], [0.1, 0.2, 0.3, 0.4, 0.6]

    found = one_voice(np.array(names), values)

    assert found.tolist() == one_voice(names, values).tolist() == [0.2, 0.4, 0.4]


def test_blocks_of_people_have_the_spread_of_people():
    values = np.random.default_rng(3).uniform(-1, 1, 50_000)

    found = mean_interval(values)

    half = 1.96 * values.std() / math.sqrt(values.size)
    assert found.high - found.low == pytest.approx(2 * half, rel=0.1)
    assert mean_interval(values[::-1]) == found


def test_a_clear_difference_is_told_from_none():
    rng = np.random.default_rng(2)
    before, after = rng.normal(0, 0.5, 200), rng.normal(0.5, 0.5, 200)

    moved, same = difference(before, after), difference(before, before)

    assert moved.clear
    assert moved.p_value < 0.01
    assert moved.diff == pytest.approx(0.5, abs=0.15)
    assert not same.clear
    assert same.diff == 0


@pytest.mark.parametrize("values", [[], [math.nan], [math.inf]])
def test_a_mean_of_nothing_or_of_missing_numbers_is_refused(values):
    with pytest.raises(ValueError, match=r"author|number"):
        mean_interval(values)


def test_benjamini_hochberg_holds_the_rate_of_false_findings():
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005, 0.5]) == [True, True, True, True, False]
    assert benjamini_hochberg([0.04, 0.5, 0.6]) == [False, False, False]
    assert benjamini_hochberg([]) == []


@pytest.mark.parametrize("p_values", [[-0.1], [0.5, 1.1], [math.nan], [None], ["small"], [[0.5]]])
def test_what_is_no_p_value_is_refused(p_values):
    with pytest.raises(ValueError, match="p-values"):
        benjamini_hochberg(p_values)


@pytest.mark.parametrize("rate", [-0.1, 1.5, math.nan, None, "all"])
def test_a_rate_of_false_findings_is_a_probability(rate):
    with pytest.raises(ValueError, match="the rate of false findings lies between 0 and 1"):
        benjamini_hochberg([0.5], rate)
