"""All of an account is closed or nothing: its words come down with it, and its offices keep a manager."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.actions.speaking import hold_words
from accounts.models import Membership, User
from contributions.actions import speak, withdraw
from contributions.models import Contribution
from contributions.states import Kind, State
from core.models import StateChange
from core.states import MoveNotAllowed
from core.verdict import Refused
from tests.factories.accounts import (
    PASSWORD,
    InvitationFactory,
    MembershipFactory,
    OfficeFactory,
    UserFactory,
    signed_in,
)  # fmt: skip
from tests.factories.contributions import ContributionFactory
from tests.factories.topics import TopicFactory
from tests.races import refusals, wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db


# == Words ==
def test_words_are_taken_back_in_so_many_queries_however_many_there_are():
    few, many = UserFactory(), UserFactory()
    ContributionFactory.create_batch(2, author=few)
    ContributionFactory.create_batch(20, author=many)

    taken = []
    for user in (few, many):
        with CaptureQueriesContext(connection) as queries:
            actions.forget(user, takes_words_back=True)
        taken.append(len(queries))

    assert taken[0] == taken[1]
    assert not Contribution.objects.exclude(state=State.WITHDRAWN).exists()


@pytest.mark.parametrize("state", ["pending", "published", "hidden", "rejected"])
def test_taken_back_with_the_account_or_one_by_one_leaves_the_same(state):
    first, second = ContributionFactory(state=state), ContributionFactory(state=state)

    withdraw(first, by=first.author)
    actions.forget(second.author, takes_words_back=True)

    for words in (first, second):
        words.refresh_from_db()
        trace = StateChange.objects.get(object_id=words.pk)
        assert words.state == "withdrawn"
        assert words.touched_at >= words.state_changed_at == trace.at
        assert (trace.kind, trace.by, trace.before, trace.after) == (
            "contributions.contribution",
            words.author,
            state,
            "withdrawn",
        )


def test_words_that_were_taken_back_before_are_not_taken_back_again():
    words = ContributionFactory()
    as_loaded_before = Contribution.objects.get()
    withdraw(words, by=words.author)

    with pytest.raises(Refused, match="were withdrawn"):
        withdraw(words, by=words.author)
    with pytest.raises(MoveNotAllowed):
        withdraw(as_loaded_before, by=words.author)
    actions.forget(words.author, takes_words_back=True)

    assert StateChange.objects.count() == 1


# == An office is left with a manager ==
def test_the_only_manager_hands_over_before_closing_the_account():
    office = OfficeFactory(name_en="Working Group")
    manager = MembershipFactory(office=office, is_manager=True)
    colleague = MembershipFactory(office=office)
    words = ContributionFactory(author=manager.user)
    client = signed_in(manager.user)

    page = client.post("/en/account/delete/", {"texts": "withdraw"}).content.decode()

    assert "Make somebody else a manager of Working Group first" in page
    manager.user.refresh_from_db()
    words.refresh_from_db()
    assert (manager.user.is_active, words.state) == (True, "published")
    Membership.objects.filter(pk=colleague.pk).update(is_manager=True)
    actions.forget(manager.user)
    assert [row.user for row in Membership.objects.all()] == [colleague.user]


def test_the_last_official_of_an_office_may_close_the_account():
    alone = MembershipFactory(is_manager=True)
    MembershipFactory(office=alone.office, user__is_active=False)

    actions.forget(alone.user)

    alone.user.refresh_from_db()
    assert not alone.user.is_active


# == At once ==
@pytest.mark.django_db(transaction=True)
def test_two_managers_who_close_their_accounts_at_once_do_not_both_go():
    office = OfficeFactory()
    MembershipFactory(office=office)
    managers = [MembershipFactory(office=office, is_manager=True).user for _ in range(2)]

    done = refusals(*(lambda user=user: actions.forget(user) for user in managers))

    assert done.count(None) == 1
    assert office.memberships.managing().count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_accepts_while_the_only_manager_leaves_manages_the_office():
    manager = MembershipFactory(is_manager=True)
    invitation = InvitationFactory(office=manager.office)
    joins = UserFactory(email=invitation.email, password=PASSWORD)

    def accept():
        try:
            return actions.accept(invitation, by=joins)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.forget(manager.user)
            accepting = pool.submit(accept)
            wait_until_somebody_waits_for_a_lock()  # the manager's
        accepting.result()

    assert [row.user for row in manager.office.memberships.managing()] == [joins]


def in_another_thread(pool, act):
    def run():
        try:
            return act()
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    return pool.submit(run)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_member", [True, False])
def test_an_account_that_accepts_while_it_closes_is_closed_and_neither_waits_for_the_other(is_member):
    office = OfficeFactory()
    MembershipFactory(office=office, is_manager=True)
    invitation = InvitationFactory(office=office)
    user = UserFactory(email=invitation.email, password=PASSWORD, official=is_member)
    if is_member:
        MembershipFactory(office=office, user=user)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold_words(user)
            accepting = in_another_thread(pool, lambda: actions.accept(invitation, by=joining(user)))
            wait_until_somebody_waits_for_a_lock()
            actions.forget(user)
        answer = accepting.result()

    assert answer == "This account is closed."
    user.refresh_from_db()
    assert (user.is_active, user.role, user.memberships.exists()) == (False, "citizen", False)


def joining(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db(transaction=True)
def test_an_official_who_is_removed_while_the_account_closes_makes_neither_wait_for_the_other():
    manager = MembershipFactory(is_manager=True, user__official=True)
    leaving = MembershipFactory(office=manager.office, user__official=True)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold_words(leaving.user)
            removing = in_another_thread(pool, lambda: actions.remove(leaving, by=leaving.user))
            wait_until_somebody_waits_for_a_lock()
            actions.forget(User.objects.get(pk=leaving.user_id))
        removing.result()

    assert [row.user for row in Membership.objects.all()] == [manager.user]
    assert not User.objects.get(pk=leaving.user_id).is_active


@pytest.mark.django_db(transaction=True)
def test_words_that_are_sent_while_the_account_closes_are_not_taken():
    user, topic = UserFactory(), TopicFactory()

    def say():
        try:
            with pytest.raises(Refused, match="closed"):
                speak(author=user, topic=topic, kind=Kind.POST, body="One last word.", reader="en")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.forget(User.objects.get())
            saying = pool.submit(say)
            wait_until_somebody_waits_for_a_lock()
        saying.result()

    assert not Contribution.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_words_that_are_taken_back_many_times_at_once_are_taken_back_once():
    words = ContributionFactory()
    loaded = [Contribution.objects.get() for _ in range(4)]

    done = refusals(*(lambda row=row: withdraw(row, by=words.author) for row in loaded))

    assert done.count(None) == StateChange.objects.count() == 1
