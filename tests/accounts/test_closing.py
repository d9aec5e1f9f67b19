"""What goes with an account that is closed, what stays, and how words come down with it."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions
from accounts.models import Membership, User
from contributions.actions import withdraw
from contributions.models import Contribution, Reaction
from contributions.states import State
from core.models import StateChange
from core.states import MoveNotAllowed
from core.verdict import Refused
from digests.models import SavedView
from notices.actions import forget as forget_notices
from notices.models import Follow, Notice, Recipient
from petitions.actions import forget_names
from petitions.models import Signature
from tests.factories.accounts import MembershipFactory, OfficeFactory, UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import SubscriptionFactory
from tests.factories.notices import NoticeFactory
from tests.factories.petitions import SignatureFactory
from tests.factories.topics import MilestoneFactory, TopicFactory
from topics.models import Observation

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client


# == The night after ==
def closed_long_ago(**fields):
    user = UserFactory(date_joined=timezone.now() - timedelta(days=40), **fields)
    actions.forget(user)
    return user


def test_a_closed_account_is_no_stray_and_what_it_counted_for_stays():
    user = UserFactory(date_joined=timezone.now() - timedelta(days=40))
    Observation.objects.create(milestone=MilestoneFactory(), user=user, seen="happening")
    signature = SignatureFactory(user=user)
    actions.forget(user)

    actions.forget_strays()
    forget_names()

    signature.refresh_from_db()
    assert Observation.objects.get().user == user
    assert (signature.name, signature.email) == ("", "")


@pytest.mark.parametrize("role", ["official", "moderator", "facilitator", "operator"])
def test_whoever_got_a_role_in_the_administration_is_no_stray(role):
    user = UserFactory(role=role, is_staff=False, date_joined=timezone.now() - timedelta(days=8))

    actions.forget_strays()

    assert User.objects.get() == user


# == What is the person's own ==
def own_rows(user):
    words = ContributionFactory()
    return {
        "follow": Follow.objects.create(user=user, topic=TopicFactory()),
        "reaction": Reaction.objects.create(contribution=words, user=user),
        "saved view": SavedView.objects.create(user=user, name="Mine"),
        "subscription": SubscriptionFactory(user=user),
        "membership": MembershipFactory(user=user),
        "address": user.emailaddress_set.create(email=user.email, verified=True),
        "second factor": user.authenticator_set.create(type="totp", data={}),
    }


@pytest.mark.parametrize(
    "name", ["follow", "reaction", "saved view", "subscription", "membership", "address", "second factor"]
)
def test_what_only_the_person_had_of_it_goes_with_the_account(name):
    mine, other = own_rows(UserFactory()), own_rows(UserFactory())

    actions.forget(mine[name].user)

    assert list(type(mine[name]).objects.filter(pk__in=[mine[name].pk, other[name].pk])) == [other[name]]


def test_what_counts_or_proves_something_stays():
    user = UserFactory(moderator=True)
    user.groups.add(Group.objects.create(name="Anybody"))
    kept = [
        Observation.objects.create(milestone=MilestoneFactory(), user=user, seen="happening"),
        LogEntry.objects.create(
            user=user, content_type=ContentType.objects.get_for_model(User), object_repr="x", action_flag=2
        ),
        SignatureFactory(user=user),
    ]

    actions.forget(user)

    for row in kept:
        row.refresh_from_db()
        assert row.user == user


def test_what_somebody_was_told_of_goes_with_the_address_the_same_night():
    user = UserFactory()
    NoticeFactory(user=user, recipient__email=user.email)

    actions.forget(user)
    forget_notices()

    assert not Notice.objects.exists()
    assert not Recipient.objects.exists()


def test_the_person_is_signed_out_everywhere_and_nobody_else_is():
    user = UserFactory()
    here, there, another = signed_in(user), signed_in(user), signed_in(UserFactory())
    Session.objects.filter(pk=another.session.session_key).update(expire_date=timezone.now())

    here.post("/en/account/delete/", {"texts": "keep"})

    assert [row.pk for row in Session.objects.all()] == [another.session.session_key]
    assert there.get("/en/account/profile/").status_code == 302


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

    assert not Signature.objects.exists()
    alone.user.refresh_from_db()
    assert not alone.user.is_active
