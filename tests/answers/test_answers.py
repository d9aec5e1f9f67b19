from itertools import product

import pytest

from answers import actions
from answers.actions import Text
from answers.forms import AnswerForm
from answers.models import Answer
from answers.permissions import may_change, may_withdraw
from answers.states import MOVES, State
from core.states import MoveNotAllowed
from core.verdict import Refused
from tests.factories.accounts import MembershipFactory, OfficeFactory, UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.petitions import PetitionFactory

pytestmark = pytest.mark.django_db
TEXTS = {"en": Text("We will do it", "From Friday on."), "ru": Text("Сделаем", "С пятницы.")}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True  # where officials need no second factor


@pytest.mark.parametrize(("before", "after"), [m for m in product(State, State) if m[1] not in MOVES[m[0]]])
def test_a_move_outside_the_table_changes_nothing(before, after):
    answer = AnswerFactory(state=before, published_at="2026-01-01T00:00Z")

    with pytest.raises(MoveNotAllowed):
        answer.move(after)

    answer.refresh_from_db()
    assert answer.state == before


ROLES = [
    "stranger",
    "citizen",
    "moderator",
    "facilitator",
    "operator",
    "official elsewhere",
    "official",
    "closed account",
]


def person(role, office):
    if role == "stranger":
        return None
    if role == "official":
        return MembershipFactory(office=office).user
    if role == "official elsewhere":
        return MembershipFactory().user
    if role == "closed account":
        return MembershipFactory(office=office, user__is_active=False).user
    return UserFactory(role=role)


@pytest.mark.parametrize(("role", "state"), list(product(ROLES, State)))
def test_only_officials_of_the_office_change_a_draft_and_withdraw(role, state):
    answer = AnswerFactory(state=state, published_at="2026-01-01T00:00Z")
    user = person(role, answer.office)

    assert bool(may_change(user, answer)) == (role == "official" and state == State.DRAFT)
    assert bool(may_withdraw(user, answer)) == (role == "official" and state != State.WITHDRAWN)


def test_an_official_without_a_second_factor_cannot_answer_outside_the_demonstration(settings):
    settings.PORTAL_DEMO = False
    member = MembershipFactory()

    with pytest.raises(Refused, match="second factor"):
        actions.draft(
            office=member.office, by=member.user, target=PetitionFactory(), language="en", texts=TEXTS
        )

    assert not Answer.objects.exists()


def test_a_draft_keeps_its_translations_and_is_published_once():
    member, petition = MembershipFactory(), PetitionFactory()
    answer = actions.draft(office=member.office, by=member.user, target=petition, language="en", texts=TEXTS)

    actions.publish(answer, by=member.user)

    assert list(petition.answers.published()) == [answer]
    assert [(row.language, row.title) for row in answer.translations.all()] == [("ru", "Сделаем")]
    with pytest.raises(Refused):
        actions.publish(answer, by=member.user)


@pytest.mark.parametrize(
    "texts", [{}, {"en": Text("", "Text")}, {"en": Text("Title", " ")}, {"ru": TEXTS["ru"]}]
)
def test_an_answer_without_its_original_is_refused_and_nothing_is_kept(texts):
    member = MembershipFactory()

    with pytest.raises(Refused):
        actions.draft(
            office=member.office, by=member.user, target=PetitionFactory(), language="en", texts=texts
        )

    assert not Answer.objects.exists()


def form(**changes):
    return {"language": "en", "title_en": "We will", "body_en": "On Friday.", **changes}


def test_an_official_writes_from_the_link_and_publishes_after_one_question(client):
    member, petition = MembershipFactory(), PetitionFactory()
    client.force_login(member.user, backend="accounts.backends.RoleBackend")

    page = client.post(f"/en/answers/new/?petition={petition.pk}", form(office=member.office.pk, publish="1"))
    answer = Answer.objects.get()
    assert page.url == f"/en/answers/{answer.pk}/publish/"
    assert answer.state == State.DRAFT
    assert client.get(page.url).status_code == 200
    client.post(page.url, {"publish": "1"})

    assert "We will" in client.get(petition.get_absolute_url()).content.decode()


def test_a_form_with_a_fault_comes_back_filled_in(client):
    member, petition = MembershipFactory(), PetitionFactory()
    client.force_login(member.user, backend="accounts.backends.RoleBackend")

    page = client.post(
        f"/en/answers/new/?petition={petition.pk}",
        form(office=member.office.pk, body_en="", title_ru="Сделаем", body_uk="Без речення"),
    ).content.decode()

    assert "Write the answer." in page
    assert "A translation needs both the sentence and the text." in page
    assert "Сделаем" in page
    assert "Без речення" in page
    assert "We will" in page
    assert not Answer.objects.exists()


def test_a_draft_is_seen_by_its_office_and_by_nobody_else(client):
    answer = AnswerFactory(state=State.DRAFT)
    colleague = MembershipFactory(office=answer.office).user

    assert client.get(answer.get_absolute_url()).status_code == 404
    client.force_login(UserFactory(), backend="accounts.backends.RoleBackend")
    assert client.get(answer.get_absolute_url()).status_code == 404
    client.force_login(colleague, backend="accounts.backends.RoleBackend")
    assert client.get(answer.get_absolute_url()).status_code == 200


def test_who_is_no_official_any_more_sees_no_draft_of_the_office(client):
    answer = AnswerFactory(state=State.DRAFT)
    member = MembershipFactory(office=answer.office).user
    type(member).objects.filter(pk=member.pk).update(role="citizen")
    client.force_login(member, backend="accounts.backends.RoleBackend")

    pages = [client.get(f"{answer.get_absolute_url()}{name}") for name in ("", "edit/", "publish/")]

    assert [page.status_code for page in pages] == [404] * 3


def faults_of(**changes):
    form = AnswerForm(
        {"language": "en", "title_en": "We will", "body_en": "On Friday.", **changes}, user=UserFactory()
    )
    return {name: list(said) for name, said in form.errors.items() if name != "office"}


def test_each_fault_of_an_answer_is_told_once_and_as_what_it_is():
    both = ["A translation needs both the sentence and the text."]

    assert faults_of() == {}
    assert faults_of(title_en="") == {"title_en": ["Say in one sentence what you answer."]}
    assert faults_of(body_en="") == {"body_en": ["Write the answer."]}
    assert faults_of(title_uk="Так") == {"body_uk": both}
    assert faults_of(body_uk="Так") == {"title_uk": both}
    for code in ("en", "uk"):
        (said,) = faults_of(**{f"title_{code}": "Yes", f"body_{code}": "a" * 8001})[f"body_{code}"]
        assert "at most 8000" in said
    assert faults_of(title_en="a" * 400) == {
        "title_en": ["Shorten it: at most 160 characters fit, and this has 400."]
    }


def test_a_form_says_how_much_fits_into_an_answer(client):
    member, petition = MembershipFactory(), PetitionFactory()
    client.force_login(member.user, backend="accounts.backends.RoleBackend")

    page = client.get(f"/en/answers/new/?petition={petition.pk}").content.decode()

    assert page.count("Up to 160 characters") == page.count("Up to 8,000 characters") == 3  # one a language
    assert "maxlength" not in page[page.index('name="title_en"') :]  # it would cut what is pasted


def test_an_office_is_chosen_for_a_new_answer_and_not_offered_again(client):
    answer = AnswerFactory(state=State.DRAFT)
    client.force_login(MembershipFactory(office=answer.office).user, backend="accounts.backends.RoleBackend")

    pages = [
        client.get(path).content.decode()
        for path in (f"/en/answers/new/?petition={answer.petition_id}", f"/en/answers/{answer.pk}/edit/")
    ]

    assert ['name="office"' in page for page in pages] == [True, False]


def test_a_version_that_is_no_number_is_a_page_and_no_fault(client):
    answer = AnswerFactory(state=State.DRAFT)
    client.force_login(MembershipFactory(office=answer.office).user, backend="accounts.backends.RoleBackend")

    response = client.post(f"/en/answers/{answer.pk}/publish/", {"publish": "9" * 5000})

    assert response.status_code == 302


@pytest.mark.parametrize(
    "query", ["", "?petition=999999", "?petition=x", "?petition=²", f"?petition={'9' * 5000}", "?office=1"]
)
def test_a_link_to_nothing_is_a_page_that_says_so(client, query):
    client.force_login(MembershipFactory().user, backend="accounts.backends.RoleBackend")

    assert client.get(f"/en/answers/new/{query}").status_code == 404


def test_a_citizen_who_opens_the_form_is_told_why_not(client):
    client.force_login(UserFactory(), backend="accounts.backends.RoleBackend")

    page = client.get(f"/en/answers/new/?petition={PetitionFactory().pk}")

    assert page.status_code == 403
    assert "Only officials of an office can answer here." in page.content.decode()


def test_lists_and_pages_of_answers_take_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    AnswerFactory.create_batch(5)
    with django_assert_max_num_queries(8):
        client.get("/en/answers/")
    OfficeFactory()
    with django_assert_max_num_queries(5):
        client.get(Answer.objects.first().get_absolute_url())
