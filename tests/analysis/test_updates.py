import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import projection, saving, stability, updates
from analysis.ballots import table
from analysis.groups import find_groups
from analysis.tables import conversation
from tests.analysis.camps import camps, of_unequal_camps, two_camps, unrelated


def parted(columns, share, seed=0):
    """(first votes, later votes), the later ones a random `share`."""
    late = np.random.default_rng(seed).random(len(columns[0])) < share
    return [column[~late] for column in columns], [column[late] for column in columns]


def same_groups(first, second):
    both = sorted(set(first.participants) & set(second.participants))
    return stability.agreement(
        np.array([first.participants[person] for person in both]),
        np.array([second.participants[person] for person in both]),
    )


def without_time(found):
    return {key: value for key, value in found.as_json().items() if key != "seconds"}


def test_the_first_picture_is_that_of_find_groups():
    assert without_time(updates.shown(updates.begin(*two_camps()))) == without_time(find_groups(*two_camps()))


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000))
def test_after_an_update_votes_and_counts_are_those_of_all_votes(seed):
    columns = camps(2, people=200, seed=3)[1]
    first, later = parted(columns, 0.01, seed)

    state = updates.update(updates.begin(*first), *later)

    whole = updates.begin(*columns)
    assert state.since == later[0].size  # carried on, not begun anew
    assert state.votes.value.tolist() == whole.votes.value.tolist()
    assert state.counts.tolist() == whole.counts.tolist()
    assert np.abs((state.directions * whole.directions).sum(axis=1))[0] > 0.999
    assert same_groups(updates.shown(state), updates.shown(whole)) > 0.98


def test_a_public_conversation_that_is_carried_on_stays_near_one_that_is_begun_anew(conversations):
    read = conversation(conversations / "scoop-hivemind.biodiversity")
    columns = (read.participants, read.statements, read.values)
    first, later = parted(columns, 0.015)
    state = updates.begin(*first, moderated_out=read.moderated_out)
    for part in np.array_split(np.arange(len(later[0])), 5):
        state = updates.update(state, *(column[part] for column in later))

    whole = updates.begin(*columns, moderated_out=read.moderated_out)

    assert np.array_equal(state.counts, whole.counts)
    assert np.abs((state.directions * whole.directions).sum(axis=1)).min() > 0.999
    assert same_groups(updates.shown(state), updates.shown(whole)) >= 0.95
    carried, anew = ({claim.statement for claim in updates.shown(one).claims} for one in (state, whole))
    assert len(carried & anew) >= 0.9 * len(carried | anew)


def test_a_vote_that_is_changed_replaces_the_old_one():
    person, statement, value = two_camps(people=200)
    state = updates.begin(person, statement, value)

    changed = updates.update(state, person[:1], statement[:1], -value[:1])

    assert changed.votes.value.size == value.size
    assert changed.votes.value[0] == -value[0]
    assert changed.counts[2].tolist() == state.counts[2].tolist()


def test_votes_that_are_changed_again_and_again_lead_to_a_new_look():
    person, statement, value = two_camps(people=200)
    state = updates.begin(person, statement, value)
    some = slice(0, value.size // 100)

    waits = []
    for turn in range(4):
        state = updates.update(state, person[some], statement[some], value[some] * (-1) ** turn)
        waits.append(state.since)

    assert waits[:2] == [value.size // 100, 2 * (value.size // 100)]
    assert waits[2] == 0


def test_new_people_and_statements_come_in():
    person, statement, value = two_camps(people=300)
    state = updates.begin(person, statement, value)

    state = updates.update(state, [-5] * 8 + [1], [*range(8), -3], [1] * 9)

    found = updates.shown(state)
    assert found.people == 301
    assert -5 in found.places
    assert -3 in found.consensus


def test_moderated_out_statements_stay_out():
    state = updates.begin(*two_camps(), moderated_out=[0])

    later = updates.update(state, [1], [0], [1])

    assert later is state


def test_a_conversation_that_was_too_small_gets_its_groups():
    person, statement, value = two_camps()
    few = person < 6
    state = updates.begin(person[few], statement[few], value[few])
    assert not updates.shown(state).enough

    state = updates.update(state, person[~few], statement[~few], value[~few])

    assert without_time(updates.shown(state)) == without_time(find_groups(person, statement, value))


def test_groups_keep_their_numbers_when_the_smaller_becomes_the_larger():
    person, statement, value = two_camps(people=80)
    some = (person % 2 == 0) | (person < 40)
    state = updates.begin(person[some], statement[some], value[some])
    before = updates.shown(state)
    more = (person % 2 == 1) & (person >= 40)
    copies = [
        np.concatenate([person[more], person[more] + 1000]),
        np.tile(statement[more], 2),
        np.tile(value[more], 2),
    ]

    after = updates.shown(updates.update(state, *copies))

    assert [group.size for group in before.groups] == sorted((g.size for g in before.groups), reverse=True)
    assert after.groups[0].size < after.groups[1].size
    assert all(after.participants[person] == group for person, group in before.participants.items())


def test_the_shown_number_of_groups_changes_only_after_four_looks():
    _, (person, statement, value) = camps(2, people=120, seed=4)
    state = updates.begin(person, statement, value)
    _, third = camps(3, people=300, seed=4)
    numbers = []
    for step in range(5):
        part = (third[0] % 5) == step
        state = updates.update(state, third[0][part] + 1000, third[1][part], third[2][part])
        numbers.append((int(state.looks[-1]), len(state.middles)))

    first = next(place for place, (found, _) in enumerate(numbers) if found == 3)
    assert all(shown == 2 for _, shown in numbers[: first + 3])


def test_a_number_of_groups_that_is_not_stable_any_more_gives_way_to_another_only_after_four_looks():
    camp, columns = camps(3, people=240, seed=1)
    third = camp[columns[0]] == 2
    state = updates.begin(*(column[~third] for column in columns))
    state = updates.update(state, *(column[third] for column in columns))

    shown = [len(updates.shown(state).groups)]
    for _ in range(3):
        state = updates.again(state, *columns)
        shown.append(len(updates.shown(state).groups))

    assert state.looks.tolist() == [3, 3, 3, 3]
    assert shown == [1, 1, 1, 3]  # 1: everyone together


def test_groups_keep_their_letters_over_looks_that_find_none():
    person, statement, value = two_camps(people=80)
    some = (person % 2 == 0) | (person < 40)
    state = updates.begin(person[some], statement[some], value[some])
    before = updates.shown(state)
    for columns in (unrelated(80, 12), (person, statement, np.ones(person.size))):
        state = updates.again(state, *columns)
        assert not updates.shown(state).enough
    grown = person + 1000, statement, value

    twice = [np.concatenate(pair) for pair in zip((person, statement, value), grown, strict=True)]
    odd = (twice[0] < 1000) | (twice[0] % 2 == 1)
    after = updates.shown(updates.again(state, *(column[odd] for column in twice)))

    assert after.groups[0].size < after.groups[1].size
    assert all(after.participants[one] == number for one, number in before.participants.items())


PICTURES = {
    "two": camps(2, people=120, seed=4)[1],
    "three": camps(3, people=120, seed=1)[1],
    "none": unrelated(120, 60, share=0.4),
    "alike": (np.repeat(np.arange(120), 20), np.tile(np.arange(20), 120), np.ones(2400)),
}


@settings(deadline=None, max_examples=15)
@given(st.lists(st.sampled_from(sorted(PICTURES)), min_size=2, max_size=9))
def test_whatever_the_looks_find_the_shown_number_changes_only_when_four_agree(names):
    state, last = updates.begin(*PICTURES["two"]), 2

    for name in names:
        state = updates.again(state, *PICTURES[name])

        found = updates.shown(state)
        if found.enough:
            assert len(found.groups) == last or state.looks.tolist() == [len(found.groups)] * 4
            last = len(found.groups)


def test_a_group_that_people_leave_is_shown_no_more_when_it_is_too_small():
    person, statement, value = of_unequal_camps(200, 8)
    state = updates.begin(person, statement, value)
    before = updates.shown(state)
    leaving = np.isin(person, [one for one, number in before.participants.items() if number == 1][:4])

    state = updates.update(state, person[leaving], statement[leaving], np.ones(leaving.sum()))

    assert [group.size for group in before.groups] == [200, 8]
    assert state.since == leaving.sum()
    assert updates.shown(state).note == "No stable groups: one of them is too small to show."


def test_groups_that_are_no_more_are_not_shown():
    person, statement, value = two_camps(people=40)
    state = updates.begin(person, statement, value)
    assert updates.shown(state).enough

    state = updates.update(state, person, statement, np.ones(person.size))

    assert updates.shown(state).note.startswith("Everyone voted alike")


def test_a_state_is_kept_and_read_again():
    state = updates.begin(*two_camps(), moderated_out=[3])

    again = saving.load(saving.dump(state))

    assert without_time(updates.shown(again)) == without_time(updates.shown(state))
    later = ([7, 500], [1, 2], [0, 1])
    assert without_time(updates.shown(updates.update(again, *later))) == without_time(
        updates.shown(updates.update(state, *later))
    )


def test_a_state_of_before_the_last_shown_groups_were_kept_is_read():
    state = updates.begin(*two_camps())
    with np.load(io.BytesIO(saving.dump(state))) as file:
        kept = {name: array for name, array in file.items() if name not in ("number", "named")}
    content = io.BytesIO()
    np.savez(content, **kept)

    old = saving.load(content.getvalue())

    assert (old.number, old.named.tolist()) == (2, state.labels.tolist())


def _npy():
    file = io.BytesIO()
    np.save(file, np.arange(3))
    return file.getvalue()


@pytest.mark.parametrize("content", [b"", b"not an archive", _npy()])
def test_bytes_that_are_no_state_are_refused(content):
    with pytest.raises(ValueError, match="this is not the state of a conversation"):
        saving.load(content)


@pytest.mark.parametrize(
    ("name", "changed", "message"),
    [
        ("votes_start", lambda start: start * 100, "votes_statement has the shape"),
        ("votes_start", lambda start: np.where(start == start[5], 500, start), "votes_start does not run"),
        ("votes_start", lambda start: start - 1, "votes_s"),
        ("votes_start", lambda start: start[:-1], "votes_start has the shape"),
        ("votes_statement", lambda column: column + 1, "votes_statement names a statement"),
        ("votes_statement", lambda column: column[::-1], "not in ascending order"),
        ("votes_value", lambda value: value * 2, "other votes than 1, 0 and -1"),
        ("votes_value", lambda value: value.astype(float), "votes_value holds float64, not whole numbers"),
        ("votes_people", lambda people: people[::-1], "not in ascending order"),
        ("labels", lambda labels: labels + 5, "labels names a group"),
        ("places", lambda places: places * np.nan, "places holds what is no finite number"),
        ("directions", lambda table: table.T, "directions has the shape"),
        ("counts", lambda counts: None, "counts is missing"),
        ("note", lambda note: np.zeros(3), "note holds float64, not text"),
        ("seed", lambda seed: seed - 1, "under 0"),
        ("number", lambda number: number - 1, "named names a group"),
        ("named", lambda named: named[1:], "named has the shape"),
    ],
)
def test_a_state_with_an_array_that_does_not_fit_is_refused(name, changed, message):
    with np.load(io.BytesIO(saving.dump(updates.begin(*two_camps())))) as file:
        kept = dict(file)
    new = changed(kept.pop(name))
    content = io.BytesIO()
    np.savez(content, **kept, **({} if new is None else {name: new}))

    with pytest.raises(ValueError, match=f"not the state of a conversation: .*{message}"):
        saving.load(content.getvalue())


def test_votes_that_are_gone_leave_the_groups_their_names():
    person, statement, value = two_camps(people=60)
    state = updates.begin(person, statement, value)
    before = updates.shown(state)
    kept = (statement != 0) & (person % 7 != 0)  # a statement that was taken down, people who left

    after = updates.shown(updates.again(state, person[kept], statement[kept], value[kept]))

    anew = find_groups(person[kept], statement[kept], value[kept])
    assert (after.votes, after.people) == (anew.votes, anew.people)
    assert same_groups(after, anew) == 1
    assert all(before.participants[one] == group for one, group in after.participants.items())
    assert {claim.statement for claim in after.claims} == {claim.statement for claim in anew.claims}


def test_groups_that_swap_places_keep_their_names_when_all_is_counted_anew():
    person, statement, value = two_camps(people=60)
    state = updates.begin(person, statement, value)
    swapped = updates.replace(state, labels=1 - state.labels, middles=state.middles[::-1])

    for one in (state, swapped):
        named = updates.shown(updates.again(one, person, statement, value)).participants
        assert named == updates.shown(one).participants


@pytest.mark.parametrize(
    ("later", "message"),
    [(([1], [1], [2]), "a vote must be"), (([1], [1, 2], [1]), "equally long"), (([0.5], [1], [1]), "whole")],
)
def test_new_votes_that_are_none_are_refused(later, message):
    with pytest.raises(ValueError, match=message):
        updates.update(updates.begin(*two_camps()), *later)


def test_one_step_brings_the_components_nearer_to_those_of_the_new_votes():
    _, columns = camps(3, people=200, noise=0.4)
    centred = table(*columns).centred(np.float64)
    right = projection.components(centred, exact=True)
    off = right + 0.05 * np.random.default_rng(0).normal(size=right.shape)
    off /= np.linalg.norm(off, axis=1)[:, None]

    near = projection.turned(projection.product(centred, off), off)

    assert ((near * right).sum(axis=1) > (off * right).sum(axis=1)).all()
    assert near @ near.T == pytest.approx(np.eye(2), abs=1e-9)
