import threading

import pytest
from django.db import connection

from consultations import actions
from consultations.models import Choice, OpenAnswer, Participant, Sheet
from consultations.states import State
from contributions.models import Contribution
from core.verdict import Refused
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory, QuestionFactory
from tests.factories.contributions import trusted

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    """A consultation with a question of each kind: (consultation, {kind: question})."""
    consultation = ConsultationFactory()
    kinds = ("one", "many", "scale", "text")
    return consultation, {kind: QuestionFactory(consultation=consultation, kind=kind) for kind in kinds}


def nothing_was_kept():
    return not (Participant.objects.exists() or Sheet.objects.exists() or Choice.objects.exists())


def test_a_sheet_holds_every_kind_of_answer(survey):
    consultation, ask = survey
    one, (first, _second, third) = ask["one"].options.last(), ask["many"].options.all()
    person = trusted(UserFactory())

    sheet = actions.answer(
        consultation,
        by=person,
        answers={
            ask["one"].pk: one.pk,
            ask["many"].pk: [first.pk, third.pk],
            ask["scale"].pk: 4,
            ask["text"].pk: "  Let the families write to each other.  ",
        },
        reader="en",
    )

    rows = set(sheet.choices.values_list("question", "option", "number"))
    assert rows == {
        (ask["one"].pk, one.pk, None),
        (ask["many"].pk, first.pk, None),
        (ask["many"].pk, third.pk, None),
        (ask["scale"].pk, None, 4),
    }
    words = sheet.open_answers.get().contribution
    assert (words.kind, words.body, words.author, words.topic) == (
        "open_answer", "Let the families write to each other.", person, consultation.topic,
    )  # fmt: skip
    assert words.is_public
    assert words.place == sheet.open_answers.get()


def test_the_words_of_a_new_person_wait_for_a_moderator(survey):
    consultation, ask = survey

    actions.answer(consultation, by=UserFactory(), answers={ask["text"].pk: "Speak with us."}, reader="en")

    assert OpenAnswer.objects.get().contribution.state == "pending"
    assert not OpenAnswer.objects.public().exists()


def test_a_second_answer_gets_a_clear_sentence_and_keeps_the_first(survey):
    consultation, ask = survey
    person = UserFactory()
    actions.answer(consultation, by=person, answers={ask["scale"].pk: 1}, reader="en")

    with pytest.raises(Refused, match=r"have been sent already. Everyone answers once."):
        actions.answer(consultation, by=person, answers={ask["scale"].pk: 5}, reader="en")

    assert Choice.objects.get().number == 1


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("one", 0, "Choose from the answers shown."),
        ("many", [0], "Choose from the answers shown."),
        ("scale", 6, "Choose a number from 1 to 5."),
        ("scale", 0, "Choose a number from 1 to 5."),
        ("text", "x" * 3001, "The text is 1 character too long; at most 3000 fit."),
    ],
)
def test_a_wrong_answer_names_its_question_and_keeps_nothing(survey, kind, value, sentence):
    consultation, ask = survey
    others = {ask["scale"].pk: 3, ask["text"].pk: "My own words."}

    with pytest.raises(actions.AnswerRefused) as refused:
        actions.answer(consultation, by=UserFactory(), answers=others | {ask[kind].pk: value}, reader="en")

    assert (refused.value.question, refused.value.reason) == (ask[kind], sentence)
    assert nothing_was_kept()
    assert not Contribution.objects.exists()


def test_an_option_of_another_question_is_refused(survey):
    consultation, ask = survey
    foreign = ask["many"].options.first()

    with pytest.raises(actions.AnswerRefused):
        actions.answer(consultation, by=UserFactory(), answers={ask["one"].pk: foreign.pk}, reader="en")


def test_required_questions_are_required(survey):
    consultation, ask = survey
    must = QuestionFactory(consultation=consultation, required=True, text_en="Who first?")

    with pytest.raises(actions.AnswerRefused, match=r"Answer this question: “Who first[?]”") as refused:
        actions.answer(consultation, by=UserFactory(), answers={ask["scale"].pk: 2}, reader="en")

    assert refused.value.question == must
    assert nothing_was_kept()


@pytest.mark.parametrize("empty", [None, "", "   ", []])
def test_an_empty_sheet_is_not_taken(survey, empty):
    consultation, ask = survey

    with pytest.raises(Refused, match=r"Answer at least one question."):
        actions.answer(consultation, by=UserFactory(), answers={ask["text"].pk: empty}, reader="en")

    assert nothing_was_kept()


def test_the_same_words_twice_on_one_sheet_are_refused(survey):
    consultation, ask = survey
    again = QuestionFactory(consultation=consultation, kind="text")

    with pytest.raises(actions.AnswerRefused, match="same words as in another answer"):
        actions.answer(
            consultation, by=UserFactory(), answers={ask["text"].pk: "No.", again.pk: "No."}, reader="en"
        )

    assert nothing_was_kept()


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED])
def test_nobody_answers_what_is_not_open(state):
    consultation = ConsultationFactory(state=state)
    question = QuestionFactory(consultation=consultation, kind="scale")

    with pytest.raises(Refused):
        actions.answer(consultation, by=UserFactory(), answers={question.pk: 3}, reader="en")

    assert nothing_was_kept()


@pytest.mark.django_db(transaction=True)
def test_of_sheets_sent_at_once_by_one_person_one_is_kept():
    question = QuestionFactory(kind="scale")
    person, outcomes = UserFactory(), []
    start = threading.Barrier(4)

    def send(number):
        start.wait()
        try:
            actions.answer(question.consultation, by=person, answers={question.pk: number}, reader="en")
            outcomes.append("sent")
        except Refused as refused:
            outcomes.append(refused.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[n]) for n in (1, 2, 3, 4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["Your answers have been sent already. Everyone answers once."] * 3 + ["sent"]
    assert (Participant.objects.count(), Sheet.objects.count(), Choice.objects.count()) == (1, 1, 1)
