"""An answer that everyone could read is withdrawn: by whom, and what stays of it."""

import pytest

from answers import actions
from answers.models import Answer
from answers.permissions import may_withdraw
from core.verdict import Refused
from tests.factories.accounts import MembershipFactory, OfficeFactory
from tests.factories.answers import AnswerFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.forums import ThreadFactory
from tests.factories.petitions import PetitionFactory

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.RoleBackend"


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


@pytest.mark.parametrize("two", [True, False])
@pytest.mark.parametrize("state", ["draft", "ready", "published"])
@pytest.mark.parametrize("manages", [True, False])
def test_where_an_office_wants_two_people_only_a_manager_withdraws_what_is_published(two, state, manages):
    office = OfficeFactory(answers_need_two=two)
    answer = AnswerFactory(office=office, state=state)
    member = MembershipFactory(office=office, is_manager=manages).user

    assert bool(may_withdraw(member, answer)) == (manages or not two or state != "published")


def test_whoever_may_not_withdraw_is_told_who_does_and_still_sees_how_the_answer_came_about(client):
    answer = AnswerFactory(office__answers_need_two=True)
    member = MembershipFactory(office=answer.office, is_manager=False).user
    client.force_login(member, backend=BACKEND)

    page = client.get(answer.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="only a manager withdraws"):
        actions.withdraw(answer, by=member)

    assert "In your office only a manager withdraws an answer that is published." in page
    assert "Only your office sees this" in page
    assert f"/en/answers/{answer.pk}/withdraw/" not in page
    asked = client.get(f"/en/answers/{answer.pk}/withdraw/", follow=True)
    assert asked.redirect_chain == [(answer.get_absolute_url(), 302)]
    assert "only a manager withdraws" in asked.content.decode()
    assert Answer.objects.get().is_public


@pytest.mark.parametrize("name", ["petition", "thread", "consultation"])
def test_that_it_was_withdrawn_stays_in_public_without_its_words(client, name):
    make = {"petition": PetitionFactory, "thread": ThreadFactory, "consultation": ConsultationFactory}[name]
    answer = AnswerFactory(
        **{"petition": None, name: make()}, published_at="2026-03-01T12:00Z", office__name_en="The Office"
    )
    actions.withdraw(answer, by=MembershipFactory(office=answer.office).user)
    Answer.objects.update(state_changed_at="2026-03-05T12:00Z")

    pages = [client.get(path) for path in (answer.get_absolute_url(), answer.target.get_absolute_url())]

    assert [page.status_code for page in pages] == [410, 200]
    for page in pages:
        words = page.content.decode().replace("\xa0", " ")
        assert "The Office withdrew its answer of 1 March 2026 on 5 March 2026." in words
        assert answer.title not in words
        assert answer.body not in words


def test_what_was_never_published_leaves_nothing_in_public(client):
    answer = AnswerFactory(state="draft")
    actions.withdraw(answer, by=MembershipFactory(office=answer.office).user)

    assert client.get(answer.get_absolute_url()).status_code == 404
    assert "withdrawn" not in client.get(answer.petition.get_absolute_url()).content.decode()


def test_the_office_reads_on_what_it_withdrew(client):
    answer = AnswerFactory()
    member = MembershipFactory(office=answer.office).user
    actions.withdraw(answer, by=member)
    client.force_login(member, backend=BACKEND)

    page = client.get(answer.get_absolute_url())

    assert page.status_code == 200
    assert answer.body in page.content.decode()
