"""Who works for the portal or an office is not the public, and what they said then never becomes so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Role, User
from contributions.actions import publish
from contributions.models import Contribution
from digests.actions.figures import collect
from digests.models import Scope
from forums.querysets import standing_in
from insights.actions import read_all
from insights.models import Reading, Unread
from insights.querysets.voices import said
from tests.factories.accounts import InvitationFactory, OfficeFactory, UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import official
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import crowd, heard
from tests.factories.topics import TopicFactory
from tests.insights.sums import check_all_is_read, tallies
from tests.races import wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db


def leave_the_office(user):
    actions.remove(user.memberships.get(), by=user)


def lose_the_role(user):
    actions.change_role(user, Role.CITIZEN)


ENDS = [leave_the_office, actions.forget, lose_the_role]


def speaker():
    """An official of an office that others manage."""
    office = OfficeFactory()
    official(office, is_manager=True)
    return official(office)


def people_told():
    now = timezone.now()
    return collect(Scope.of(), now - timedelta(days=1), now, "en", offices=[]).content["people"]


def texts_counted():
    return sum(row[0] for row in tallies().values())


@pytest.mark.parametrize("end", ENDS)
def test_words_of_an_official_are_not_the_publics_once_the_role_ends(end):
    topic, hour = TopicFactory(), timezone.now() - timedelta(hours=1)
    crowd(12, topic=topic, published_at=hour)
    user = speaker()
    heard(author=user, topic=topic, published_at=hour)

    end(user)

    user.refresh_from_db()
    assert (user.role, people_told()) == ("citizen", 12)
    read_all()
    assert texts_counted() == 12
    check_all_is_read()


@pytest.mark.parametrize("role", ["moderator", "facilitator", "operator"])
def test_neither_are_those_of_whoever_worked_for_the_portal(role):
    user = UserFactory(role=role)
    heard(author=user)

    actions.forget(user)

    assert not Contribution.objects.said_by_the_public().exists()


def test_what_they_write_as_a_citizen_again_is_counted():
    user, topic = speaker(), TopicFactory()
    ContributionFactory(author=user, topic=topic)

    leave_the_office(user)
    later = ContributionFactory(author=user, topic=topic)
    read_all()

    now = timezone.now()
    assert [row.pk for row in said(topic, now - timedelta(days=1), now)] == [later.pk]
    assert texts_counted() == 1
    check_all_is_read()


def test_tallies_follow_a_citizen_who_comes_to_speak_for_an_office():
    user = UserFactory()
    user.emailaddress_set.create(email=user.email, verified=True)
    ContributionFactory.create_batch(5, author=user, published_at=timezone.now() - timedelta(days=2))
    ContributionFactory()
    read_all()

    actions.accept(InvitationFactory(email=user.email), by=user, knowingly=True)
    read_all()

    assert texts_counted() == 1
    check_all_is_read()


def test_a_role_that_changes_in_the_administration_is_followed_as_well(client, settings):
    settings.PORTAL_DEMO = True
    user = UserFactory()
    ContributionFactory(author=user)
    read_all()
    client.force_login(UserFactory(operator=True))
    address, counts = reverse("admin:accounts_user_change", args=[user.pk]), []
    fields = {"email": user.email, "languages": "en", "language": "en", "is_active": "on"}

    for role in ("moderator", "citizen"):
        assert client.post(address, {**fields, "role": role}).status_code == 302
        read_all()
        check_all_is_read()
        counts.append((User.objects.get(pk=user.pk).role, texts_counted()))

    assert counts == [("moderator", 0), ("citizen", 0)]
    assert User.objects.get(pk=user.pk).served_until


def test_a_change_in_the_administration_that_leaves_the_role_touches_no_words(client, settings):
    settings.PORTAL_DEMO = True
    words = ContributionFactory()
    user, touched_at = words.author, words.touched_at
    client.force_login(UserFactory(operator=True))
    fields = {"email": user.email, "languages": "en", "language": "uk", "is_active": "on", "role": user.role}

    client.post(reverse("admin:accounts_user_change", args=[user.pk]), fields)

    words.refresh_from_db()
    assert (words.author.language, words.author.served_until, words.touched_at) == ("uk", None, touched_at)


def test_a_new_role_is_counted_and_changes_nothing_of_the_words_and_their_readings():
    words = ContributionFactory()
    read_all()
    before = Contribution.objects.values().get(), Reading.objects.values().get()

    actions.change_role(words.author, Role.OFFICIAL)

    assert (read_all(), texts_counted()) == (0, 0)
    assert (Contribution.objects.values().get(), Reading.objects.values().get()) == before
    check_all_is_read()


def test_a_role_that_the_database_was_told_past_our_code_is_followed_as_well():
    ContributionFactory.create_batch(3)
    words = ContributionFactory()
    read_all()

    User.objects.filter(pk=words.author_id).update(role=Role.MODERATOR)
    read_all()

    assert texts_counted() == 3
    check_all_is_read()


def test_what_changes_neither_role_nor_time_wakes_nobody():
    words = ContributionFactory()
    read_all()

    words.author.display_name = "Olena"
    words.author.save()

    assert not Unread.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_read", [True, False])
def test_a_role_that_changes_while_the_words_are_read_is_counted_afterwards(is_read):
    words = ContributionFactory()
    if is_read:
        read_all()
        Reading.objects.update(model="tone-en an older one")

    def serve():
        try:
            actions.change_role(User.objects.get(pk=words.author_id), Role.OFFICIAL)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert read_all() == 1
            serving = pool.submit(serve)
            wait_until_somebody_waits_for_a_lock()  # the reader's
        serving.result()
    read_all()

    assert texts_counted() == 0
    check_all_is_read()


@pytest.mark.django_db(transaction=True)
def test_words_that_are_published_while_the_role_changes_are_counted_right():
    words = ContributionFactory(state="pending", published_at=None)
    author, moderator = User.objects.get(pk=words.author_id), UserFactory(moderator=True)

    def serve():
        try:
            actions.change_role(author, Role.OFFICIAL)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            publish(words, by=moderator)
            serving = pool.submit(serve)
            wait_until_somebody_waits_for_a_lock()  # the moderator's
        serving.result()

    read_all()
    assert texts_counted() == 0
    check_all_is_read()


@pytest.mark.parametrize("opens", [True, False])
def test_where_an_official_stood_is_not_where_people_stand(opens):
    user = speaker()
    thread = ThreadFactory(
        proposition="Lists first.", **({"author": user, "stance": "against"} if opens else {})
    )
    PostFactory.create_batch(10, thread=thread, stance="for")
    if not opens:
        PostFactory(thread=thread, author=user, stance="against")

    leave_the_office(user)

    assert [row.n for row in standing_in(thread).rows] == [10, 0, 0]


def test_since_when_somebody_is_a_citizen_again_is_in_the_file_of_their_data():
    user = speaker()
    assert actions.everything_about(user)["account"]["served_until"] is None

    leave_the_office(user)

    user.refresh_from_db()
    assert actions.everything_about(user)["account"]["served_until"] == user.served_until is not None
