import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.intervals import mean_interval
from analysis.weighting import effective, weighted_mean, weights_for

shares = st.dictionaries(st.sampled_from("abcd"), st.floats(0.01, 1), min_size=1)
counts = st.lists(st.integers(1, 30), min_size=4, max_size=4)
weights = st.lists(st.floats(0.01, 100), min_size=1, max_size=50)


def people(shares, counts):
    return [part for part, count in zip(shares, counts, strict=False) for _ in range(count)]


@given(shares, counts)
def test_weighted_people_are_as_many_of_each_part_as_the_population_has(shares, counts):
    parts = people(shares, counts)

    found = weights_for(parts, shares)

    assert found.mean() == pytest.approx(1)
    for part, share in shares.items():
        of_part = found[[other == part for other in parts]]
        assert np.ptp(of_part) == 0
        assert of_part.sum() / len(parts) == pytest.approx(share / sum(shares.values()))


@given(shares, counts, st.lists(st.floats(-1, 1), min_size=120, max_size=120))
def test_the_weighted_mean_is_the_mean_of_the_parts_by_their_shares(shares, counts, tones):
    parts = people(shares, counts)
    values = np.array(tones[: len(parts)])

    found = weighted_mean(values, weights_for(parts, shares), draws=50)

    means = {part: values[[other == part for other in parts]].mean() for part in shares}
    expected = sum(share * means[part] for part, share in shares.items()) / sum(shares.values())
    assert found.mean == pytest.approx(expected, abs=1e-9)
    assert -1 <= found.low <= found.high <= 1
    assert found.people == len(parts)


@given(weights, st.floats(0.1, 10))
def test_the_effective_number_lies_between_one_and_all_and_knows_no_unit(weights, unit):
    found = effective(weights)

    assert 1 - 1e-9 <= found <= len(weights)
    assert effective([weight * unit for weight in weights]) == pytest.approx(found)
    assert effective([unit] * len(weights)) == pytest.approx(len(weights))


def test_the_effective_number_is_that_of_kish():
    assert effective([1, 1, 2]) == pytest.approx(16 / 6)


def test_equal_weights_change_nothing():
    values = np.random.default_rng(1).uniform(-1, 1, 40)

    weighted, plain = weighted_mean(values, np.full(40, 3.0)), mean_interval(values)

    assert (weighted.mean, weighted.low, weighted.high) == pytest.approx((plain.mean, plain.low, plain.high))
    assert weighted.effective == pytest.approx(40)


def test_the_order_of_the_people_does_not_matter():
    rng = np.random.default_rng(2)
    values, weight = rng.uniform(-1, 1, 30), rng.uniform(0.2, 5, 30)
    order = rng.permutation(30)

    first, second = weighted_mean(values, weight), weighted_mean(values[order], weight[order])

    assert (first.mean, first.low, first.high) == pytest.approx((second.mean, second.low, second.high))


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng, shares = np.random.default_rng(3), {"a": 0.8, "b": 0.2}
    parts = ["a"] * 40 + ["b"] * 160  # those who are many at home are few here
    hits = 0
    for _ in range(200):
        values = np.concatenate([rng.normal(-0.3, 0.25, 40), rng.normal(0.2, 0.25, 160)]).clip(-1, 1)
        found = weighted_mean(values, weights_for(parts, shares), draws=400)
        hits += found.low <= 0.8 * -0.3 + 0.2 * 0.2 <= found.high

    assert 180 <= hits <= 199


def test_people_who_are_all_alike_still_leave_something_open():
    found = weighted_mean([0.5] * 20, [1.0] * 10 + [3.0] * 10)

    assert found.mean == 0.5
    assert found.low < 0.5 < found.high


@pytest.mark.parametrize(
    ("parts", "shares"),
    [
        (["a", "b"], {"a": 1.0}),
        (["a"], {"a": 0.5, "b": 0.5}),
        (["a"], {"a": 0.0}),
        (["a"], {"a": float("nan")}),
        ([], {"a": 1.0}),
        (["a"], {"a": float("inf")}),
        (["a", "b"], {"a": 1e308, "b": 1e308}),
        (["a"], {"a": "half"}),
    ],
)
def test_what_cannot_be_weighted_is_refused(parts, shares):
    with pytest.raises(ValueError, match=r"share|nobody"):
        weights_for(parts, shares)


def test_the_part_that_cannot_be_weighted_is_named():
    with pytest.raises(ValueError, match="b has no share of the population"):
        weights_for(["a", "b"], {"a": 1.0})
    with pytest.raises(ValueError, match="b has nobody who was heard"):
        weights_for(["a"], {"a": 1.0, "b": 1.0})
    with pytest.raises(TypeError, match="part 1 is None, not text"):
        weights_for(["a", None], {"a": 1.0})


@pytest.mark.parametrize(
    ("values", "weights"),
    [([], []), ([0.1], [0.0]), ([0.1, 0.2], [1.0]), ([2.0], [1.0]), ([float("nan")], [1.0])],
)
def test_a_mean_needs_a_value_and_a_weight_of_each_person(values, weights):
    with pytest.raises(ValueError):
        weighted_mean(values, weights)
