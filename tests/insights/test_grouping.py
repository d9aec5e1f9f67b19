import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import saving, updates
from analysis.groups import find_groups
from consultations.actions.voting import cast
from consultations.models import Participant, Vote
from contributions import actions as words
from core import advisory
from insights import tasks
from insights.actions import group, group_all
from insights.actions.grouping import KEPT, cells
from insights.models import Carried, Grouping
from insights.querysets.claims import ground, grounds
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory, StatementFactory, imported_people, votes_on
from tests.factories.insights import camps

pytestmark = pytest.mark.django_db
Z = 1.28


def lower_bound(n, of):
    share = n / of
    spread = Z * (share * (1 - share) / of + Z * Z / (4 * of * of)) ** 0.5
    return (share + Z * Z / (2 * of) - spread) / (1 + Z * Z / of)


def analysed(consultation):
    rows = Vote.objects.filter(statement__consultation=consultation).order_by("at", "pk")
    table = np.array(rows.values_list("participant_id", "statement_id", "value"))
    return find_groups(*table.T)


# == What is found ==
def test_under_ten_people_nothing_is_grouped():
    consultation, _rows = camps(5, 4)

    assert group(consultation) is None
    assert group_all() == 0
    assert not Grouping.objects.exists()


def test_a_consultation_without_votes_is_left_alone():
    assert group(ConsultationFactory()) is None
    assert group_all() == 0


def test_claims_and_differences_are_what_the_analysis_finds_in_the_votes():
    consultation, rows = camps(30, 25)

    found = group(consultation)

    expected = analysed(consultation).as_json()
    for name in ("enough", "groups", "claims", "differences", "consensus", "stability", "people", "votes"):
        assert as_lists(found.result[name]) == as_lists(expected[name])
    assert (found.people, found.votes) == (55, 55 * len(rows))
    claimed = {row["statement"]: row["side"] for row in found.result["claims"]}
    assert claimed == {rows[0].pk: "agree", rows[1].pk: "agree", rows[2].pk: "disagree"}


def as_lists(value):
    if isinstance(value, dict):
        return {key: as_lists(part) for key, part in value.items()}
    return [as_lists(part) for part in value] if isinstance(value, list | tuple) else value


def test_what_is_kept_says_of_no_person_where_they_stand():
    consultation, _rows = camps(30, 25)

    result = group(consultation).result

    assert not {"participants", "places"} & set(result)
    assert all(cell["people"] >= 10 for cell in result["cells"])
    assert sum(cell["people"] for cell in result["cells"]) <= 55


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 3)), max_size=130))
def test_no_mark_on_the_map_stands_for_fewer_than_ten_people(people):
    places = {n: (float(x), float(y)) for n, (x, y, _group) in enumerate(people)}
    groups = {n: number for n, (_x, _y, number) in enumerate(people)}

    marks = cells(places, groups)

    assert all(10 <= mark["people"] < 20 for mark in marks)
    for number in set(groups.values()):
        members = sum(found == number for found in groups.values())
        drawn = sum(mark["people"] for mark in marks if mark["group"] == number)
        assert drawn <= members
        assert bool(drawn) == (members >= 10)


def test_statements_that_are_not_public_are_left_out():
    consultation, rows = camps(20, 20)
    rows[0].contribution.move("hidden")

    found = group(consultation)

    assert rows[0].pk not in {row["statement"] for row in found.result["claims"]}
    assert found.votes == 40 * (len(rows) - 1)


# == What is shown ==
def test_the_bars_of_a_claim_are_the_votes_of_each_group():
    consultation, rows = camps(30, 25)

    found = ground(group(consultation))

    assert found.stable
    assert [side.size for side in found.groups] == [30, 25]
    claims = {claim["pk"]: claim for claim in found.claims}
    assert set(claims) == {rows[0].pk, rows[1].pk, rows[2].pk}
    for claim in claims.values():
        assert [(side["n"], side["estimate"]) for side in claim["rows"]] == [(30, 1), (25, 1)]
        assert claim["at_least"] == pytest.approx(lower_bound(25, 25), abs=1e-5)
    assert claims[rows[2].pk]["side"] == "disagree"
    assert claims[rows[0].pk]["statement"] == rows[0].contribution.body
    divided = {row["pk"] for row in found.differences}
    assert divided == {row.pk for row in rows[3:]}


def test_a_group_under_ten_is_not_told_of_and_counts_with_everyone():
    consultation, rows = camps(60, 8)

    grouping = group(consultation)
    found = ground(grouping)

    assert [side["size"] for side in grouping.result["groups"]] == [60, 8]
    assert (found.stable, found.groups, found.differences) == (False, (), ())
    assert {claim["pk"] for claim in found.claims} == {row.pk for row in rows[:3]}
    for claim in found.claims:
        assert [(side["key"], side["n"], side["estimate"]) for side in claim["rows"]] == [("", 68, 1)]
        assert claim["at_least"] == pytest.approx(lower_bound(68, 68), abs=1e-5)


def test_everyone_is_counted_together_where_there_are_no_groups():
    statement = StatementFactory()
    people = imported_people(statement.consultation, 40)
    votes_on(statement, people, agree=38, disagree=2)

    found = ground(group(statement.consultation))

    assert not found.stable
    ((claim,), ()) = found.claims, found.differences
    assert [(side["n"], side["estimate"]) for side in claim["rows"]] == [(40, 38 / 40)]


def test_a_statement_that_was_taken_down_is_shown_no_more_even_before_the_next_grouping(client):
    consultation, rows = camps(30, 25)
    group(consultation)
    words.hide(rows[0].contribution, by=UserFactory(moderator=True))

    (found,) = grounds(Grouping.objects.all())

    assert rows[0].pk not in {claim["pk"] for claim in found.claims}
    assert found.claims_in_all == 2
    assert rows[0].contribution.body not in client.get("/en/common-ground/").content.decode()


def test_claims_are_read_in_the_language_of_the_page(client):
    consultation, rows = camps(30, 25)
    rows[0].contribution.translations.create(language="uk", body="Списки щотижня.")
    group(consultation)

    page = client.get("/uk/common-ground/").content.decode()

    assert "Списки щотижня." in page
    assert rows[0].contribution.body not in page
    assert f'lang="en">{rows[1].contribution.body}' in page


# == When ==
def test_a_consultation_is_grouped_again_only_when_its_votes_are_others():
    consultation, rows = camps(15, 15)
    person = Participant.objects.filter(consultation=consultation).first()

    assert [group_all(), group_all()] == [1, 0]
    cast(person, rows[0], -1)
    assert [group_all(), group_all()] == [1, 0]
    votes_on(rows[0], imported_people(consultation, 1, key="late"), agree=1)
    assert [group_all(), group_all()] == [1, 0]
    rows[1].contribution.move("hidden")
    assert [group_all(), group_all()] == [1, 0]
    rows[1].contribution.move("published")
    assert [group_all(), group_all()] == [1, 0]
    Participant.objects.filter(import_key="camp0-1").delete()
    assert [group_all(), group_all()] == [1, 0]
    ConsultationFactory()
    tasks.group()
    assert Grouping.objects.count() == 6


def test_a_consultation_that_cannot_be_grouped_keeps_no_other_waiting(caplog):
    rows = [camps(15, 15)[0] for _ in range(3)]
    Carried.objects.create(consultation=rows[1], state=b"damaged", until=timezone.now())

    assert group_all() == 2
    assert {row.consultation for row in Grouping.objects.newest()} == {rows[0], rows[2]}
    assert f"Consultation {rows[1].pk} could not be grouped" in caplog.text


def test_a_vote_whose_moment_lies_before_the_last_one_counted_is_not_lost():
    consultation, rows = camps(15, 15)
    group_all()
    late = votes_on(rows[0], imported_people(consultation, 1, key="slow"), agree=1)
    Vote.objects.filter(pk=late[0].pk).update(at=timezone.now() - timedelta(hours=1))

    assert group_all() == 1
    assert Grouping.objects.newest().get().people == 31


def test_only_the_last_groupings_are_kept():
    consultation, _rows = camps(6, 6)
    for _ in range(KEPT + 3):
        last = group(consultation)

    assert consultation.groupings.count() == KEPT
    assert Grouping.objects.newest().get() == last


def test_the_newest_grouping_is_one_for_each_consultation():
    rows = [group(consultation) for consultation, _ in (camps(6, 6), camps(7, 7)) for _twice in range(2)]

    assert set(Grouping.objects.newest()) == {rows[1], rows[3]}


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_leaves_the_work_to_the_first():
    camps(15, 15)
    held, enough = threading.Event(), threading.Event()

    def hold():
        with advisory.lock("insights.groups"):
            held.set()
            enough.wait(20)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(hold)
        held.wait(20)
        second = group_all()
        enough.set()
        first.result()

    assert second == 0
    assert group_all() == 1


# == Carried on ==
def stands(consultation):
    """In which group each participant is, by what the next grouping carries on from."""
    carried = Carried.objects.get(consultation=consultation)
    return updates.shown(saving.load(bytes(carried.state))).participants


def test_groups_keep_their_names_whoever_comes_and_whatever_is_taken_down():
    consultation, rows = camps(30, 25)
    group(consultation)
    first = stands(consultation)
    assert set(first.values()) == {0, 1}

    Vote.objects.bulk_create(
        Vote(
            participant=person, statement=row, value=1 if place < 2 or (place > 2 and place % 2 == 0) else -1
        )
        for person in imported_people(consultation, 40, key="later")
        for place, row in enumerate(rows)
    )
    assert group(consultation).votes == 95 * len(rows)
    second = stands(consultation)
    rows[0].contribution.move("hidden")
    assert group(consultation).votes == 95 * (len(rows) - 1)
    third = stands(consultation)

    assert (
        {person: second[person] for person in first} == {person: third[person] for person in first} == first
    )
    assert len(third) == 95


def test_a_changed_vote_counts_as_it_is_now():
    consultation, rows = camps(15, 15)
    group(consultation)
    vote = Vote.objects.filter(statement=rows[0]).first()
    Vote.objects.filter(pk=vote.pk).update(value=-1, at=timezone.now())

    found = group(consultation)

    assert found.votes == 30 * len(rows)
    claim = next(row for row in found.result["claims"] if row["statement"] == rows[0].pk)
    assert sum(side["agrees"] for side in claim["groups"]) == 29
