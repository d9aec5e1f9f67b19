"""Who is told that a digest waits for its release, and that it came."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingEmail
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


def test_who_waits_for_a_release_finds_it_on_their_page_when_it_came(held, moderator, client):
    client.force_login(held.deliveries.get().subscription.user)
    page = reverse("digests:subscriptions")
    assert held.get_absolute_url() not in client.get(page).content.decode()

    actions.release(held, by=moderator, seal=held.hash)

    assert held.get_absolute_url() in client.get(page).content.decode()


def test_where_nothing_has_to_be_released_no_moderator_is_told(moderator):
    sent(OfficeFactory())

    assert not OutgoingEmail.objects.filter(key__startswith="held:").exists()
