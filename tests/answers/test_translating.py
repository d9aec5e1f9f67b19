"""A language that a published answer lacks is added; what stands is never changed."""

from itertools import product

import pytest

from answers import actions
from answers.actions import Text
from answers.models import Answer
from answers.permissions import may_translate
from answers.states import State
from core.models import StateChange
from core.verdict import Refused
from tests.factories.accounts import MembershipFactory, OfficeFactory, UserFactory
from tests.factories.answers import AnswerFactory
from tests.races import refusals

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.RoleBackend"
UKRAINIAN = {"uk": Text("Ми це зробимо", "З п’ятниці.")}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


def member_of(office, **fields):
    return MembershipFactory(office=office, **fields).user


@pytest.mark.parametrize(
    ("role", "state", "two"),
    list(product(["stranger", "citizen", "elsewhere", "member", "manager"], State, [True, False])),
)
def test_who_may_add_a_translation(role, state, two):
    answer = AnswerFactory(
        office=OfficeFactory(answers_need_two=two), state=state, published_at="2026-01-01T00:00Z"
    )
    people = {
        "stranger": lambda: None,
        "citizen": UserFactory,
        "elsewhere": lambda: MembershipFactory().user,
        "member": lambda: member_of(answer.office, is_manager=False),
        "manager": lambda: member_of(answer.office, is_manager=True),
    }

    may = bool(may_translate(people[role](), answer))

    assert may == (state == State.PUBLISHED and (role == "manager" or (role == "member" and not two)))


def test_a_translation_is_added_and_everything_else_stays_as_it_is(client):
    answer = AnswerFactory()
    member = member_of(answer.office)
    client.force_login(member, backend=BACKEND)
    path = f"/en/answers/{answer.pk}/translate/"

    assert path in client.get(answer.get_absolute_url()).content.decode()
    page = client.get(path).content.decode()
    assert ('name="title_uk"' in page, 'name="title_en"' in page) == (True, False)
    client.post(path, {"title_uk": "Ми це зробимо", "body_uk": "З п’ятниці.", "title_en": "", "body_en": ""})

    now = Answer.objects.get()
    assert (now.title, now.body, now.version, now.state) == (answer.title, answer.body, 1, "published")
    assert [(row.language, row.title) for row in now.translations.all()] == [("uk", "Ми це зробимо")]
    step = StateChange.objects.get()
    assert (step.before, step.after, step.by, step.why) == ("published", "published", member, "Українська")
    assert "A translation was added" in client.get(answer.get_absolute_url()).content.decode()
    client.logout()
    public = client.get(answer.get_absolute_url().replace("/en/", "/uk/")).content.decode()
    assert "Ми це зробимо" in public
    assert "Українська" not in public.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({}, "at least one"),
        ({"en": Text("Other", "Words.")}, "stays as it is"),
        ({"uk": Text("Так", "a" * 8001)}, "too long"),
    ],
)
def test_what_stands_cannot_be_changed_as_a_translation(texts, reason):
    answer = AnswerFactory()

    with pytest.raises(Refused, match=reason):
        actions.add_translations(answer, by=member_of(answer.office), texts=texts)

    assert not answer.translations.exists()


def test_what_was_typed_comes_back_with_what_is_wrong(client):
    answer = AnswerFactory()
    member = member_of(answer.office)
    client.force_login(member, backend=BACKEND)
    path = f"/en/answers/{answer.pk}/translate/"

    half = client.post(path, {"title_uk": "Лише речення", "body_uk": ""}).content.decode()
    actions.add_translations(answer, by=member, texts=UKRAINIAN)
    late = client.post(path, {"title_uk": "Запізно", "body_uk": "Мої слова."}).content.decode()

    assert "A translation needs both the sentence and the text." in half
    assert "Лише речення" in half
    assert "A colleague has added this translation meanwhile" in late
    assert "Мої слова." in late
    assert answer.translations.get().title == "Ми це зробимо"


def test_whoever_may_not_is_told_why(client):
    answer = AnswerFactory(office__answers_need_two=True)
    client.force_login(member_of(answer.office, is_manager=False), backend=BACKEND)

    page = client.get(f"/en/answers/{answer.pk}/translate/", follow=True).content.decode()

    assert "only a manager adds a translation to a published answer" in page
    assert "Add a translation" not in page


@pytest.mark.django_db(transaction=True)
def test_of_four_who_translate_at_once_one_wins():
    answer = AnswerFactory()
    people = [member_of(answer.office) for _ in range(4)]

    outcomes = refusals(
        *(lambda one=one: actions.add_translations(answer, by=one, texts=UKRAINIAN) for one in people)
    )

    assert outcomes.count(None) == 1
    assert answer.translations.count() == 1
