"""Who is told that a digest waits for its release, and that it came."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.emails.queueing import message_ids
from core.models import OutgoingEmail, SharedText
from digests import actions
from digests.models import Digest
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.digests import SubscriptionFactory, digest_of, moment, official, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factors")]
DUE = moment("2026-11-20 08:00Z")


def made(office):
    """A digest of the last day, which nobody waits for."""
    until = timezone.now()
    return digest_of(until - timedelta(days=1), until, office=office)


def test_whoever_may_release_is_told_once_a_day_that_a_digest_waits(moderator):
    ukrainian, operator = UserFactory(moderator=True, language="uk"), UserFactory(operator=True)
    UserFactory(moderator=True, is_active=False)
    office = OfficeFactory(name_en="Desk", releases_needed=1)

    held = sent(office)
    sent(office)

    told = {email.to: email for email in OutgoingEmail.objects.filter(key__startswith="held:")}
    assert set(told) == {moderator.email, ukrainian.email, operator.email}
    assert held.get_absolute_url() in told[moderator.email].text
    assert "Digest for the Desk" in told[moderator.email].text.replace("\n", " ")
    assert told[ukrainian.email].language == "uk"
    assert "/uk/digests/" in told[ukrainian.email].text


@pytest.mark.parametrize(
    ("releases", "sentence"),
    [
        (1, "Nobody is sent it before a moderator has read it."),
        (2, "Nobody is sent it before 2 moderators have read it."),
    ],
)
def test_moderators_are_told_how_many_of_them_have_to_read_it(releases, sentence, moderator):
    sent(OfficeFactory(releases_needed=releases))

    email = OutgoingEmail.objects.get(to=moderator.email)

    assert sentence in email.text
    assert email.html.count(sentence) == 2  # above the heading, where mail programs look, and below


@pytest.mark.parametrize("others", [0, 1])
def test_moderators_are_asked_to_release_what_was_quiet_only_if_somebody_wants_it(others, moderator):
    office = OfficeFactory(releases_needed=1)
    for when_quiet in ["skip", *["tell"] * others]:
        SubscriptionFactory(office=office, due_at=DUE, when_quiet=when_quiet)

    assert actions.dispatch(DUE) == others

    assert OutgoingEmail.objects.filter(key__startswith="held:").count() == others
    assert Digest.objects.awaiting_release().count() == others


def test_moderators_are_asked_for_a_digest_that_an_operator_would_send(moderator):
    digest = made(OfficeFactory(releases_needed=1))
    assert actions.send_to_office(digest) == 0
    assert not OutgoingEmail.objects.exists()  # nobody would get it
    official(digest.office)

    assert actions.send_to_office(digest) == 1

    assert OutgoingEmail.objects.get().to == moderator.email
    assert list(Digest.objects.awaiting_release()) == [digest]


def test_all_digests_that_wait_are_one_link_away_from_the_e_mail_and_from_the_desk(moderator, held, client):
    sent(OfficeFactory())
    made(OfficeFactory(releases_needed=1))
    link = f"{reverse('admin:digests_digest_changelist')}?state=waiting"

    client.force_login(moderator)
    listed = client.get(link).context["cl"].result_list

    assert list(listed) == [held]
    assert f'href="{link}"' in client.get(reverse("admin:index")).content.decode()
    email = OutgoingEmail.objects.get(to=moderator.email)
    assert link in email.text
    assert link in email.html


def test_what_an_operator_sends_goes_to_the_office_once_it_is_released(moderator):
    digest = made(OfficeFactory(releases_needed=1))
    reader, leaving = official(digest.office), official(digest.office)
    actions.send_to_office(digest)
    leaving.memberships.all().delete()

    actions.release(digest, by=moderator, seal=digest.hash)

    (delivery,) = digest.deliveries.received()
    assert (delivery.user, delivery.email.to) == (reader, reader.email)
    assert actions.send_to_office(digest) == 1
    assert OutgoingEmail.objects.filter(key__startswith="digest:").get() == delivery.email


@pytest.mark.parametrize("is_released", [True, False])
def test_sending_by_hand_costs_the_same_for_many_officials_as_for_few(is_released, django_assert_num_queries):
    for count in (1, 5):
        digest = made(OfficeFactory(releases_needed=0 if is_released else 1))
        officials = [official(digest.office) for _ in range(count)]
        with django_assert_num_queries(18 if is_released else 6):
            assert actions.send_to_office(digest) == count
        assert {row.user for row in digest.deliveries.all()} == set(officials)
        assert digest.deliveries.received().count() == (count if is_released else 0)


def test_what_is_sent_by_hand_is_one_text_and_one_e_mail_to_each():
    digest = made(OfficeFactory())
    first = official(digest.office)
    assert actions.send_to_office(digest) == 1
    second, _closed = official(digest.office), official(digest.office, is_active=False)

    assert [actions.send_to_office(digest), actions.send_to_office(digest)] == [2, 2]

    rows = digest.deliveries.select_related("user", "email").order_by("pk")
    assert [(row.user, row.email.to, row.email.key) for row in rows] == [
        (user, user.email, f"digest:command:{digest.pk}:{user.pk}") for user in (first, second)
    ]
    assert [row.email.message_id for row in rows] == message_ids([row.email.key for row in rows])
    assert OutgoingEmail.objects.count() == 2
    assert SharedText.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_four_operators_send_by_hand_at_once_is_one_e_mail_to_each():
    digest, start = made(OfficeFactory()), threading.Barrier(4)
    readers = {official(digest.office).email for _ in range(3)}

    def send():
        start.wait()
        try:
            return actions.send_to_office(digest)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = [done.result() for done in [pool.submit(send) for _ in range(4)]]

    assert counts == [3] * 4
    assert sorted(email.to for email in OutgoingEmail.objects.all()) == sorted(readers)
    assert digest.deliveries.received().count() == 3


def test_who_waits_for_a_release_finds_it_on_their_page_when_it_came(held, moderator, client):
    client.force_login(held.deliveries.get().subscription.user)
    page = reverse("digests:subscriptions")
    assert held.get_absolute_url() not in client.get(page).content.decode()

    actions.release(held, by=moderator, seal=held.hash)

    assert held.get_absolute_url() in client.get(page).content.decode()


def test_where_nothing_has_to_be_released_no_moderator_is_told(moderator):
    sent(OfficeFactory())

    assert not OutgoingEmail.objects.filter(key__startswith="held:").exists()
