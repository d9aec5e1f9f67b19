import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from contributions.models import Contribution
from contributions.permissions import is_counted
from core.models import OutgoingEmail
from moderation.actions import decide
from tests.factories.accounts import UserFactory
from tests.factories.consultations import StatementFactory, VoteFactory
from tests.factories.moderation import CaseFactory, ReasonFactory, ReportFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reason():
    return ReasonFactory(
        code="for-e-mails",
        title_ru="Личные данные",
        title_uk="Особисті дані",
        text_ru="Названо частное лицо.",
        text_uk="Названо приватну особу.",
    )


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "Insult", "It insults a person or a group of people."),
        ("ru", "Личные данные", "Названо частное лицо."),
        ("uk", "Особисті дані", "Названо приватну особу."),
    ],
)
def test_the_author_is_told_the_reason_in_their_own_language(language, title, text, moderator, reason):
    author = UserFactory(language=language, email="author@example.org", display_name="Олена")
    case = CaseFactory(contribution__author=author, contribution__state="published")

    decision = decide(case, by=moderator, verdict="hide", reason=reason, note="Only the number.", version=1)

    email = OutgoingEmail.objects.get()
    assert (email.to, email.language, email.key) == (
        "author@example.org",
        language,
        f"decision:{decision.pk}",
    )
    for part in (title, text, "Only the number.", "Олена", case.contribution.body):
        assert part in email.text
        assert part in email.html
    assert f"/{language}/words/{case.contribution.pk}/" in email.text
    assert f"/{language}/moderation/rules/" in email.text
    assert "Marta" not in email.text + email.html


def test_the_author_of_first_words_is_told_that_they_are_published(moderator):
    case = CaseFactory()

    decide(case, by=moderator, verdict="approve", version=1)

    email = OutgoingEmail.objects.get()
    assert email.subject == "Your words are published"
    assert "public now" in email.text


def test_nobody_is_alarmed_about_words_that_stay_up_after_a_report(moderator):
    report = ReportFactory()
    case = CaseFactory(contribution=report.contribution, why="reported")

    decide(case, by=moderator, verdict="approve", version=1)

    assert not OutgoingEmail.objects.exists()


def test_the_author_of_a_petition_reads_which_one_it_is_about(moderator):
    petition = PetitionFactory(state="waiting", contribution__state="pending", action="Mend the old bridge")
    case = CaseFactory(contribution=petition.contribution, why="petition")

    decide(case, by=moderator, verdict="approve", version=1)

    email = OutgoingEmail.objects.get()
    assert "It is open for signatures." in email.text
    assert "Mend the old bridge" in email.text
    assert "Mend the old bridge" in email.html


def test_a_closed_account_gets_no_email(moderator, reason):
    case = CaseFactory(contribution__author__is_active=False)

    decide(case, by=moderator, verdict="reject", reason=reason, version=1)

    assert not OutgoingEmail.objects.exists()


def test_signs_of_markup_in_a_note_arrive_as_they_were_typed(moderator, reason):
    case = CaseFactory(contribution__body="Say <b>it</b> & mean it")

    decide(case, by=moderator, verdict="reject", reason=reason, note='1 < 2 & "so"', version=1)

    email = OutgoingEmail.objects.get()
    assert '1 < 2 & "so"' in email.text
    assert "Say <b>it</b> & mean it" in email.text
    assert "1 &lt; 2 &amp;" in email.html
    assert "<b>it</b>" not in email.html


@pytest.mark.parametrize(("state", "verdict"), [("waiting", "reject"), ("open", "hide")])
@pytest.mark.parametrize("shows_text", [True, False])
def test_the_author_of_a_petition_is_told_whether_everybody_can_still_read_it(
    state, verdict, shows_text, moderator, client
):
    petition = PetitionFactory(state=state)
    case = CaseFactory(contribution=petition.contribution, why="petition")
    reason = ReasonFactory(code="shows-or-not", shows_text=shows_text)

    decide(case, by=moderator, verdict=verdict, reason=reason, version=1)

    email = OutgoingEmail.objects.get()
    for part in (email.text.replace("\n", " "), email.html):
        assert ("Everybody can still read these words" in part) == shows_text
        assert ("Only you and the moderators see these words now." in part) != shows_text
    assert (client.get(petition.get_absolute_url()).status_code == 200) == shows_text


@pytest.mark.parametrize("is_signed", [True, False])
def test_the_author_is_told_whether_the_words_can_still_be_changed(is_signed, moderator, reason):
    petition = PetitionFactory(state="open")
    if is_signed:
        SignatureFactory(petition=petition)
    case = CaseFactory(contribution=petition.contribution, why="petition")

    decide(case, by=moderator, verdict="hide", reason=reason, version=1)

    email = OutgoingEmail.objects.get()
    for part in (email.text.replace("\n", " "), email.html):
        assert ("You can change them; a moderator then reads them again." in part) != is_signed
        assert ("Others have signed or voted on these words" in part) == is_signed


@pytest.mark.parametrize("is_voted_on", [True, False])
def test_the_author_of_votable_words_reads_on_the_way_to_taking_them_back_whether_they_can_be_changed(
    is_voted_on, moderator, reason, client
):
    words = StatementFactory().contribution
    if is_voted_on:
        VoteFactory(statement=words.statement)
    decide(CaseFactory(contribution=words), by=moderator, verdict="hide", reason=reason, version=1)
    client.force_login(words.author)

    page = client.get(reverse("contributions:withdraw", args=[words.pk])).content.decode()

    assert ("Others have signed or voted on these words" in page) == is_voted_on
    assert (reverse("contributions:edit", args=[words.pk]) in page) != is_voted_on


@pytest.mark.parametrize("is_voted_on", [True, False])
def test_a_note_leads_to_the_form_only_where_the_words_can_be_changed(
    is_voted_on, moderator, reason, django_assert_num_queries
):
    words = StatementFactory().contribution
    if is_voted_on:
        VoteFactory(statement=words.statement)
    decide(CaseFactory(contribution=words), by=moderator, verdict="hide", reason=reason, version=1)
    words = Contribution.objects.for_voices().get(pk=words.pk)

    context = {"words": words, "viewer": words.author, "is_counted": is_counted(words)}
    with django_assert_num_queries(0):
        note = render_to_string("_moderated.html", context)

    assert (reverse("contributions:edit", args=[words.pk]) in note) != is_voted_on
