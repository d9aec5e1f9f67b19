"""Drafts shared within an office."""

import pytest

from answers import actions
from answers.actions import Overtaken, Text
from answers.models import Answer
from tests.factories.accounts import MembershipFactory, OfficeFactory, UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.petitions import PetitionFactory
from tests.races import refusals

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.RoleBackend"
MINE, THEIRS = {"en": Text("Mine", "My words.")}, {"en": Text("Theirs", "Their words.")}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def anna(office):
    return MembershipFactory(office=office, user__display_name="Anna").user


@pytest.fixture
def boris(office):
    return MembershipFactory(office=office, user__display_name="Boris").user


def form(answer, version, **changes):
    return {"language": "en", "version": version, "title_en": "Mine", "body_en": "My words.", **changes}


def test_each_saving_is_a_version_and_says_who_wrote_it(office, anna, boris):
    answer = actions.draft(office=office, by=anna, target=PetitionFactory(), language="en", texts=MINE)
    assert (answer.version, answer.edited_by) == (1, anna)

    actions.revise(answer, by=boris, language="en", texts=THEIRS)

    answer.refresh_from_db()
    assert (answer.version, answer.author, answer.edited_by, answer.title) == (2, anna, boris, "Theirs")


def test_who_began_from_an_older_version_changes_nothing(office, anna, boris):
    answer = AnswerFactory(office=office, state="draft")
    actions.revise(answer, by=boris, language="en", texts=THEIRS, seen=1)

    with pytest.raises(Overtaken, match="Boris saved this answer while you were writing") as refused:
        actions.revise(answer, by=anna, language="en", texts=MINE, seen=1)

    assert refused.value.answer.title == "Theirs"
    assert Answer.objects.get().title == "Theirs"
    assert actions.revise(answer, by=anna, language="en", texts=MINE, seen=2).version == 3


def test_the_loser_gets_the_form_back_filled_in_beside_what_the_other_wrote(client, office, anna, boris):
    answer = AnswerFactory(office=office, state="draft")
    actions.revise(answer, by=boris, language="en", texts={**THEIRS, "uk": Text("Їхнє", "Їхні слова.")})
    client.force_login(anna, backend=BACKEND)
    path = f"/en/answers/{answer.pk}/edit/"

    page = client.post(path, form(answer, 1)).content.decode()

    assert "Boris saved this answer while you were writing." in page
    assert "What Boris saved" in page
    for words in ("Their words.", "Їхні слова.", "My words.", 'name="version" value="2"'):
        assert words in page
    assert Answer.objects.get().title == "Theirs"
    assert client.post(path, form(answer, 2)).status_code == 302
    assert Answer.objects.get().title == "Mine"


def test_what_was_typed_comes_back_when_a_colleague_has_published_meanwhile(client, office, anna, boris):
    answer = AnswerFactory(office=office, state="draft")
    client.force_login(anna, backend=BACKEND)
    actions.publish(answer, by=boris)

    page = client.post(f"/en/answers/{answer.pk}/edit/", form(answer, 1)).content.decode()

    assert "This answer is published: it stands as it is" in page
    assert "My words." in page
    assert client.get(f"/en/answers/{answer.pk}/edit/").url == answer.get_absolute_url()


def test_whoever_begins_an_answer_sees_that_a_colleague_has_begun_one(client, office, anna):
    begun = AnswerFactory(office=office, state="draft", title="Begun on Monday")
    AnswerFactory(state="draft", petition=begun.petition, title="Of another office")
    client.force_login(anna, backend=BACKEND)

    page = client.get(f"/en/answers/new/?petition={begun.petition.pk}").content.decode()

    assert "Begun on Monday" in page
    assert "Of another office" not in page


@pytest.mark.parametrize(
    "role", ["citizen", "moderator", "facilitator", "operator", "official without office"]
)
def test_drafts_are_for_officials_only(client, role):
    person = UserFactory(official=True) if role == "official without office" else UserFactory(role=role)
    client.force_login(person, backend=BACKEND)

    assert client.get("/en/answers/drafts/").status_code == 403


def test_the_list_shows_the_drafts_of_ones_own_offices_in_a_fixed_number_of_queries(
    client, office, anna, django_assert_max_num_queries
):
    AnswerFactory.create_batch(4, office=office, state="draft", title="Ours")
    AnswerFactory(state="draft", title="Of another office")
    AnswerFactory(office=office, title="Published long ago")
    client.force_login(anna, backend=BACKEND)

    with django_assert_max_num_queries(12):
        page = client.get("/en/answers/drafts/").content.decode()

    assert page.count("Ours") == 4
    assert "Of another office" not in page
    assert "Published long ago" not in page


@pytest.mark.django_db(transaction=True)
def test_of_four_who_save_at_once_one_wins_and_nobody_is_overwritten():
    office = OfficeFactory()
    answer = AnswerFactory(office=office, state="draft")
    people = [MembershipFactory(office=office).user for _ in range(4)]
    words = [{"en": Text(f"Text {n}", "Words.")} for n in range(4)]

    outcomes = refusals(
        *(
            lambda one=one, texts=texts: actions.revise(answer, by=one, language="en", texts=texts, seen=1)
            for one, texts in zip(people, words, strict=True)
        )
    )

    now = Answer.objects.get()
    assert outcomes.count(None) == 1
    assert (now.version, now.title) == (2, f"Text {outcomes.index(None)}")


@pytest.mark.parametrize("state", ["draft", "ready", "published"])
def test_the_page_of_a_draft_offers_what_makes_sense_while_nobody_else_sees_it(state, client, office, anna):
    answer = AnswerFactory(office=office, state=state, title="We publish the list")
    client.force_login(anna, backend=BACKEND)

    page = client.get(answer.get_absolute_url()).content.decode()
    content = page[page.index("<main") : page.index("</main>")]

    public = state == "published"
    assert ("Withdraw this answer" in content, "Discard this draft" in content) == (public, not public)
    assert ("What people make of it" in content) == public
    assert content.count("We publish the list") == 1
    assert content.count(answer.get_state_display()) == (0 if public else 1)


def test_a_draft_is_discarded_after_one_question(client, office, anna):
    answer = AnswerFactory(office=office, state="draft")
    client.force_login(anna, backend=BACKEND)
    address = f"/en/answers/{answer.pk}/withdraw/"

    asked = client.get(address).content.decode()
    told = client.post(address, follow=True).content.decode()

    assert "Discard this draft?" in asked
    assert "Withdraw" not in asked
    assert "The draft is discarded." in told
    assert "no longer stands on the page" not in told
    assert Answer.objects.get().state == "withdrawn"
