import threading
from collections import Counter

import pytest
from django.db import connection

from consultations import actions
from consultations.models import Participant, Statement, Vote
from consultations.querysets.statements import Tally
from consultations.states import State, Value
from core.verdict import Refused
from tests.factories.accounts import UserFactory
from tests.factories.consultations import (
    ConsultationFactory,
    ParticipantFactory,
    StatementFactory,
    VoteFactory,
    imported_people,
    votes_on,
)

pytestmark = pytest.mark.django_db


def test_a_vote_makes_the_person_a_participant():
    statement, person = StatementFactory(), UserFactory()

    vote = actions.vote(statement, by=person, value=Value.PASS)

    assert Vote.objects.get() == vote
    assert (vote.value, vote.participant.user, vote.participant.consultation) == (
        0,
        person,
        statement.consultation,
    )


def test_a_vote_may_be_changed_and_the_last_one_counts():
    statement, person = StatementFactory(), UserFactory()
    first = actions.vote(statement, by=person, value=Value.AGREE)

    actions.vote(statement, by=person, value=Value.DISAGREE)

    vote = Vote.objects.get()
    assert vote.value == -1
    assert vote.at > first.at


@pytest.mark.parametrize("value", [2, -2, 10**6])
def test_other_votes_are_refused(value):
    with pytest.raises(Refused, match=r"Choose “Agree”, “Disagree” or “Pass”."):
        actions.vote(StatementFactory(), by=UserFactory(), value=value)

    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [(State.DRAFT, "is not open yet"), (State.CLOSED, "is closed. Nothing can be added to it any more.")],
)
def test_a_vote_on_what_is_not_open_gets_a_sentence(state, sentence):
    statement = StatementFactory(consultation__state=state)

    with pytest.raises(Refused, match=sentence):
        actions.vote(statement, by=UserFactory(), value=1)

    assert not Participant.objects.exists()


def test_a_vote_on_a_consultation_closed_a_moment_ago_is_refused():
    statement = StatementFactory()
    statement.contribution, statement.consultation  # loaded while it was open  # noqa: B018
    type(statement.consultation).objects.update(state=State.CLOSED)

    with pytest.raises(Refused, match="is closed"):
        actions.vote(statement, by=UserFactory(), value=1)

    assert not Vote.objects.exists()


def test_a_statement_that_waits_for_a_moderator_cannot_be_voted_on():
    with pytest.raises(Refused, match="is not shown"):
        actions.vote(StatementFactory(contribution__state="pending"), by=UserFactory(), value=1)


def test_nobody_votes_faster_than_anyone_can_read():
    statement, person = StatementFactory(), UserFactory()

    def vote_on():
        for _ in range(260):  # the limit is per minute, and a new minute may begin meanwhile
            actions.vote(statement, by=person, value=1)

    with pytest.raises(Refused, match="faster than anyone can read"):
        vote_on()


def test_a_suggested_statement_waits_for_a_moderator():
    consultation, person = ConsultationFactory(), UserFactory()

    statement = actions.suggest(consultation, by=person, body=" Rebuild the bridges first. ", reader="en")

    assert (statement.contribution.state, statement.contribution.body) == (
        "pending",
        "Rebuild the bridges first.",
    )
    assert statement.contribution.kind == "statement"
    assert list(consultation.statements.public()) == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("", "Write something first."), ("x" * 141, "1 character too long; at most 140 fit")],
)
def test_an_empty_or_overlong_statement_is_refused(body, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.suggest(ConsultationFactory(), by=UserFactory(), body=body, reader="en")

    assert not Statement.objects.exists()
    assert not Participant.objects.exists()


def test_a_statement_that_is_there_already_is_not_added_again():
    statement = StatementFactory(contribution__body="Open the crossings.")

    with pytest.raises(Refused, match="already here"):
        actions.suggest(statement.consultation, by=UserFactory(), body="open the crossings.", reader="en")


def test_nobody_suggests_after_the_end():
    with pytest.raises(Refused, match="is closed"):
        actions.suggest(
            ConsultationFactory(state=State.CLOSED), by=UserFactory(), body="Too late.", reader="en"
        )


def test_votes_are_counted_by_statement_without_those_taken_down():
    statement = StatementFactory()
    hidden = StatementFactory(consultation=statement.consultation, contribution__state="hidden")
    quiet = StatementFactory(consultation=statement.consultation)
    people = imported_people(statement.consultation, 9)
    votes_on(statement, people, agree=5, disagree=3, skip=1)
    votes_on(hidden, people, agree=9)

    tallies = Vote.objects.tallies_of(statement.consultation)

    assert tallies == {statement.pk: Tally(5, 3, 1), quiet.pk: Tally(0, 0, 0)}
    assert tallies[statement.pk].votes == 9


def test_the_next_statement_is_public_and_not_voted_on_yet():
    consultation = ConsultationFactory()
    statements = StatementFactory.create_batch(6, consultation=consultation)
    StatementFactory(consultation=consultation, contribution__state="pending")
    StatementFactory()
    me = ParticipantFactory(consultation=consultation)
    asked = []

    while statement := actions.next_statement(consultation, me):
        asked.append(statement.pk)
        VoteFactory(statement=statement, participant=me)

    assert sorted(asked) == [statement.pk for statement in statements]


def test_the_next_statement_stays_the_same_until_the_person_votes():
    consultation = ConsultationFactory()
    StatementFactory.create_batch(20, consultation=consultation)
    me = ParticipantFactory(consultation=consultation)

    assert len({actions.next_statement(consultation, me).pk for _ in range(5)}) == 1


def test_no_statement_is_next_when_there_is_none():
    assert actions.next_statement(ConsultationFactory(), None) is None


def test_statements_that_few_have_seen_and_most_agree_with_come_sooner_and_all_come():
    consultation = ConsultationFactory()
    liked, passed_over, unseen = StatementFactory.create_batch(3, consultation=consultation)
    people = imported_people(consultation, 60)
    votes_on(liked, people, agree=50, disagree=10)
    votes_on(passed_over, people, skip=60)

    drawn = Counter(
        actions.next_statement(consultation, person).pk for person in imported_people(consultation, 400, "q")
    )

    assert drawn[unseen.pk] > drawn[liked.pk] > 0
    assert 5 < drawn[passed_over.pk] < 60  # only by the share drawn evenly: 400 * .15 / 3 = 20


def test_a_statement_taken_down_a_moment_ago_is_not_asked_about():
    consultation = ConsultationFactory()
    first, second = StatementFactory.create_batch(2, consultation=consultation)
    asked = actions.next_statement(consultation, None)  # counts are kept for some seconds
    asked.contribution.move("hidden")

    assert actions.next_statement(consultation, None) == ({first, second} - {asked}).pop()


@pytest.mark.django_db(transaction=True)
def test_votes_sent_at_once_by_one_person_leave_one_row():
    statement, person = StatementFactory(), UserFactory()
    faults, start = [], threading.Barrier(6)

    def send(value):
        start.wait()
        try:
            actions.vote(statement, by=person, value=value)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[value]) for value in (1, -1, 0) * 2]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert faults == []
    assert (Participant.objects.count(), Vote.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_no_vote_arrives_after_the_close(settings):
    """Whatever the order: a vote that was taken was there before the close; the others are refused."""
    settings.PORTAL_DEMO = True
    statement, facilitator = StatementFactory(), UserFactory(facilitator=True)
    consultation = statement.consultation
    people = UserFactory.create_batch(12)
    outcomes, at_close, start = [], [], threading.Barrier(13)

    def send(person):
        start.wait()
        try:
            actions.vote(statement, by=person, value=1)
            outcomes.append("counted")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    def close():
        start.wait()
        actions.close(consultation, by=facilitator)
        at_close.append(Vote.objects.count())
        connection.close()

    threads = [threading.Thread(target=send, args=[person]) for person in people] + [
        threading.Thread(target=close)
    ]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert len(outcomes) == 12
    assert at_close == [outcomes.count("counted")] == [Vote.objects.count()]
