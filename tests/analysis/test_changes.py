import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.audit import Audit
from analysis.changes import Shift, Spike, change, clear_among, shifts, spikes
from analysis.heard import heard
from analysis.intervals import DRAWS, Difference, difference

DIAGONAL = {"en": Audit("en", np.array([[80, 10, 10], [10, 80, 10], [10, 10, 80.0]]))}


def window(authors, tones, kinds=None):
    tones = np.asarray(tones, dtype=float)
    kinds = (np.round(tones) + 1).astype(int) if kinds is None else kinds
    return heard(np.asarray(authors), ["en"] * len(tones), tones, kinds)


# == Between two windows ==
def test_under_ten_authors_in_a_window_there_is_no_change_to_tell():
    nine, ten = window(range(9), np.zeros(9)), window(range(10), np.zeros(10))

    assert change(nine, ten) is None
    assert change(ten, nine) is None


def test_people_who_write_in_both_windows_make_a_change_clearer():
    rng = np.random.default_rng(1)
    habits = rng.uniform(-0.7, 0.7, 60)
    before, after = np.clip(habits, -1, 1), np.clip(habits + rng.normal(0.1, 0.05, 60), -1, 1)

    same = change(window(range(60), before), window(range(60), after))
    others = change(window(range(60), before), window(range(60, 120), after))

    assert same.diff == pytest.approx(others.diff) == pytest.approx(after.mean() - before.mean())
    assert same.clear
    assert not others.clear
    assert others.low == pytest.approx(difference(before, after).low, abs=0.02)


def test_a_change_is_corrected_like_the_figures_it_is_between():
    before = window(range(400), np.zeros(400), np.repeat([0, 1, 2], [200, 100, 100]))
    after = window(range(400, 800), np.zeros(400), np.repeat([0, 1, 2], [100, 100, 200]))

    found = change(before, after, DIAGONAL)

    assert found.diff == pytest.approx(0.5 / 0.7, abs=0.01)
    assert found.low < 0.5 / 0.7 < found.high


def test_the_error_of_the_audit_hardly_counts_when_the_mix_stays():
    kinds = np.repeat([0, 1, 2], [1_000, 1_000, 1_000])
    window_of = {n: window(range(n, n + 3_000), np.zeros(3_000), kinds) for n in (0, 3_000)}

    exact, rough = (
        change(window_of[0], window_of[3_000], {"en": Audit("en", size * DIAGONAL["en"].counts)})
        for size in (100, 0.5)
    )

    assert rough.high - rough.low == pytest.approx(exact.high - exact.low, rel=0.15)


@pytest.mark.parametrize("shared", [0, 30, 60])
def test_where_nothing_moved_a_change_is_seldom_called_clear(shared):
    rng = np.random.default_rng(2)
    clear = 0

    for trial in range(300):
        habits, kinds = rng.uniform(-1, 1, (2, 60)), rng.choice(3, 60)
        habits[1, :shared] = habits[0, :shared]
        tones = np.clip(habits + rng.normal(0, 0.3, (2, 60)), -1, 1)
        before = window(range(60), tones[0], kinds)
        after = window([*range(shared), *range(60, 120 - shared)], tones[1], kinds)
        clear += change(before, after, draws=300, seed=trial).clear

    assert 0.02 <= clear / 300 <= 0.08


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 30), st.floats(-1, 1)), min_size=30, max_size=60), st.randoms())
def test_neither_the_order_of_texts_nor_the_names_of_authors_matter(rows, random):
    half = len(rows) // 2
    mixed = random.sample(rows[:half], half)
    names = dict(enumerate(random.sample(range(1_000), 31)))

    found = change(
        *(window([a for a, _ in part], [t for _, t in part]) for part in (rows[:half], rows[half:]))
    )
    again = change(
        *(window([names[a] for a, _ in part], [t for _, t in part]) for part in (mixed, rows[half:]))
    )

    if found is None:
        assert again is None
    else:
        assert (found.low, found.high) == pytest.approx((again.low, again.high))


@pytest.mark.parametrize("seed", range(5))
def test_in_another_order_of_the_texts_the_same_people_are_drawn(seed):
    """Also where an author's mean has another last digit then, and many are nearly alike."""
    rng = np.random.default_rng(seed)
    rows = list(zip(rng.integers(0, 40, 200).tolist(), rng.choice([0.1, 0.2, 0.3, 0.7], 200), strict=True))
    halves = rows[:100], rows[100:]
    shuffled = [[half[place] for place in rng.permutation(100)] for half in halves]

    first, second = (
        change(*(window(*zip(*half, strict=True)) for half in pair)) for pair in (halves, shuffled)
    )

    assert (second.low, second.high) == pytest.approx((first.low, first.high), abs=1e-9)


def test_ten_who_all_say_the_same_are_compared_with_care():
    found = change(window(range(10), [-0.2] * 10), window(range(10), [0.2] * 10))

    assert found.diff == pytest.approx(0.4)
    assert found.low < 0


CATEGORIES = st.lists(st.integers(0, 5), min_size=10, max_size=40)
ROUGH = {
    "en": Audit("en", np.array([[70, 15, 5, 25, 12, 6], [15, 50, 15, 20, 25, 15], [5, 15, 65, 6, 12, 24]]))
}


@settings(deadline=None, max_examples=60)
@given(CATEGORIES, CATEGORIES, st.sampled_from([{}, DIAGONAL, ROUGH]), st.sampled_from([0.1, 0.8, 0.95]))
@example([0] * 24 + [1] * 6, [2] * 25 + [1] * 5, ROUGH, 0.95)
@example([0] * 30, [2] * 30, ROUGH, 0.95)
@example([0] * 8 + [1] * 2, [2] * 8 + [1] * 2, ROUGH, 0.95)
def test_a_change_lies_in_its_own_range_and_is_clear_where_its_chance_is_small(before, after, audits, level):
    kinds = [[kind % 3 for kind in part] if audits is DIAGONAL else part for part in (before, after)]

    found = change(
        *(window(range(len(part)), np.zeros(len(part)), part) for part in kinds), audits, level=level
    )

    assert -2 <= found.low <= found.diff <= found.high <= 2
    assert found.clear == (found.low > 0 or found.high < 0)
    if level > 0.5 and abs(found.p_value - (1 - level)) > 2 / DRAWS:  # nearer, a single draw decides
        assert found.clear == (found.p_value <= 1 - level)


# == Over many topics ==
def test_a_great_change_stands_among_many_topics_without_any():
    rng = np.random.default_rng(7)
    windows = [[window(range(40), rng.normal(0.0, 0.2, 40).clip(-1, 1)) for _ in range(2)] for _ in range(60)]
    windows.append([window(range(40), rng.normal(middle, 0.1, 40).clip(-1, 1)) for middle in (-0.8, 0.8)])

    found = clear_among({n: change(*pair) for n, pair in enumerate(windows)}, 0.01)

    assert [n for n, one in found.items() if one.clear] == [60]


@pytest.mark.parametrize("audits", [{}, ROUGH])
def test_a_great_change_from_a_window_in_which_all_are_alike_stands_too(audits):
    rng = np.random.default_rng(8)
    tones = np.array([-1.0, 0, 1, -0.3, 0, 0.3])
    windows = [[rng.integers(0, 6, 40) for _ in range(2)] for _ in range(60)] + [[[0] * 40, [2] * 40]]

    found = clear_among(
        {
            n: change(*(window(range(40), tones[part], part) for part in pair), audits)
            for n, pair in enumerate(windows)
        },
        0.01,
    )

    assert found[60].clear


def test_a_last_digit_is_no_spread():
    """Half of the people said the same three times: their means differ from .1 in the last digit."""
    once, thrice = list(range(10)), [n for n in range(10, 20) for _ in range(3)]

    def said(value):
        authors = once + thrice
        return heard(authors, ["en"] * len(authors), [value] * len(authors), [1] * len(authors))

    found = change(said(0.1), said(0.1005))

    assert not found.clear
    assert found.low < -0.1
    assert found.high > 0.1


def test_a_window_in_which_all_are_alike_is_corrected_like_the_other():
    """One person more who says something else makes no other change of it."""
    after = window(range(200), np.zeros(200), [0, 1, 2, 1] * 50)
    alike, nearly = (window(range(200), np.zeros(200), [0] * 199 + [last]) for last in (0, 1))

    first, second = change(alike, after, DIAGONAL), change(nearly, after, DIAGONAL)

    assert first.diff == pytest.approx(second.diff, abs=0.02)
    assert (first.low, first.high) == pytest.approx((second.low, second.high), abs=0.12)


def test_over_many_topics_only_what_stands_is_clear():
    one = Difference(0.2, 0.01, 0.4, True, 0.04)

    found = clear_among(
        {"a": one, "b": replace(one, p_value=0.001), "c": None, "d": replace(one, p_value=0.6)}
    )

    assert found == {"a": replace(one, clear=False), "b": replace(one, p_value=0.001), "c": None,
                     "d": replace(one, p_value=0.6, clear=False)}  # fmt: skip
    assert clear_among({}) == {}


def test_among_topics_called_clear_few_are_chance():
    rng = np.random.default_rng(3)
    right, shares = 0, []

    for trial in range(40):
        moves = np.where(np.arange(12) < 4, 0.5, 0.0)
        before, after = rng.uniform(-0.5, 0.5, (2, 12, 50))
        found = clear_among(
            {
                topic: difference(before[topic], after[topic] + move, draws=600, seed=trial)
                for topic, move in enumerate(moves)
            }
        )
        called = [topic for topic, one in found.items() if one.clear]
        right += sum(topic < 4 for topic in called)
        shares.append(sum(topic >= 4 for topic in called) / max(len(called), 1))

    assert np.mean(shares) <= 0.05
    assert right / (4 * 40) >= 0.95


# == In a series ==
def test_a_shift_is_found_where_it_is():
    rng = np.random.default_rng(4)
    series = [*rng.normal(-0.2, 0.03, 20), None, math.nan, *rng.normal(0.1, 0.03, 20)]

    (found,) = shifts(series)

    assert found.at == 22
    assert (found.before, found.after) == pytest.approx((-0.2, 0.1), abs=0.03)


def test_a_shift_of_a_tenth_is_found_and_none_is_made_up():
    rng = np.random.default_rng(5)
    found = false = 0

    for _ in range(400):
        series = rng.normal(0, 0.08, 60)  # forty people a day, each of spread .5
        false += bool(shifts(series))
        found += bool(shifts(series + np.where(np.arange(60) < 30, 0, 0.1)))

    assert found / 400 >= 0.85
    assert false / 400 <= 0.05


@pytest.mark.parametrize("series", [[], [0.1] * 40, [None] * 40, [0.1, 0.9] * 4, [0.3]])
def test_series_that_are_short_or_even_have_no_shift(series):
    assert shifts(series) == ()


@pytest.mark.parametrize("series", [[[1.0]], [math.inf] * 20, 5.0])
def test_what_is_no_series_is_refused(series):
    with pytest.raises(ValueError, match="flat list"):
        shifts(series)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(-1, 1), min_size=10, max_size=30), st.floats(0.1, 10), st.floats(-5, 5))
def test_shifts_do_not_depend_on_scale(series, times, plus):
    values = np.round(series, 3)

    found = shifts(values)

    assert [one.at for one in shifts(values * times + plus)] == [one.at for one in found]
    assert all(5 <= one.at <= len(series) - 5 for one in found)
    assert all(isinstance(one, Shift) for one in found)


# == In volume ==
def test_a_spike_stands_out_from_what_is_usual():
    counts = [20, 24, 18, 22, 25, 19, 21] * 4
    counts[10] = 120

    assert spikes(counts) == (Spike(10, 120, 21.0),)


@pytest.mark.parametrize("counts", [[], [0] * 40, [5] * 13 + [500], [0] * 20 + [9]])
def test_quiet_or_short_series_have_no_spike(counts):
    assert spikes(counts[:13] if len(counts) == 14 else counts) == ()


def test_spikes_are_found_and_seldom_made_up():
    rng = np.random.default_rng(6)
    found = false = 0

    for _ in range(500):
        counts = rng.poisson(rng.gamma(10, 3, 60))  # thirty a day, more uneven than chance
        false += bool(spikes(counts))
        counts[30] = 200
        found += 30 in [spike.at for spike in spikes(counts)]

    assert found / 500 >= 0.95
    assert false / 500 <= 0.05


@pytest.mark.parametrize(
    "counts", [[-1] * 20, [math.nan] * 20, [[1]], [0.5] * 20, [None] * 20, ["5"] * 20, [5] * 19 + ["many"]]
)
def test_what_is_no_count_is_refused(counts):
    with pytest.raises(ValueError, match="counts"):
        spikes(counts)
