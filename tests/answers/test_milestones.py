import re

import pytest

from answers import actions
from answers.actions import Text
from tests.factories.accounts import MembershipFactory
from tests.factories.answers import AnswerFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.forums import ThreadFactory
from tests.factories.petitions import PetitionFactory
from tests.factories.topics import MilestoneFactory

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.RoleBackend"
TEXTS = {"en": Text("We will do it", "From Friday on.")}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


def test_an_answer_names_the_milestones_that_are_chosen_in_its_form(client):
    member, petition = MembershipFactory(), PetitionFactory()
    first, second = MilestoneFactory.create_batch(2)
    client.force_login(member.user, backend=BACKEND)
    sent = {"office": member.office.pk, "language": "en", "title_en": "We will", "body_en": "On Friday."}

    client.post(f"/en/answers/new/?petition={petition.pk}", {**sent, "milestones": [first.pk, second.pk]})
    answer = petition.answers.get()
    assert set(answer.milestones.all()) == {first, second}
    client.post(f"/en/answers/{answer.pk}/edit/", {**sent, "version": 1, "milestones": [second.pk]})

    assert set(answer.milestones.all()) == {second}
    page = client.get(f"/en/answers/{answer.pk}/edit/").content.decode()
    assert re.findall(r'name="milestones" value="(\d+)"[^>]*checked', page) == [str(second.pk)]


@pytest.mark.parametrize("kind", ["petition", "thread", "consultation"])
def test_it_names_them_on_its_page_beside_what_it_answers_and_on_the_milestones_page(client, kind):
    factory = {"petition": PetitionFactory, "thread": ThreadFactory, "consultation": ConsultationFactory}
    target, milestone = factory[kind](), MilestoneFactory(title_en="The crossing opens", title_uk="Перехід")
    answer = AnswerFactory(**{"petition": None, kind: target})
    answer.milestones.add(milestone)
    AnswerFactory(title="About something else")

    for page in (answer, target):
        assert "The crossing opens" in client.get(page.get_absolute_url()).content.decode()
    assert milestone.get_absolute_url() in client.get("/en/talks/").content.decode()
    about = client.get(milestone.get_absolute_url()).content.decode()
    assert answer.title in about
    assert "About something else" not in about
    assert "Перехід" in client.get(f"/uk/talks/milestones/{milestone.slug}/").content.decode()


def test_drafts_about_a_milestone_are_not_on_its_page(client):
    milestone, member = MilestoneFactory(), MembershipFactory()
    answer = actions.draft(
        office=member.office, by=member.user, target=PetitionFactory(), language="en", texts=TEXTS,
        milestones=[milestone],
    )  # fmt: skip

    assert answer.title not in client.get(milestone.get_absolute_url()).content.decode()
    assert client.get("/en/talks/milestones/nothing/").status_code == 404


def test_pages_take_the_same_queries_for_one_answer_and_for_many(client, django_assert_max_num_queries):
    milestone, petition = MilestoneFactory(), PetitionFactory()
    for answer in AnswerFactory.create_batch(5, petition=petition):
        answer.milestones.add(milestone)

    with django_assert_max_num_queries(8):
        client.get(milestone.get_absolute_url())
    with django_assert_max_num_queries(14):
        client.get(petition.get_absolute_url())
