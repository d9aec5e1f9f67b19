import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.claims import claims, consensus, differences, in_order, representative
from analysis.groups import find_groups
from analysis.intervals import wilson
from analysis.shares import share_change
from analysis.tables import conversation
from tests.analysis.camps import two_camps, unrelated

STATEMENTS = np.array([10])


def counts(*groups):
    """Agrees, disagrees and votes of one statement, from (agrees, disagrees, passes) of each group."""
    table = np.array(groups)
    return table[:, :1], table[:, 1:2], table.sum(axis=1, keepdims=True)


def test_what_all_oppose_is_a_claim_too():
    person, statement, value = two_camps()

    found = find_groups(person, statement, np.where(statement == 0, -1, value))

    assert [claim.statement for claim in found.claims if claim.side == "disagree"] == [0]


@pytest.mark.parametrize(
    ("groups", "sides"),
    [
        ([(30, 0, 0), (20, 0, 0)], ["agree"]),
        ([(0, 30, 0), (0, 20, 0)], ["disagree"]),
        ([(30, 0, 0), (0, 20, 0)], []),
        ([(30, 0, 0), (6, 0, 0)], []),  # six votes in one group
        ([(10, 0, 0), (9, 0, 0)], []),  # nineteen in all
        ([(30, 0, 0), (12, 3, 0)], []),  # .8 of 15, but not surely over .6
        ([(30, 0, 0), (80, 20, 0)], ["agree"]),
        ([(30, 0, 0), (80, 0, 20)], ["agree"]),
        ([(30, 0, 0), (60, 0, 40)], []),  # who passes does not agree
    ],
)
def test_a_claim_needs_votes_and_a_sure_majority_in_every_group(groups, sides):
    assert [claim.side for claim in claims(STATEMENTS, *counts(*groups))] == sides


def test_a_claim_gives_the_counts_and_the_lower_bound_of_each_group():
    (claim,) = claims(STATEMENTS, *counts((30, 1, 0), (40, 2, 3)))

    assert [(side.group, side.agrees, side.disagrees, side.votes) for side in claim.groups] == [
        (0, 30, 1, 31),
        (1, 40, 2, 45),
    ]
    assert claim.groups[1].lower_bound == pytest.approx(wilson(40, 45, 1.28)[0], abs=1e-6)
    assert claim.lower_bound == min(side.lower_bound for side in claim.groups)


def test_what_holds_for_all_together_has_to_hold_in_parts_that_are_not_shown():
    together = counts((90, 10, 0))

    assert claims(STATEMENTS, *together, parts=counts((80, 0, 0), (10, 10, 0))) == []
    assert len(claims(STATEMENTS, *together, parts=counts((60, 6, 0), (30, 4, 0)))) == 1


def test_without_groups_claims_are_of_everyone_together():
    found = find_groups(*unrelated(200, 30))

    assert not found.enough
    assert len(found.groups) == 1
    assert {len(claim.groups) for claim in found.claims} == {1}


TABLES = st.integers(1, 3).flatmap(
    lambda groups: st.lists(st.tuples(*[st.integers(0, 60)] * 3), min_size=groups, max_size=groups)
)


@settings(deadline=None, max_examples=100)
@given(TABLES)
def test_every_claim_is_kept_by_its_counts_and_mirrored_when_sides_are_swapped(groups):
    agrees, disagrees, votes = counts(*groups)

    found = claims(STATEMENTS, agrees, disagrees, votes)

    for claim in found:
        taken = agrees if claim.side == "agree" else disagrees
        assert (taken / votes).min() >= 0.6
        assert votes.sum() >= 20
        assert votes.min() >= 7
    sides = {"agree": "disagree", "disagree": "agree"}
    mirrored = claims(STATEMENTS, disagrees, agrees, votes)
    assert [sides[claim.side] for claim in found] == [claim.side for claim in mirrored]


def test_differences_are_gaps_between_groups_with_enough_votes():
    assert [d.gap for d in differences(STATEMENTS, *counts((20, 0, 0), (10, 10, 0))[::2])] == [0.5]
    assert differences(STATEMENTS, *counts((20, 0, 0), (15, 5, 0))[::2]) == []
    assert differences(STATEMENTS, *counts((20, 0, 0), (0, 6, 0))[::2]) == []
    assert differences(STATEMENTS, *counts((20, 20, 0))[::2]) == []


def test_a_gap_is_three_tenths_whatever_its_decimals_are_in_binary():
    agrees, votes = np.array([[70, 90, 69], [40, 60, 40]]), np.full((2, 3), 100)

    assert [apart.gap for apart in differences(np.arange(3), agrees, votes)] == [0.3, 0.3]


@pytest.mark.parametrize("groups", [2, 3, 5])
@pytest.mark.parametrize("votes", [(7, 11), (10, 14), (20, 29)])
def test_of_statements_on_which_groups_do_not_differ_one_in_twenty_or_so_is_a_difference(groups, votes):
    rng = np.random.default_rng(0)
    cast = rng.integers(votes[0], votes[1] + 1, (groups, 4000))

    found = differences(np.arange(4000), rng.binomial(cast, 0.5), cast)

    assert len(found) <= 0.065 * 4000


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=2))
def test_newcombes_interval_of_every_difference_leaves_out_zero(groups):
    (agrees, votes), n = counts(*((yes, no, 0) for yes, no in groups))[::2], [sum(one) for one in groups]

    found = differences(STATEMENTS, agrees, votes)

    change = share_change(groups[0][0], n[0], groups[1][0], n[1]) if min(n) >= 10 else None
    if change:
        gap = abs(change.diff)
        assert bool(found) == (gap >= 0.3 - 1e-9 and (change.low > 0 or change.high < 0))


def test_consensus_is_the_product_of_the_groups_rates():
    agrees, _, votes = counts((3, 1, 0), (8, 0, 0))

    assert consensus(agrees, votes).tolist() == pytest.approx([4 / 6 * 9 / 10])
    assert list(in_order(np.array([4, 2, 9]), np.array([0.5, 0.5, 0.7]))) == [9, 2, 4]


def test_each_group_has_a_statement_that_speaks_for_it():
    agrees = np.array([[20, 1, 10], [2, 19, 10]])
    votes = np.full((2, 3), 20)

    found = representative(np.array([5, 6, 7]), agrees, votes - agrees, votes)

    assert [(telling.group, telling.statement, telling.side) for telling in found] == [
        (0, 6, "disagree"), (0, 5, "agree"), (1, 5, "disagree"), (1, 6, "agree")
    ]  # fmt: skip
    assert {telling.votes for telling in found} == {(20, 20)}


@pytest.mark.parametrize(
    "name", ["brexit-consensus", "scoop-hivemind.biodiversity", "american-assembly.bowling-green"]
)
def test_nine_claims_in_ten_hold_for_the_other_half_of_the_people(conversations, name):
    """Claims from half of the people; the other half are put in the groups that all people show."""
    read = conversation(conversations / name)
    columns = np.stack([read.participants, read.statements, read.values])
    groups = find_groups(*columns, moderated_out=read.moderated_out).participants
    people = np.unique(columns[0])
    group = np.array([groups.get(int(person), -1) for person in people])[np.searchsorted(people, columns[0])]
    rng = np.random.default_rng(11)
    right, made = [], []
    for _ in range(6):
        half = np.isin(columns[0], rng.permutation(people)[: people.size // 2])

        found = find_groups(*columns[:, half], moderated_out=read.moderated_out).claims

        made.append(len(found))
        for claim in found:
            asked = ~half & (columns[1] == claim.statement)
            took = columns[2] == (1 if claim.side == "agree" else -1)
            rates = [took[asked & (group == number)].mean() for number in set(groups.values())]
            right.append(min(rates) >= 0.6)
    assert np.mean(right) >= 0.9
    assert np.mean(made) >= 8
