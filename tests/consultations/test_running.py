import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from consultations import actions
from consultations.models import Consultation, Option
from consultations.states import State
from contributions.models import Contribution
from core.models import StateChange
from core.verdict import Refused
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory, QuestionFactory, SeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def facilitator():
    return UserFactory(facilitator=True)


@pytest.fixture
def draft():
    return ConsultationFactory(state=State.DRAFT)


def test_opening_dates_it_and_makes_the_first_statements_public(draft, facilitator):
    SeedFactory(consultation=draft, text_en="Open the crossings.", text_uk="Відкрити переходи.", text_ru="")

    actions.open_consultation(draft, by=facilitator)

    draft.refresh_from_db()
    assert draft.state == State.OPEN
    assert timezone.now() - draft.opens_at < timedelta(seconds=20)
    (statement,) = draft.statements.public()
    words = statement.contribution
    assert (words.body, words.language, words.author, words.kind) == (
        "Open the crossings.",
        "en",
        None,
        "statement",
    )
    assert [(row.language, row.body) for row in words.translations.all()] == [("uk", "Відкрити переходи.")]
    assert StateChange.objects.get(after="open").by == facilitator


@pytest.mark.django_db(transaction=True)
def test_what_was_given_more_time_a_moment_ago_is_not_closed():
    consultation = ConsultationFactory(closes_at=timezone.now() - timedelta(minutes=1))
    later = timezone.now() + timedelta(days=9)
    closed = []

    def work():
        closed.append(actions.close_due())
        connection.close()

    clock = threading.Thread(target=work)
    with transaction.atomic():
        Consultation.objects.filter(pk=consultation.pk).update(closes_at=later)
        clock.start()
        wait_for_a_lock()
    clock.join()

    consultation.refresh_from_db()
    assert (closed, consultation.state, consultation.closes_at) == ([0], State.OPEN, later)
    assert not StateChange.objects.exists()


def wait_for_a_lock():
    """Until another connection waits for what this one holds."""
    for _time in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone():
                return
        time.sleep(0.05)
    pytest.fail("nobody waits")


def test_first_statements_of_a_draft_are_nowhere_to_be_seen(draft, facilitator):
    SeedFactory(consultation=draft)

    actions.plant(draft, by=facilitator)

    assert not Contribution.objects.exists()


def test_a_first_statement_without_english_is_told_in_its_own_language(draft, facilitator):
    SeedFactory(consultation=draft, text_en="", text_ru="Открыть переходы.", text_uk="Відкрити переходи.")

    actions.open_consultation(draft, by=facilitator)

    assert draft.statements.get().contribution.language == "uk"


def test_first_statements_added_later_are_planted_once(draft, facilitator):
    SeedFactory(consultation=draft)
    actions.open_consultation(draft, by=facilitator)
    SeedFactory(consultation=draft)

    assert len(actions.plant(draft, by=facilitator)) == 1
    assert actions.plant(draft, by=facilitator) == []
    assert draft.statements.count() == 2


def test_an_empty_consultation_is_not_opened(draft, facilitator):
    with pytest.raises(Refused, match="nothing to answer yet"):
        actions.open_consultation(draft, by=facilitator)


def test_a_question_without_answers_to_choose_from_is_named(draft, facilitator):
    QuestionFactory(consultation=draft, kind="many", text_en="Who first?", options=1)

    with pytest.raises(Refused, match=r"“Who first[?]” needs at least two answers"):
        actions.open_consultation(draft, by=facilitator)

    assert Consultation.objects.get().state == State.DRAFT


def test_a_consultation_whose_end_has_passed_is_not_opened(facilitator):
    draft = ConsultationFactory(state=State.DRAFT, closes_at=timezone.now() - timedelta(hours=1))
    QuestionFactory(consultation=draft)

    with pytest.raises(Refused, match="has passed"):
        actions.open_consultation(draft, by=facilitator)


def test_a_citizen_opens_and_closes_nothing(draft):
    with pytest.raises(Refused, match="Only facilitators"):
        actions.open_consultation(draft, by=UserFactory())
    with pytest.raises(Refused, match="Only facilitators"):
        actions.close(ConsultationFactory(), by=UserFactory())


def test_closing_dates_the_end(facilitator):
    consultation = ConsultationFactory()

    actions.close(consultation, by=facilitator)

    consultation.refresh_from_db()
    assert consultation.state == State.CLOSED
    assert consultation.closes_at <= timezone.now()


def test_what_is_due_is_closed_and_nothing_else():
    due = ConsultationFactory(closes_at=timezone.now() - timedelta(minutes=1))
    others = [
        ConsultationFactory(),
        ConsultationFactory(closes_at=None),
        ConsultationFactory(state=State.DRAFT),
    ]

    assert actions.close_due() == 1
    assert actions.close_due() == 0

    due.refresh_from_db()
    assert due.state == State.CLOSED
    assert StateChange.objects.get().why == "due"
    assert not Consultation.objects.filter(pk__in=[row.pk for row in others], state=State.CLOSED).exists()


def test_answers_to_choose_from_are_given_for_each_language(draft, facilitator):
    question = QuestionFactory(consultation=draft)

    actions.set_options(question, by=facilitator, labels={"en": ["Yes", "No"], "uk": ["Так", "Ні"], "ru": []})

    rows = [(row.label_en, row.label_uk, row.label_ru) for row in question.options.all()]
    assert rows == [("Yes", "Так", None), ("No", "Ні", None)]


def test_unequal_lists_of_answers_change_nothing(draft, facilitator):
    question = QuestionFactory(consultation=draft, options=2)

    with pytest.raises(Refused, match="same number of answers"):
        actions.set_options(question, by=facilitator, labels={"en": ["Yes", "No"], "uk": ["Так"]})

    assert Option.objects.count() == 2


def test_answers_to_choose_from_stay_once_people_answer(facilitator):
    question = QuestionFactory()

    with pytest.raises(Refused, match="stay as they are"):
        actions.set_options(question, by=facilitator, labels={"en": ["Yes", "No"]})
