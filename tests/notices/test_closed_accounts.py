"""What the portal keeps of who has left, and what it must not take from who comes back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actions import everything_about
from accounts.actions import forget as close_account
from core.models import OutgoingEmail
from notices import actions
from notices.models import Bundle, Notice, Recipient
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.notices import NoticeFactory, RecipientFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory
from tests.races import at_once

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


@pytest.mark.parametrize("chosen", ["at_once", "daily", "weekly"])
def test_any_other_choice_goes_with_the_account(chosen):
    user, _answer = told()
    actions.choose(ADDRESS, chosen)
    assert actions.forget() == 0
    close_account(user)

    assert actions.forget() == 1

    assert not Recipient.objects.exists()


def test_a_choice_without_an_account_is_kept_while_a_signature_has_the_address():
    signature = SignatureFactory(email="Somebody@example.org")
    actions.choose(ADDRESS, "weekly")
    assert actions.forget() == 0
    type(signature).objects.update(email="")

    assert actions.forget() == 1


def test_what_somebody_chose_is_in_the_file_of_their_data():
    user = UserFactory(email=ADDRESS)
    actions.choose(ADDRESS, "weekly")
    actions.choose("other@example.org", "never")

    assert [row["frequency"] for row in everything_about(user)["notices.recipient"]] == ["weekly"]


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [{}, {"frequency": "weekly", "chosen_at": timezone.now()}])
def test_never_that_is_chosen_in_the_moment_of_forgetting_is_kept(before):
    RecipientFactory(email=ADDRESS, **before)

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        actions.choose(ADDRESS, "never")
        forgotten = pool.submit(at_once, actions.forget).result(timeout=10)

    assert forgotten == [0]
    assert Recipient.objects.get().frequency == "never"
    assert actions.forget() == 0


# == Another address ==
def test_never_holds_for_the_next_address_too(client):
    user = UserFactory(email=ADDRESS, password=PASSWORD)
    user.emailaddress_set.create(email="new@example.org", verified=True)
    actions.choose(ADDRESS, "never")
    client.post("/en/account/login/", {"login": ADDRESS, "password": PASSWORD})

    client.post("/en/account/email/", {"action_primary": "", "email": "new@example.org"})
    user.refresh_from_db()
    AnswerFactory(petition__contribution__author=user)
    actions.announce_all()
    actions.email_all()

    assert user.email == "new@example.org"
    assert Notice.objects.get().user == user
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(("first", "then"), [(ADDRESS, "new@example.org"), ("new@example.org", ADDRESS)])
def test_of_two_addresses_the_later_choice_holds(first, then):
    actions.choose(first, "weekly")
    actions.choose(then, "never")

    actions.take_along(ADDRESS, "new@example.org", user=UserFactory())

    assert Recipient.objects.get(email="new@example.org").frequency == "never"


def test_news_that_waits_goes_to_the_next_address(client):
    user = UserFactory(email=ADDRESS, password=PASSWORD)
    user.emailaddress_set.create(email="new@example.org", verified=True)
    actions.choose(ADDRESS, "weekly")
    AnswerFactory(petition__contribution__author=user)
    actions.announce_all()
    client.post("/en/account/login/", {"login": ADDRESS, "password": PASSWORD})

    client.post("/en/account/email/", {"action_primary": "", "email": "new@example.org"})
    actions.email_all(timezone.now() + timedelta(days=8))

    assert [email.to for email in OutgoingEmail.objects.all()] == ["new@example.org"]


def test_what_the_next_address_knows_already_it_is_told_once_and_others_keep_theirs():
    user, petition = UserFactory(email=ADDRESS), PetitionFactory()
    for address, account in ((ADDRESS, user), ("new@example.org", None)):
        SignatureFactory(petition=petition, email=address, user=account, wants_news=True)
    elsewhere = NoticeFactory(recipient__email=ADDRESS)  # of somebody who signed with the old address
    AnswerFactory(petition=petition)
    actions.announce_all()

    actions.take_along(ADDRESS, "New@example.org", user=user)
    actions.take_along("new@example.org", "NEW@example.org", user=user)

    told = Notice.objects.filter(news__answer__petition=petition).values_list("recipient__email", flat=True)
    assert sorted(told) == ["new@example.org", petition.contribution.author.email]
    elsewhere.refresh_from_db()
    assert elsewhere.recipient.email == ADDRESS


def test_what_was_written_to_the_old_address_at_that_same_moment_is_not_sent():
    user = UserFactory(email="new@example.org")
    NoticeFactory(recipient__email=ADDRESS, user=user)

    actions.email_all()

    assert not OutgoingEmail.objects.exists()
    assert Notice.objects.of(user).exists()
