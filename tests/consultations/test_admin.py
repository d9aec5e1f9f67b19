import pytest
from django.contrib.admin import site
from django.test import RequestFactory
from django.urls import reverse

from consultations import actions
from consultations.models import Consultation, Question
from consultations.states import State
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory, QuestionFactory, SeedFactory, StatementFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
ADD = "admin:consultations_consultation_add"


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def facilitator(client):
    user = UserFactory(facilitator=True)
    client.force_login(user)
    return user


def change(consultation):
    return reverse("admin:consultations_consultation_change", args=[consultation.pk])


def filled(topic, *questions, seeds=(), **fields):
    """What the form sends: a consultation, its questions and its first statements."""
    sent = {
        "title_en": "What should be watched first?",
        "slug": "watched-first",
        "topic": topic.pk,
        "summary_en": "We ask.",
        "opens_at_0": "", "opens_at_1": "", "closes_at_0": "", "closes_at_1": "",
        "questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": 0,
        "seeds-TOTAL_FORMS": len(seeds), "seeds-INITIAL_FORMS": 0,
    }  # fmt: skip
    for n, question in enumerate(questions):
        sent |= {f"questions-{n}-{name}": value for name, value in ({"order": n} | question).items()}
    for n, text in enumerate(seeds):
        sent |= {f"seeds-{n}-text_en": text, f"seeds-{n}-order": n}
    return sent | fields


CHOICE = {
    "kind": "one",
    "text_en": "Who first?",
    "text_uk": "Хто перший?",
    "options_en": "Families\n\n The wounded \n",
    "options_uk": "Родини\nПоранені",
}


def test_a_facilitator_makes_a_whole_consultation_on_one_page(client, facilitator):
    sent = filled(TopicFactory(), CHOICE, {"kind": "text", "text_en": "Why?"}, seeds=["Open the crossings."])

    response = client.post(reverse(ADD), sent)

    assert response.status_code == 302, response.context["errors"]
    made = Consultation.objects.get()
    assert (made.title, made.state, made.created_by) == (
        "What should be watched first?",
        "draft",
        facilitator,
    )
    first, second = made.questions.all()
    assert [(option.label_en, option.label_uk) for option in first.options.all()] == [
        ("Families", "Родини"),
        ("The wounded", "Поранені"),
    ]
    assert (second.kind, second.text) == ("text", "Why?")
    assert made.seeds.get().text == "Open the crossings."
    assert not made.statements.exists()


def test_the_form_comes_with_the_answers_to_choose_from(client, facilitator):
    question = QuestionFactory(consultation=ConsultationFactory(state=State.DRAFT), options=2)

    page = client.get(change(question.consultation)).text

    assert "Answer 1\nAnswer 2</textarea>" in page


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"options_en": "Yes\nNo", "options_uk": "Так"}, "Give the same number of answers in each language"),
        ({"options_en": "Yes"}, "Give at least two answers to choose from."),
        ({}, "Give at least two answers to choose from."),
        ({"options_en": "Yes\n" + "N" * 201}, "at most 200 characters fit into an answer."),
        ({"options_uk": "Так\n" + "Н" * 201}, "at most 200 characters fit into an answer."),
    ],
)
def test_wrong_answers_to_choose_from_come_back_with_a_sentence(client, facilitator, options, sentence):
    sent = filled(TopicFactory(), {"kind": "many", "text_en": "Who first?"} | options)

    response = client.post(reverse(ADD), sent)

    assert response.status_code == 200
    assert sentence in response.text
    assert not Consultation.objects.exists()


def test_an_end_before_the_beginning_comes_back_with_a_sentence(client, facilitator):
    dates = {
        "opens_at_0": "2027-02-02",
        "opens_at_1": "10:00",
        "closes_at_0": "2027-02-01",
        "closes_at_1": "10:00",
    }

    response = client.post(reverse(ADD), filled(TopicFactory(), **dates))

    assert "It must open before it closes." in response.text
    assert not Consultation.objects.exists()


def test_questions_are_fixed_and_statements_planted_once_it_is_open(client, facilitator):
    question = QuestionFactory(text_en="Who first?")
    consultation = question.consultation
    sent = filled(
        consultation.topic,
        {"id": question.pk, "consultation": consultation.pk, "kind": "text", "text_en": "Changed"},
        seeds=["Open the crossings."],
        title_en="A better title",
    ) | {"questions-INITIAL_FORMS": 1}

    response = client.post(change(consultation), sent)

    assert response.status_code == 302
    consultation.refresh_from_db()
    assert (consultation.title, consultation.topic_id) == ("A better title", question.consultation.topic_id)
    assert Question.objects.get().text == "Who first?"
    assert consultation.statements.get().contribution.body == "Open the crossings."


def test_a_form_that_was_read_before_the_close_changes_its_own_fields_only(facilitator):
    stale = ConsultationFactory()
    administration = site.get_model_admin(Consultation)
    request = RequestFactory().post("/")
    request.user = facilitator
    sent = {
        "title_en": "A better title", "title_ru": stale.title_ru, "title_uk": stale.title_uk,
        "summary_en": stale.summary_en, "closes_at_0": f"{stale.closes_at:%Y-%m-%d}",
        "closes_at_1": f"{stale.closes_at:%H:%M:%S}",
    }  # fmt: skip
    form = administration.get_form(request, stale)(sent, instance=stale)
    assert form.is_valid(), form.errors
    actions.close(Consultation.objects.get(), by=facilitator)

    administration.save_model(request, form.save(commit=False), form, change=True)

    found = Consultation.objects.get()
    assert (found.title, found.state) == ("A better title", State.CLOSED)


def test_what_is_closed_is_only_looked_at(client, facilitator):
    consultation = ConsultationFactory(state=State.CLOSED, title_en="As people saw it")

    assert client.get(change(consultation)).status_code == 200
    assert client.post(change(consultation), filled(consultation.topic)).status_code == 403
    assert Consultation.objects.get().title == "As people saw it"


def test_drafts_are_deleted_and_nothing_else(client, facilitator):
    draft = SeedFactory(consultation__state=State.DRAFT).consultation
    QuestionFactory(consultation=draft)
    opened = ConsultationFactory()

    for row in (draft, opened):
        client.post(reverse("admin:consultations_consultation_delete", args=[row.pk]), {"post": "yes"})

    assert list(Consultation.objects.all()) == [opened]


@pytest.mark.parametrize(("role", "status"), [("citizen", 302), ("official", 302), ("moderator", 403)])
def test_others_make_no_consultations(client, role, status):
    client.force_login(UserFactory(role=role))

    response = client.get(reverse(ADD))

    assert response.status_code in {status, 403}
    assert not Consultation.objects.exists()


def test_moderators_look_at_statements_and_decide_in_their_queue(client):
    statement = StatementFactory()
    client.force_login(UserFactory(moderator=True))

    page = client.get(reverse("admin:consultations_statement_changelist"))
    row = client.post(reverse("admin:consultations_statement_change", args=[statement.pk]), {})

    assert statement.contribution.body in page.text
    assert row.status_code == 403
