from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.models import Choice, Vote
from consultations.states import MOVES, State
from core.models import StateChange
from core.states import MoveNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.consultations import (
    ConsultationFactory,
    ParticipantFactory,
    QuestionFactory,
    SheetFactory,
    VoteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "after"), [pair for pair in product(State, State) if pair[1] in MOVES[pair[0]]]
)
def test_a_move_of_the_table_is_made_and_traced(before, after):
    consultation = ConsultationFactory(state=before)
    facilitator = UserFactory(facilitator=True)

    consultation.move(after, by=facilitator, opens_at=timezone.now())

    consultation.refresh_from_db()
    assert consultation.state == after
    change = StateChange.objects.get()
    assert (change.kind, change.before, change.after, change.by) == (
        "consultations.consultation", before, after, facilitator,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"), [pair for pair in product(State, State) if pair[1] not in MOVES[pair[0]]]
)
def test_a_move_outside_the_table_changes_nothing(before, after):
    consultation = ConsultationFactory(state=before)

    with pytest.raises(MoveNotAllowed):
        consultation.move(after, by=UserFactory())

    consultation.refresh_from_db()
    assert consultation.state == before
    assert not StateChange.objects.exists()


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_the_database_knows_the_states_and_wants_dates():
    refused(lambda: ConsultationFactory(state="paused"))
    refused(lambda: ConsultationFactory(state="open", opens_at=None))
    refused(lambda: ConsultationFactory(state="closed", closes_at=None))
    day = timedelta(days=1)
    refused(lambda: ConsultationFactory(opens_at=timezone.now(), closes_at=timezone.now() - day))


def test_the_database_lets_nobody_in_twice():
    participant = ParticipantFactory()
    SheetFactory(participant=participant)

    refused(lambda: ParticipantFactory(consultation=participant.consultation, user=participant.user))
    refused(lambda: SheetFactory(participant=participant))


def test_the_database_keeps_one_known_vote_per_person_and_statement():
    vote = VoteFactory()

    refused(lambda: VoteFactory(participant=vote.participant, statement=vote.statement, value=-1))
    refused(lambda: VoteFactory(value=2))
    assert Vote.objects.count() == 1


def test_the_database_wants_an_option_or_a_number_on_the_scale():
    sheet, question = SheetFactory(), QuestionFactory()
    option = question.options.first()

    refused(lambda: Choice.objects.create(sheet=sheet, question=question))
    refused(lambda: Choice.objects.create(sheet=sheet, question=question, option=option, number=1))
    refused(lambda: Choice.objects.create(sheet=sheet, question=question, number=6))
    Choice.objects.create(sheet=sheet, question=question, option=option)
    refused(lambda: Choice.objects.create(sheet=sheet, question=question, option=option))
