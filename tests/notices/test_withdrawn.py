"""Whoever was told of an answer is told of its withdrawal, once and in their language."""

from datetime import timedelta

import pytest
from django.utils import timezone

from answers import actions as answers
from core.models import OutgoingEmail
from notices import actions
from notices.models import News, Notice
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.petitions import SignatureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def answer():
    answer = AnswerFactory(petition__contribution__author=None)
    SignatureFactory(petition=answer.petition, email="told@example.org", wants_news=True, language="uk")
    return answer


def withdraw(answer):
    answers.withdraw(answer, by=MembershipFactory(office=answer.office).user)


def tell():
    actions.announce_all()
    actions.email_all()


def test_whoever_was_told_of_an_answer_is_told_once_of_its_withdrawal(answer):
    tell()
    SignatureFactory(petition=answer.petition, email="late@example.org", wants_news=True)
    withdraw(answer)

    for _time in range(3):
        tell()

    first, second = OutgoingEmail.objects.order_by("pk")
    assert (first.to, second.to) == ("told@example.org", "told@example.org")
    assert second.subject.startswith("Відповідь відкликано: ")
    assert answer.petition.get_absolute_url().removeprefix("/en") in second.text
    assert answer.body not in second.text
    assert answer.title not in second.text
    assert Notice.objects.filter(news__withdrawn=answer).count() == 1


def test_whoever_was_not_told_yet_hears_neither(answer):
    actions.announce_all()
    withdraw(answer)

    tell()

    assert not OutgoingEmail.objects.exists()
    assert not Notice.objects.filter(news__withdrawn=answer).exists()


def test_a_withdrawal_nobody_was_told_before_is_no_news(answer):
    withdraw(answer)

    tell()

    assert not News.objects.exists()


def test_an_old_withdrawal_and_one_to_what_was_taken_down_are_no_news(answer):
    tell()
    withdraw(answer)
    answer.petition.contribution.move("hidden")
    tell()
    answer.petition.contribution.move("published")
    long_ago = timezone.now() - timedelta(days=15)
    type(answer).objects.update(state_changed_at=long_ago)
    News.objects.filter(withdrawn=answer).update(at=long_ago)

    tell()

    assert OutgoingEmail.objects.count() == 1


def test_the_list_of_notices_tells_the_withdrawal_and_not_the_answer(client, answer):
    reader = UserFactory()
    actions.follow(answer.petition, by=reader)
    client.force_login(reader, backend="accounts.backends.RoleBackend")
    tell()
    withdraw(answer)
    tell()

    page = client.get("/en/notices/").content.decode()

    assert "withdrew its answer of" in page
    assert answer.title not in page
