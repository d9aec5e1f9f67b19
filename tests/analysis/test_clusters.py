import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from analysis import clusters, projection, stability
from analysis.ballots import table
from analysis.tables import conversation
from tests.analysis.camps import camps, unrelated

LABELS = st.integers(2, 40).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 3), min_size=n, max_size=n)] * 2)
)


def blobs(number, people=400, spread=0.5, seed=0):
    rng = np.random.default_rng(seed)
    middles = rng.uniform(-10, 10, (number, 2))
    return middles[np.arange(people) % number] + spread * rng.normal(size=(people, 2))


def picture(votes):
    centred = votes.centred()
    directions = projection.components(centred)
    return directions, projection.place(centred, directions)


# == Groups on the plane ==
@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_groups_that_lie_apart_are_found(number):
    places = blobs(number, seed=number)

    middles = clusters.centres([clusters.gather(places, np.ones(400))])[number][0]

    found = clusters.assign(places, middles)
    assert (found >= 0).all()
    assert stability.agreement(found, np.arange(400) % number) == 1


def test_centres_are_as_good_as_those_of_many_drawn_starts():
    places = np.random.default_rng(0).normal(size=(600, 2)) * [3, 1]
    cells = clusters.gather(places, np.ones(600))

    for k, (middles,) in clusters.centres([cells]).items():
        far = ((cells.points[:, None] - middles) ** 2).sum(axis=2).min(axis=1) @ cells.weights
        best = KMeans(k, n_init=20, random_state=0).fit(cells.points, sample_weight=cells.weights)

        assert far <= 1.05 * best.inertia_


def test_pictures_solved_side_by_side_are_solved_as_if_alone():
    pictures = [clusters.gather(blobs(3, people, seed=people), np.ones(people)) for people in (50, 200, 400)]

    together = clusters.centres(pictures)

    for number, cells in enumerate(pictures):
        for k, middles in clusters.centres([cells]).items():
            assert middles[0] == pytest.approx(together[k][number])


def test_who_stands_between_two_groups_is_in_none():
    places = np.array([[0.0, 0], [4.9, 0], [5.2, 0], [10, 0]])

    found = clusters.assign(places, np.array([[0.0, 0], [10, 0]]))

    assert found.tolist() == [0, -1, -1, 1]


def test_a_group_of_four_or_under_two_percent_is_too_small():
    assert clusters.large_enough(np.repeat([0, 1], [95, 5]), 2)
    assert not clusters.large_enough(np.repeat([0, 1, -1], [92, 4, 4]), 2)
    assert not clusters.large_enough(np.repeat([0, 1], [495, 5]), 2)


# == Agreement of two groupings ==
@settings(deadline=None, max_examples=100)
@given(LABELS)
def test_agreement_is_the_adjusted_rand_index(labels):
    first, second = (np.array(one) for one in labels)

    assert stability.agreement(first, second) == pytest.approx(adjusted_rand_score(first, second))


@settings(deadline=None, max_examples=100)
@given(LABELS, st.integers(0, 1000))
def test_people_in_no_group_do_not_count_in_agreement(labels, seed):
    first, second = (np.array(one) for one in labels)
    left = np.random.default_rng(seed).random(first.size) < 0.3

    some = stability.agreement(np.where(left, -1, first), second)

    assert some == pytest.approx(stability.agreement(first[~left], second[~left]))


def test_groupings_of_other_people_cannot_be_compared():
    with pytest.raises(ValueError, match="same people"):
        stability.agreement(np.array([0, 1]), np.array([0]))


# == Stability ==
def started_anew(votes, draws):
    """The stability of two and three groups with everything computed again for each sample."""
    rng = np.random.default_rng(1)
    labels = {k: np.full((draws, votes.people.size), -1) for k in (2, 3)}
    for draw, inside in enumerate(stability.sample(votes.people.size, draws, rng)):
        some = votes.of(np.flatnonzero(inside))
        _, places = picture(some)
        solved = clusters.centres([clusters.gather(places, some.cast())], 3)
        for k in labels:
            labels[k][draw, inside] = clusters.assign(places, solved[k][0])
    return {k: stability.agreements(found, k).mean() for k, found in labels.items()}


def assert_quick_and_slow_agree(votes, *, within):
    directions, _ = picture(votes)

    quick = stability.choose(votes, directions).stability

    slow = started_anew(votes, 12)
    for k in set(slow) & set(quick):
        assert quick[k] == pytest.approx(slow[k], abs=within)


@pytest.mark.parametrize("name", ["brexit-consensus", "scoop-hivemind.biodiversity"])
def test_the_quick_estimate_agrees_with_starting_anew_on_public_conversations(conversations, name):
    read = conversation(conversations / name)
    votes = table(read.participants, read.statements, read.values, moderated_out=read.moderated_out)

    assert_quick_and_slow_agree(votes.of(votes.placeable()), within=0.08)


@pytest.mark.parametrize(
    "columns", [camps(2)[1], camps(3, noise=0.3)[1], unrelated(150, 30)], ids=["two", "three", "none"]
)
def test_the_quick_estimate_agrees_with_starting_anew_on_made_up_votes(columns):
    assert_quick_and_slow_agree(table(*columns), within=0.12)


@pytest.mark.parametrize("number", [2, 3])
def test_the_number_of_camps_is_found(number):
    _, columns = camps(number, noise=0.3, seed=1)
    votes = table(*columns)
    directions, _ = picture(votes)

    choice = stability.choose(votes, directions)

    assert choice.best == number
    assert choice.stability[number] > 0.95
    assert choice.strength > 1.5


@pytest.mark.parametrize(("people", "statements"), [(30, 10), (60, 20), (200, 40), (500, 20)])
def test_unrelated_votes_are_no_stronger_than_chance(people, statements):
    strengths = []
    for seed in range(8):
        votes = table(*unrelated(people, statements, seed=seed))
        strengths.append(stability.choose(votes, picture(votes)[0]).strength)

    assert max(strengths) < 1.25
    assert np.mean(strengths) == pytest.approx(1, abs=0.1)


# == From one update to the next ==
def test_groups_carry_on_the_name_of_the_old_group_they_share_most_people_with():
    before = np.array([0, 0, 0, 1, 1, -1])

    assert stability.names_carried_over(before, np.array([1, 1, 1, 0, 0, 0])).tolist() == [1, 0]
    assert stability.names_carried_over(before, np.array([0, 0, 2, 1, 1, 1])).tolist() == [0, 1, 2]
    assert stability.names_carried_over(before, np.array([0, 0, 0, 0, -1, -1])).tolist() == [0]


def test_the_shown_number_of_groups_changes_after_four_updates_agree():
    assert stability.steady([2]) == 2
    assert stability.steady([2, 3, 3, 3], shown=2) == 2
    assert stability.steady([2, 3, 3, 3, 3], shown=2) == 3
    with pytest.raises(ValueError, match="no update"):
        stability.steady([])
