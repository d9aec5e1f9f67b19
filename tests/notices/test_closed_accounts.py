"""What the portal keeps of who has left, and what it must not take from who comes back."""

import pytest

from accounts.actions import forget as close_account
from core.models import OutgoingEmail
from notices import actions
from notices.models import Bundle, Notice, Recipient
from tests.factories.accounts import UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.petitions import SignatureFactory

pytestmark = pytest.mark.django_db
ADDRESS = "somebody@example.org"


def told(**fields):
    """A person with this address who was told of an answer."""
    user = UserFactory(email=ADDRESS)
    answer = AnswerFactory(petition__contribution__author=user, **fields)
    actions.announce_all()
    actions.email_all()
    return user, answer


def test_never_write_to_me_holds_after_the_account_was_closed():
    user, _answer = told()
    actions.choose(ADDRESS, "never")
    close_account(user)

    actions.forget()

    assert not Notice.objects.exists()
    assert not Bundle.objects.exists()
    assert Recipient.objects.get().frequency == "never"
    SignatureFactory(petition=AnswerFactory().petition, email=ADDRESS, wants_news=True)
    actions.announce_all()
    actions.email_all()
    assert OutgoingEmail.objects.filter(to=ADDRESS).count() == 1  # the one before they chose


def test_a_choice_is_kept_whether_or_not_there_ever_was_a_notice():
    user = UserFactory(email=ADDRESS)
    actions.choose(ADDRESS, "never")
    close_account(user)

    actions.forget()

    assert Recipient.objects.get().email == ADDRESS


def test_an_address_without_a_choice_goes_with_the_account():
    user, _answer = told()
    close_account(user)

    assert actions.forget() == 1

    assert not Recipient.objects.exists()


def test_a_new_account_with_the_address_of_a_closed_one_keeps_its_notices():
    left, _answer = told()
    close_account(left)
    user, answer = told()

    assert actions.forget() == 0

    assert [(notice.user, notice.news.answer) for notice in Notice.objects.all()] == [(user, answer)]
    assert Notice.objects.get().bundle == Bundle.objects.get()
