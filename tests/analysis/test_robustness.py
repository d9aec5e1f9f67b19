import json
import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import vote_attacks
from analysis.ballots import table
from analysis.coordinated import coordinated, counted_once
from analysis.robustness import claims_moved, tone_moved
from analysis.robustness_report import Report
from analysis.tables import conversation


def people(count=80, statements=30, seed=0):
    """Two camps that agree on the first half of the statements; everyone has seen 60 % of them."""
    rng = np.random.default_rng(seed)
    camp = np.arange(count) % 2 * 2 - 1
    votes = np.where(np.arange(statements) < statements // 2, 1, camp[:, None])
    votes = np.where(rng.random(votes.shape) < 0.25, rng.integers(-1, 2, votes.shape), votes)
    person, statement = np.nonzero(rng.random(votes.shape) < 0.6)
    return person, statement, votes[person, statement]


def with_accounts(votes, accounts, ballot):
    """`votes` and accounts numbered from 1000 that all cast the same ballot {statement: vote}."""
    more = np.array([(1000 + n, name, value) for n in range(accounts) for name, value in ballot.items()])
    return tuple(np.concatenate([column, new]) for column, new in zip(votes, more.T, strict=True))


BALLOT = dict.fromkeys(range(10), -1)


def test_accounts_that_vote_as_one_are_described_and_people_are_not_among_them():
    person, statement, value = with_accounts(people(), 12, BALLOT)
    times = np.where(person < 1000, person * 3600.0, 50 * 3600.0 + person)

    (group,) = coordinated(person, statement, value, times)

    assert group.members == tuple(range(1000, 1012))
    assert (group.people, group.votes, group.likeness) == (12, 10, 1.0)
    assert group.hours == 0.0
    assert group.burst > 20


def test_without_times_nothing_is_said_of_them():
    (group,) = coordinated(*with_accounts(people(), 5, BALLOT))

    assert group.hours is group.half_in_hours is group.burst is None


def test_few_accounts_or_few_votes_are_no_group():
    assert coordinated(*people()) == []
    assert coordinated(*with_accounts(people(), 4, BALLOT)) == []
    assert coordinated(*with_accounts(people(), 50, dict.fromkeys(range(6), -1))) == []
    assert coordinated([], [], []) == []


def voting_by_themselves(people, statements, rate, camps=1, seed=0):
    """Everyone votes on all; each camp has its own side on every statement, which a vote takes at `rate`."""
    rng = np.random.default_rng(seed)
    sides = np.where(rng.random((camps, statements)) < 0.5, 1, -1)
    sides[0] = 1
    votes = sides[np.arange(people) % camps] * np.where(rng.random((people, statements)) < rate, 1, -1)
    person, statement = np.nonzero(np.ones(votes.shape))
    return person, statement, votes[person, statement]


@settings(deadline=None, max_examples=30)
@given(
    st.integers(0, 1000),
    st.sampled_from([7, 8, 10, 12, 14, 16, 30, 60]),
    st.sampled_from([0.8, 0.9, 0.95, 0.97, 0.98]),
    st.integers(1, 3),
)
@example(0, 8, 0.9, 1)
@example(0, 14, 0.97, 2)
@example(0, 16, 0.97, 3)
@example(0, 30, 0.97, 2)
def test_people_who_agree_on_a_few_statements_do_not_vote_as_one(seed, statements, rate, camps):
    assert coordinated(*voting_by_themselves(300, statements, rate, camps, seed)) == []


@pytest.mark.parametrize("statements", [7, 14, 30])
def test_people_who_hardly_ever_leave_their_camp_do_not_vote_as_one(statements):
    found = [coordinated(*voting_by_themselves(300, statements, 0.99, 2, seed)) for seed in range(20)]

    assert sum(map(bool, found)) <= 1


@pytest.mark.parametrize(("camps", "statements"), [(1, 10), (2, 10), (3, 7), (2, 14), (2, 30), (2, 60)])
@pytest.mark.parametrize("accounts", [15, 33])
def test_accounts_that_vote_as_one_are_found_among_people_who_saw_the_same_few_statements(
    camps, statements, accounts
):
    ballot = dict.fromkeys(range(statements), 0)
    votes = with_accounts(voting_by_themselves(300, statements, 0.9, camps), accounts, ballot)

    (group,) = coordinated(*votes)

    assert group.members == tuple(range(1000, 1000 + accounts))


def test_accounts_led_in_two_ways_do_not_hide_each_other():
    person, statement, value = with_accounts(people(), 12, BALLOT)
    votes = with_accounts((person + 2000, statement, value), 12, BALLOT | {0: 1})

    groups = coordinated(*votes)

    assert [group.members for group in groups] == [tuple(range(1000, 1012)), tuple(range(3000, 3012))]


@pytest.mark.parametrize("rate", [0.9, 1.0])
def test_memory_does_not_grow_with_the_square_of_the_accounts(rate):
    votes = voting_by_themselves(4000, 20, rate)

    tracemalloc.start()
    coordinated(*votes)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()

    assert peak < 40


def test_a_group_that_counts_once_leaves_one_of_its_ballots():
    votes = with_accounts(people(), 12, BALLOT)

    kept = counted_once(votes[0], coordinated(*votes))

    assert set(votes[0][kept]) == {*range(80), 1000}
    assert counted_once(votes[0], []).all()


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(0, 20))
def test_the_order_of_votes_never_matters(seed, accounts):
    person, statement, value = with_accounts(people(), max(accounts, 1), BALLOT)
    times = person * 60.0 + statement
    order = np.random.default_rng(seed).permutation(person.size)

    shuffled = coordinated(person[order], statement[order], value[order], times[order])

    assert shuffled == coordinated(person, statement, value, times)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"values": [1, 2]}, "a vote must be"),
        ({"times": [1.0]}, "every vote needs the time"),
        ({"times": [1.0, np.nan]}, "every vote needs the time"),
        ({"least_people": 1}, "from 2 on"),
    ],
)
def test_votes_that_are_none_are_refused(wrong, message):
    given = {"participants": [1, 2], "statements": [1, 1], "values": [1, 1], **wrong}

    with pytest.raises(ValueError, match=message):
        coordinated(**given)


@pytest.mark.parametrize("strategy", vote_attacks.STRATEGIES)
def test_planted_votes_hit_the_targets_and_come_from_new_accounts(strategy):
    votes = table(*people())

    person, statement, value = vote_attacks.plant_votes(votes, strategy, 6, [(3, -1), (20, 1)], seed=1)

    assert sorted(set(person)) == list(range(80, 86))
    assert (value[statement == 3] == -1).sum() == (value[statement == 20] == 1).sum() == 6
    assert np.unique(np.stack([person, statement]), axis=1).shape[1] == person.size
    assert np.isin(value, (-1, 0, 1)).all()


def test_an_attack_on_votes_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="no attack on votes"):
        vote_attacks.plant_votes(table(*people()), "storm", 3, [])
    with pytest.raises(ValueError, match="no statement 99"):
        vote_attacks.plant_votes(table(*people()), "flood", 3, [(99, 1)])
    with pytest.raises(ValueError, match="no votes"):
        claims_moved([], [], [])


def test_a_flood_destroys_common_ground_unless_it_counts_once():
    none, flood = claims_moved(*people(200), shares=[0.1], strategies=["flood"])

    assert (none.lost, none.made, none.found, none.honest_found) == (0, 0, None, 0.0)
    assert flood.claims >= 8
    assert flood.accounts == 22
    assert flood.lost >= flood.claims / 2
    assert flood.lost_once + flood.made_once <= 1
    assert (flood.found, flood.honest_found) == (1.0, 0.0)


def test_a_conversation_without_common_ground_has_none_to_lose():
    person, statement = np.divmod(np.arange(30 * 10), 10)
    value = np.random.default_rng(0).integers(-1, 2, 300)

    rows = claims_moved(person, statement, value, shares=[0.05])

    assert all(row.claims == row.lost == 0 for row in rows)


def sentences(count=300, seed=0):
    rng = random.Random(seed)
    return [" ".join("".join(rng.choices("abcdefghij", k=6)) for _ in range(14)) for _ in range(count)]


@pytest.mark.parametrize("mean", [-0.5, 0.2])
def test_a_campaign_that_counts_once_hardly_moves_tone(mean):
    tones = np.clip(np.random.default_rng(1).normal(mean, 0.2, 300), -1, 1)

    rows = tone_moved(sentences(), tones, language="en", shares=[0.1], kinds=["copy", "letter"])

    assert [(row.attack, row.pace) for row in rows] == [
        ("copy", "burst"),
        ("copy", "drip"),
        ("letter", "burst"),
        ("letter", "drip"),
    ]
    for row in rows:
        worst = (1 if mean < 0 else -1) - tones.mean()
        assert row.posts == 33
        assert row.shift == pytest.approx(0.1 * worst, abs=0.003)
        assert abs(row.shift_once) < 0.02
        assert row.found == 1.0


@pytest.mark.parametrize("values", [[0.1], [0.1, 2.0], [0.1, np.nan]])
def test_what_is_no_tone_is_refused(values):
    with pytest.raises(ValueError, match="every text needs its tone"):
        tone_moved(["a b", "c d"], values, language="en")


def test_the_report_is_the_same_each_time_reads_well_and_is_plain_json():
    def report():
        return Report(
            claims=claims_moved(*people(), shares=[0.05], strategies=["mimic", "promote"]),
            tone=tone_moved(sentences(), np.zeros(300), language="uk", shares=[0.01], kinds=["paraphrase"]),
        )

    first = report()

    assert first == report()
    assert json.loads(json.dumps(first.as_json()))["claims"][1]["strategy"] == "mimic"
    assert len(str(first).splitlines()) == 2 + 3 + 2
    assert "uk paraphrase drip" in str(first)
    assert str(Report()) == ""


def test_what_a_flood_can_do_to_a_public_conversation_is_undone(conversations):
    votes = conversation(conversations / "scoop-hivemind.biodiversity")

    none, flood = claims_moved(
        votes.participants,
        votes.statements,
        votes.values,
        moderated_out=votes.moderated_out,
        shares=[0.1],
        strategies=["flood"],
    )

    assert none.honest_found <= 0.01
    assert none.lost_once == none.made_once == 0
    assert flood.lost >= flood.claims / 2
    assert flood.lost_once + flood.made_once <= 1
    assert flood.found == 1.0


@pytest.mark.parametrize("taken", [[], [2**63 - 2, 2**63 - 4]])
def test_planted_accounts_have_ids_of_their_own_up_to_the_highest_there_is(taken):
    person, statement, value = people()
    highest = np.concatenate([person, [2**63 - 1, *taken]])
    statement, value = (np.concatenate([column, [0, *(0 for _ in taken)]]) for column in (statement, value))
    votes = table(highest, statement, value)

    names, _, _ = vote_attacks.plant_votes(votes, "flood", 5, [(0, -1)])

    assert len(set(names.tolist())) == 5
    assert not set(names.tolist()) & set(votes.people.tolist())
    assert names.min() > 2**63 - 12


def test_planted_accounts_come_after_all_others_where_there_is_room():
    names, _, _ = vote_attacks.plant_votes(table(*people()), "flood", 3, [(0, -1)])

    assert names[:: len(names) // 3].tolist() == [80, 81, 82]
