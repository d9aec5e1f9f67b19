from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Role
from consultations import permissions
from consultations.states import State
from contributions.states import State as Words
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory, StatementFactory

pytestmark = pytest.mark.django_db
PEOPLE = ["nobody", "anonymous", *Role.values]
FACILITATES = {Role.FACILITATOR, Role.OPERATOR}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True  # without second factors, which accounts tests


def make(who):
    return {"nobody": lambda: None, "anonymous": AnonymousUser}.get(who, lambda: UserFactory(role=who))()


@pytest.mark.parametrize(("who", "state"), list(product(PEOPLE, State)))
def test_facilitators_edit_until_it_is_closed(who, state):
    verdict = permissions.may_edit(make(who), ConsultationFactory(state=state))

    assert bool(verdict) == (who in FACILITATES and state != State.CLOSED)
    assert bool(verdict.reason) != bool(verdict)


@pytest.mark.parametrize(("who", "state"), list(product(PEOPLE, State)))
def test_facilitators_edit_questions_of_drafts_only(who, state):
    verdict = permissions.may_edit_questions(make(who), ConsultationFactory(state=state))

    assert bool(verdict) == (who in FACILITATES and state == State.DRAFT)


@pytest.mark.parametrize(("who", "state"), list(product(PEOPLE, State)))
def test_facilitators_open_drafts_and_close_what_is_open(who, state):
    consultation, user = ConsultationFactory(state=state), make(who)

    assert bool(permissions.may_open(user, consultation)) == (who in FACILITATES and state == State.DRAFT)
    assert bool(permissions.may_close(user, consultation)) == (who in FACILITATES and state == State.OPEN)


@pytest.mark.parametrize(("who", "state"), list(product(PEOPLE, State)))
def test_citizens_with_an_account_take_part_while_it_is_open(who, state):
    verdict = permissions.may_take_part(make(who), ConsultationFactory(state=state))

    assert bool(verdict) == (who == Role.CITIZEN and state == State.OPEN)
    assert bool(verdict.reason) != bool(verdict)


def test_past_its_end_it_is_closed_before_the_task_has_come_by():
    consultation = ConsultationFactory(closes_at=timezone.now() - timedelta(seconds=1))

    verdict = permissions.may_take_part(UserFactory(), consultation)

    assert verdict.reason == "The consultation is closed. Nothing can be added to it any more."


@pytest.mark.parametrize(("who", "state", "words"), list(product(PEOPLE, State, Words)))
def test_citizens_vote_on_public_statements_while_it_is_open(who, state, words):
    statement = StatementFactory(consultation__state=state, contribution__state=words)

    verdict = permissions.may_vote(make(who), statement)

    assert bool(verdict) == (who == Role.CITIZEN and state == State.OPEN and words == Words.PUBLISHED)


def test_a_closed_account_takes_no_part():
    assert not permissions.may_take_part(UserFactory(is_active=False), ConsultationFactory())


def test_facilitators_need_a_second_factor_outside_the_demonstration(settings):
    settings.PORTAL_DEMO = False

    assert not permissions.may_open(UserFactory(facilitator=True), ConsultationFactory(state=State.DRAFT))
