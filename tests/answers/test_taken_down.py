"""What an answer replies to was hidden or taken back: the answer stands, the words are named nowhere."""

import pytest
from django.utils import translation

from answers import actions
from answers.models import Answer, is_shown, shown_title
from core.models import OutgoingEmail
from tests.factories.accounts import MembershipFactory, OfficeFactory
from tests.factories.answers import AnswerFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.forums import ThreadFactory
from tests.factories.petitions import PetitionFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.RoleBackend"
WORDS = "Hidden words of somebody"


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


def answer_to_a_petition(state="hidden", **fields):
    petition = PetitionFactory(action=WORDS, contribution__state="published")
    petition.contribution.move(state)
    return AnswerFactory(petition=petition, **fields)


def answer_to_a_discussion(state="hidden", **fields):
    thread = ThreadFactory(title=WORDS, state="published")
    thread.contribution.move(state)
    return AnswerFactory(petition=None, thread=thread, **fields)


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
@pytest.mark.parametrize(
    ("make", "named"),
    [
        (answer_to_a_petition, "answers a petition that was taken down"),
        (answer_to_a_discussion, "answers a discussion that was taken down"),
    ],
)
def test_the_answer_stands_on_every_page_and_what_was_taken_down_is_named_on_none(make, named, state, client):
    answer = make(state)

    pages = [
        client.get(path).content.decode() for path in ("/en/", "/en/answers/", answer.get_absolute_url())
    ]

    for page in pages:
        assert answer.title in page
        assert named in page
        assert WORDS not in page
        assert "hidden-words-of-somebody" not in page


def test_officials_who_go_on_with_a_draft_are_told_that_its_petition_was_taken_down(client):
    answer = answer_to_a_petition(state="hidden")
    Answer.objects.update(state="draft")
    client.force_login(MembershipFactory(office=answer.office).user, backend=BACKEND)

    pages = [
        client.get(path).content.decode()
        for path in ("/en/answers/drafts/", f"/en/answers/{answer.pk}/edit/")
    ]

    for page in pages:
        assert "petition that was taken down" in page
        assert WORDS not in page


@pytest.mark.parametrize("make", [answer_to_a_petition, answer_to_a_discussion])
def test_who_publishes_an_answer_to_what_was_taken_down_is_promised_no_e_mails(make, client):
    answer = make()
    Answer.objects.update(state="draft")
    client.force_login(MembershipFactory(office=answer.office).user, backend=BACKEND)
    path = f"/en/answers/{answer.pk}/publish/"

    asked = client.get(path).content.decode()
    done = client.post(path, {"publish": answer.version}, follow=True)

    assert "everyone who signed, wrote or follows" not in asked
    assert done.redirect_chain == [(answer.get_absolute_url(), 302)]
    for page in (asked, done.content.decode()):
        assert "was taken down: nobody is told by e-mail unless it comes back within two weeks." in page


def test_the_e_mail_to_the_second_person_does_not_name_it_either():
    office = OfficeFactory(answers_need_two=True)
    writer, _colleague = (MembershipFactory(office=office).user for _ in range(2))
    answer = answer_to_a_petition(office=office, author=writer, state="hidden")
    Answer.objects.update(state="draft")

    actions.ask(answer, by=writer)

    email = OutgoingEmail.objects.get()
    assert email.subject == "Waits for you to publish: A petition that was taken down"
    assert WORDS not in email.text + email.html


def test_a_petition_that_was_rejected_and_stays_readable_is_named(client):
    answer = AnswerFactory(petition__state="rejected", petition__action="Readable all the same")

    page = client.get("/en/answers/").content.decode()

    assert answer.petition.is_shown
    assert "Readable all the same" in page


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_what_was_taken_down_is_called_so_in_every_language(language):
    with translation.override(language):
        titles = [shown_title(make().target) for make in (answer_to_a_petition, answer_to_a_discussion)]

    assert [title.language for title in titles] == [language] * 2
    assert WORDS not in "".join(title.text for title in titles)


def test_the_row_and_the_query_set_agree_on_what_is_shown():
    answers = [answer_to_a_petition(), answer_to_a_discussion(), answer_to_a_discussion("withdrawn")]
    shown = [
        AnswerFactory(),
        AnswerFactory(petition__state="rejected"),
        AnswerFactory(petition=None, thread=ThreadFactory()),
        AnswerFactory(petition=None, consultation=ConsultationFactory(state="closed")),
    ]
    answers += [*shown, AnswerFactory(petition__state="rejected", petition__rejection_shows_text=False)]

    assert [answer for answer in answers if answer.target_is_shown] == shown
    assert set(Answer.objects.to_what_is_shown()) == set(shown)
    assert is_shown(TopicFactory())
