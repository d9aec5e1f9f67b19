import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ballots import table
from analysis.joining import joined
from analysis.votes import FEWEST_PEOPLE
from tests.analysis.camps import unrelated

IDS = st.one_of(st.integers(0, 12), st.sampled_from([-(2**40), 10**6, 2**61]))
ROWS = st.lists(st.tuples(IDS, IDS, st.sampled_from([-1, 0, 1])), max_size=60)


def columns(rows):
    return [np.array(column) for column in zip(*rows, strict=True)] if rows else ([], [], [])


def as_dictionary(votes):
    person = np.repeat(votes.people, votes.cast()).tolist()
    return dict(
        zip(
            zip(person, votes.statements[votes.statement].tolist(), strict=True),
            votes.value.tolist(),
            strict=True,
        )
    )


@settings(deadline=None, max_examples=150)
@given(ROWS)
def test_the_table_holds_the_last_vote_of_each_person_on_each_statement(rows):
    votes = table(*columns(rows))

    assert as_dictionary(votes) == {(person, statement): value for person, statement, value in rows}
    assert votes.people.tolist() == sorted({person for person, _, _ in rows})
    assert votes.statements.tolist() == sorted({statement for _, statement, _ in rows})


@settings(deadline=None, max_examples=150)
@given(ROWS, ROWS)
def test_joined_tables_are_the_table_of_all_votes(before, after):
    together = joined(table(*columns(before)), table(*columns(after)))

    whole = table(*columns(before + after))
    assert as_dictionary(together) == as_dictionary(whole)
    for name in ("people", "statements", "start", "statement", "value"):
        assert getattr(together, name).tolist() == getattr(whole, name).tolist()


@settings(deadline=None, max_examples=50)
@given(ROWS, st.integers(0, 100))
def test_counts_of_groups_add_up_to_those_of_everyone(rows, seed):
    votes = table(*columns(rows))
    labels = np.random.default_rng(seed).integers(0, 3, votes.people.size)

    parts, whole = votes.counts(labels, 3), votes.counts()

    for part, total in zip(parts, whole, strict=True):
        assert part.sum(axis=0).tolist() == total[0].tolist()
    assert whole[2].sum() == votes.value.size


def test_people_in_no_group_are_not_counted():
    votes = table([1, 2, 3], [5, 5, 5], [1, -1, 0])

    agrees, disagrees, seen = votes.counts(np.array([0, -1, 0]), 1)

    assert (agrees.tolist(), disagrees.tolist(), seen.tolist()) == ([[1]], [[0]], [[2]])


def test_each_statement_is_centred_on_its_own_mean_and_what_nobody_voted_on_stays_zero():
    votes = table([1, 2, 3, 3], [5, 5, 5, 6], [1, 1, -1, 1])

    dense = votes.centred(np.float64).toarray()

    assert dense == pytest.approx(np.array([[2 / 3, 0], [2 / 3, 0], [-4 / 3, 0]]))


def test_who_cast_too_few_votes_is_placed_only_to_fill_up():
    busy, idle = unrelated(20, 10), (np.arange(20, 25), np.zeros(25 - 20), np.ones(25 - 20))

    some = table(*(np.concatenate(pair) for pair in zip(busy, idle, strict=True)))

    assert some.people[some.placeable()].tolist() == list(range(20))
    assert table(*idle).placeable().size == 5  # one statement: one vote is enough
    few = table(np.arange(30).repeat(2), np.tile([1, 2], 30), np.ones(60))
    wide = table([*np.arange(30).repeat(2), 99], [*np.tile([1, 2], 30), 9], np.ones(61))
    assert few.placeable().size == 30
    assert wide.people[wide.placeable()].tolist() == list(range(FEWEST_PEOPLE))


@pytest.mark.parametrize("ids", [[np.nan], [np.inf], [0.5], ["a"]])
def test_ids_that_are_no_whole_numbers_are_refused(ids):
    with pytest.raises(ValueError, match="whole numbers"):
        table(ids, [1], [1])
    with pytest.raises(ValueError, match="whole numbers"):
        table([1], [1], [1], moderated_out=ids)
