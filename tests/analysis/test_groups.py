import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import projection, stability
from analysis.ballots import table
from analysis.groups import find_groups, group
from tests.analysis.camps import of_unequal_camps, two_camps, with_light_voters


def without_time(groups):
    return {key: value for key, value in groups.as_json().items() if key != "seconds"}


def test_two_camps_are_found_with_what_unites_and_what_divides_them():
    found = find_groups(*two_camps())

    assert found.enough
    assert len(found.groups) == 2
    assert min(group.size for group in found.groups) >= 25
    assert {claim.statement for claim in found.claims} == {0, 1, 2, 3}
    assert {claim.side for claim in found.claims} == {"agree"}
    assert {apart.statement for apart in found.differences} == set(range(4, 12))
    assert set(found.consensus[:4]) == {0, 1, 2, 3}
    assert found.stability > 0.9


def test_the_result_is_plain_json():
    found = find_groups(*two_camps())

    assert json.loads(json.dumps(found.as_json()))["stability"] == found.stability


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_rows_never_matters(seed):
    person, statement, value = two_camps()
    order = np.random.default_rng(seed).permutation(person.size)

    shuffled = find_groups(person[order], statement[order], value[order])

    assert without_time(shuffled) == without_time(find_groups(person, statement, value))


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000), st.integers(2, 4))
def test_copying_every_person_leaves_components_and_rates_unchanged(seed, times):
    person, statement, value = two_camps(seed=seed)
    once = table(person, statement, value)
    copies = [person + 1000 * copy for copy in range(times)]
    more = table(np.concatenate(copies), np.tile(statement, times), np.tile(value, times))

    first = projection.components(once.centred(np.float64), exact=True)
    second = projection.components(more.centred(np.float64), exact=True)

    assert np.abs(np.abs((first * second).sum(axis=1)) - 1).max() < 1e-9
    assert more.means() == pytest.approx(once.means())


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 8), st.sampled_from([-1, 0, 1])),
        min_size=0,
        max_size=150,
    )
)
def test_any_votes_are_answered_and_sums_match(rows):
    person, statement, value = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])

    found = find_groups(person, statement, value)

    assert sum(group.size for group in found.groups) == len(found.participants)
    assert found.votes == len({(p, s) for p, s, _ in rows})
    for claim in found.claims:
        assert all(side.agrees + side.disagrees <= side.votes for side in claim.groups)


def test_the_last_vote_counts():
    votes = table([1, 1, 2], [5, 5, 5], [1, -1, 0])

    assert votes.value.tolist() == [-1, 0]


@pytest.mark.parametrize(
    ("people", "note"),
    [
        (0, "Not enough people"),
        (1, "Not enough people"),
        (6, "Not enough people"),
        (40, "Everyone voted alike"),
    ],
)
@pytest.mark.parametrize("value", [1, 0, -1])
def test_a_conversation_without_differences_says_so(people, note, value):
    person, statement = np.repeat(np.arange(people), 8), np.tile(np.arange(8), people)

    found = find_groups(person, statement, np.full(person.size, value))

    assert not found.enough
    assert found.note.startswith(note)
    assert found.stability is None


@pytest.mark.parametrize("statements", [20, 60])
@pytest.mark.parametrize(
    "value",
    [
        lambda person, statement: np.where(statement == 0, person % 2 * 2 - 1, 1),
        lambda person, statement: np.where(statement < 2, person % 3 - 1, 0),
        lambda person, statement: np.where(person == 0, -1, 1),
        lambda person, statement: np.where(person % 2 == 0, -1, 1),
        lambda person, statement: np.where((person % 3 + statement) % 2 == 0, -1, 1),
    ],
    ids=["one statement", "two statements", "one person", "all or nothing", "in turn"],
)
def test_votes_with_hardly_any_direction_are_answered(statements, value):
    person, statement = np.nonzero(np.random.default_rng(0).random((40, statements)) < 0.3)

    found = find_groups(person, statement, value(person, statement))

    assert found.enough == (not found.note)
    assert np.isfinite(list(found.places.values())).all()
    assert np.isfinite(list(found.priorities.values())).all()


def test_votes_at_random_give_no_stable_groups():
    rng = np.random.default_rng(3)
    person, statement = np.divmod(np.arange(120 * 40), 40)

    found = find_groups(person, statement, rng.integers(-1, 2, person.size))

    assert not found.enough
    assert found.note.startswith("No stable groups")
    assert len(found.groups) == 1


@pytest.mark.parametrize("seed", [3, 4])
def test_what_a_minority_rejects_is_no_claim_though_people_who_stand_alone_leave_every_split_too_small(seed):
    found = find_groups(*of_unequal_camps(60, 7, 4, seed=seed))

    assert found.note.startswith("No stable groups: every split leaves a group too small")
    assert {claim.statement for claim in found.claims} == set(range(9, 16))


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000))
@example(1509)
def test_no_group_is_shown_that_is_too_small(seed):
    found = find_groups(*with_light_voters(seed))

    placed = len(found.participants) + found.between
    assert not found.enough or min(one.size for one in found.groups) >= max(5, 0.02 * placed)


def test_as_many_groups_as_are_asked_for_are_shown_or_none():
    votes = table(*two_camps(people=40, noise=0.02))
    placed, centred = votes.placeable(), votes.centred()
    directions = projection.components(centred)
    places = projection.place(centred, directions)[placed]

    four = group(votes, placed, places, directions, k=4)

    assert 4 not in stability.choose(votes.of(placed), directions).stability
    assert four.note == "No stable groups: 4 as before would leave one too small to show."


@pytest.mark.parametrize(
    ("participants", "statements", "values"),
    [
        ([1], [1], [2]),
        ([1], [1], [np.nan]),
        ([1], [1], ["agree"]),
        ([1, 2], [1], [1]),
        ([1.5], [1], [1]),
        ([[1]], [[1]], [[1]]),
    ],
)
def test_votes_that_are_none_are_refused(participants, statements, values):
    with pytest.raises(ValueError, match=r"vote|equally long|whole numbers|flat list"):
        find_groups(participants, statements, values)


def test_moderated_out_statements_appear_nowhere():
    found = find_groups(*two_camps(), moderated_out=[0, 11])

    assert not {0, 11} & set(found.consensus)
    assert not {0, 11} & set(found.priorities)
