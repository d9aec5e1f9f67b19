"""What goes with an account that is closed, and what stays."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions, tasks
from accounts.models import User
from contributions.models import Reaction
from digests.models import SavedView
from notices.actions import forget as forget_notices
from notices.models import Follow, Notice, Recipient
from petitions.actions import forget_names
from tests.factories.accounts import MembershipFactory, UserFactory, signed_in
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import SubscriptionFactory
from tests.factories.notices import NoticeFactory
from tests.factories.petitions import SignatureFactory, signer
from tests.factories.topics import MilestoneFactory, TopicFactory
from topics.models import Observation

pytestmark = pytest.mark.django_db


# == The night after ==
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


def test_of_the_account_itself_stays_what_the_privacy_page_says(client):
    user = UserFactory(
        official=True, language="uk", languages=["uk"], country="UA", last_login=timezone.now()
    )

    actions.forget(user)

    row = User.objects.values().get(pk=user.pk)
    served_until = row.pop("served_until")
    nameless = row.pop("email")
    assert re.fullmatch(rf"forgotten-{user.pk}-\w{{8}}@invalid", nameless)
    assert served_until > user.date_joined == row.pop("date_joined")
    assert (row.pop("id"), row.pop("language"), row.pop("role")) == (user.pk, "uk", "citizen")
    assert not any(row.values())
    page = " ".join(client.get("/en/privacy/").content.decode().split())
    assert "stay a number, the day it was made, the language of its pages and, if you worked for the" in page


def test_what_counts_or_proves_something_stays():
    user = UserFactory(moderator=True)
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


def signed_without_account(user, **fields):
    """By a link to the mailbox, written in another way than the account's address."""
    row = SignatureFactory(name="O.", email=user.email.replace("@", "+peace@").title(), **fields)
    assert row.user is None
    return row


@pytest.mark.parametrize("state", ["confirmed", "pending", "invalidated"])
def test_what_was_signed_without_the_account_loses_name_and_address_with_it(state):
    user = signer()
    signature = signed_without_account(user, state=state)
    both = SignatureFactory(user=user, email="before@example.org")
    again = signed_without_account(user, petition=both.petition, state=state)
    others = [SignatureFactory(), signed_without_account(UserFactory())]  # one who never proved it

    actions.forget(user)
    forget_names()

    for row in (signature, both, again, *others):
        row.refresh_from_db()
    for row in (signature, both, again):
        assert (row.name, row.email, row.user, "@" in row.email_key) == ("", "", None, False)
    assert (signature.state, signature.petition.signatures.count()) == (state, 1)
    assert all(row.name and row.email for row in others)


def test_what_was_signed_without_the_account_is_in_the_file_of_a_persons_data():
    user = signer()
    mine, _others = signed_without_account(user), SignatureFactory()
    with_account = SignatureFactory(user=user)

    rows = actions.everything_about(user)["petitions.signature"]

    assert {row["email"] for row in rows} == {mine.email, with_account.email}


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

    here.post("/en/account/delete/", {"texts": "keep"})
    profiles = [client.get("/en/account/profile/").status_code for client in (here, there, another)]
    tasks.forget()

    assert profiles == [302, 302, 200]
    assert [row.pk for row in Session.objects.all()] == [another.session.session_key]


def test_closing_an_account_reads_no_sessions_of_others():
    user = UserFactory()
    signed_in(UserFactory())

    with CaptureQueriesContext(connection) as queries:
        actions.forget(user)

    assert not [query for query in queries if "django_session" in query["sql"]]
