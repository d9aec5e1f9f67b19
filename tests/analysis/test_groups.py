import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import clusters, projection, routing
from analysis.claims import representative
from analysis.groups import find_groups
from analysis.polis import polis_compatible
from analysis.tables import conversation
from analysis.votes import table


def two_camps(people=60, statements=12, noise=0.1, seed=0):
    """Statements 0-3: all agree. The rest: one camp agrees and the other disagrees."""
    rng = np.random.default_rng(seed)
    camp = np.arange(people) % 2 * 2 - 1
    votes = np.where(np.arange(statements) < 4, 1, camp[:, None])
    votes = np.where(rng.random(votes.shape) < noise, rng.integers(-1, 2, votes.shape), votes)
    person, statement = np.nonzero(rng.random(votes.shape) < 0.8)
    return person, statement, votes[person, statement]


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


def test_what_all_oppose_is_a_claim_too():
    person, statement, value = two_camps()

    found = find_groups(person, statement, np.where(statement == 0, -1, value))

    assert [claim.statement for claim in found.claims if claim.side == "disagree"] == [0]


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

    first = projection.components(once.centred(np.arange(once.people.size), np.float64), exact=True)
    second = projection.components(more.centred(np.arange(more.people.size), np.float64), exact=True)

    assert np.abs(np.abs((first * second).sum(axis=1)) - 1).max() < 1e-9
    assert more.means(np.arange(more.people.size)) == pytest.approx(once.means(np.arange(once.people.size)))


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


def test_votes_at_random_give_no_stable_groups():
    rng = np.random.default_rng(3)
    person, statement = np.divmod(np.arange(120 * 40), 40)

    found = find_groups(person, statement, rng.integers(-1, 2, person.size))

    assert not found.enough
    assert found.note.startswith("No stable groups")
    assert len(found.groups) == 1


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


def test_labels_are_carried_over_by_best_overlap():
    before = np.array([0, 0, 0, 1, 1, -1])

    assert clusters.carry_over(before, np.array([1, 1, 1, 0, 0, 0])).tolist() == [0, 0, 0, 1, 1, 1]
    assert clusters.carry_over(before, np.array([0, 0, 2, 1, 1, 1])).tolist() == [0, 0, 2, 1, 1, 1]


def test_the_shown_number_of_groups_changes_after_four_updates_agree():
    assert clusters.steady([2]) == 2
    assert clusters.steady([2, 3, 3, 3], shown=2) == 2
    assert clusters.steady([2, 3, 3, 3, 3], shown=2) == 3


def test_agreement_of_groupings_is_one_for_the_same_and_near_zero_by_chance():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 3000)

    assert clusters.agreement(labels, (labels + 1) % 3) == pytest.approx(1)
    assert abs(clusters.agreement(labels, rng.permutation(labels))) < 0.01


def test_weights_of_statements_add_up_and_leave_out_what_was_voted_on():
    weights = routing.weights([1.0, 3.0, 4.0], [False, False, True], random_share=0.2)

    assert weights.tolist() == pytest.approx([0.3, 0.7, 0.0])


def test_the_next_statement_is_drawn_in_proportion_with_a_random_share():
    drawn = [routing.next_statement([7, 8], [1.0, 9.0], [False, False], seed=seed) for seed in range(2000)]

    assert sum(draw.statement == 8 for draw in drawn) / 2000 == pytest.approx(0.85 * 0.9 + 0.15 / 2, abs=0.03)
    assert sum(draw.at_random for draw in drawn) / 2000 == pytest.approx(0.15, abs=0.03)


def test_there_is_no_next_statement_when_all_were_voted_on():
    assert routing.next_statement([7], [1.0], [True], seed=1) is None


@pytest.fixture
def published(conversations):
    folder = conversations / "scoop-hivemind.biodiversity"
    output = json.loads((folder / "polis_math_output.json").read_text("utf-8"))
    members = dict(zip(output["base-clusters"]["id"], output["base-clusters"]["members"], strict=True))
    groups = {
        person: group["id"]
        for group in output["group-clusters"]
        for base in group["members"]
        for person in members[base]
    }
    return conversation(folder), output, groups


def test_consensus_priorities_and_components_equal_the_published_ones(published):
    votes, output, groups = published

    found = polis_compatible(
        votes.participants,
        votes.statements,
        votes.values,
        groups=groups,
        moderated_out=output["mod-out"],
        meta=output["meta-tids"],
    )

    assert found.consensus == pytest.approx(
        {int(k): v for k, v in output["group-aware-consensus"].items()}, abs=1e-9
    )
    assert found.priorities == pytest.approx(
        {int(k): v for k, v in output["comment-priorities"].items()}, abs=1e-9
    )
    cosines = np.abs((found.components * np.array(output["pca"]["comps"])).sum(axis=1))
    assert cosines.min() > 0.9999


def test_the_statements_that_speak_for_a_group_are_the_published_ones(published):
    votes, output, groups = published
    hidden = output["mod-out"] + output["meta-tids"]
    shown = table(votes.participants, votes.statements, votes.values, moderated_out=hidden)
    labels = np.array([groups.get(int(person), -1) for person in shown.people])

    found = representative(shown.statements, *shown.counts(labels, 2))

    for group in (0, 1):
        mine = {(t.statement, t.side) for t in found if t.group == group}
        assert mine == {(entry["tid"], entry["repful-for"]) for entry in output["repness"][str(group)]}


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("scoop-hivemind.biodiversity", 0.9),
        ("brexit-consensus", 0.85),
        ("american-assembly.bowling-green", 0.5),
    ],
)
def test_groups_of_public_conversations_are_stable_and_near_the_published_ones(conversations, name, floor):
    votes = conversation(conversations / name)
    with (conversations / name / "participants.csv").open(encoding="utf-8") as file:
        theirs = {
            int(r["participant"]): int(float(r["group-id"])) for r in csv.DictReader(file) if r["group-id"]
        }

    found = find_groups(votes.participants, votes.statements, votes.values, moderated_out=votes.moderated_out)

    both = sorted(set(theirs) & set(found.participants))
    agreement = clusters.agreement(
        np.array([theirs[person] for person in both]),
        np.array([found.participants[person] for person in both]),
    )
    assert found.enough
    assert found.stability >= 0.85
    assert agreement >= floor
    assert len(found.claims) >= 8
