import csv
import json

import numpy as np
import pytest

from analysis.ballots import table
from analysis.claims import representative
from analysis.groups import find_groups
from analysis.polis import polis_compatible
from analysis.stability import agreement
from analysis.tables import conversation


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


def test_a_grouping_of_nobody_who_voted_is_refused():
    with pytest.raises(ValueError, match="no one in the grouping has voted"):
        polis_compatible([1, 2], [1, 1], [1, -1], groups={7: 0})


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({1: 0, 2: 1, 7: 1}, "7 is in a group and has not voted"),
        ({1: 0, 2: 5}, "the numbers 0, 1, 2 and so on"),
        ({1: 1, 2: 1}, "the numbers 0, 1, 2 and so on"),
        ({1: 0, 2: -1}, "the numbers 0, 1, 2 and so on"),
        ({1: 0, 2: 0.5}, "groups must be whole numbers"),
        ({}, "no one in the grouping"),
    ],
)
def test_groups_that_do_not_exist_are_refused(groups, message):
    with pytest.raises(ValueError, match=message):
        polis_compatible([1, 2], [1, 1], [1, -1], groups=groups)


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
    assert found.enough
    assert found.stability >= 0.95
    assert found.between <= 0.05 * len(found.places)
    assert len(found.claims) >= 8
    assert (
        agreement(
            np.array([theirs[person] for person in both]),
            np.array([found.participants[person] for person in both]),
        )
        >= floor
    )
