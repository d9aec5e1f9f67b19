"""People between the machine and the officials: releases, quotes, corrections."""

from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions import actions as words
from core.models import OutgoingEmail
from core.verdict import Refused
from digests import actions
from digests.models import Correction, Digest, Quote, Release
from digests.permissions import may_correct, may_decide_quotes, may_read, may_release
from insights.actions import read_all
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.digests import SubscriptionFactory, digest_of, official
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
ROLES = ("citizen", "moderator", "facilitator", "official", "operator")


@pytest.fixture(autouse=True)
def _without_second_factors(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def moderator():
    return UserFactory(moderator=True)


def sent(office, **options):
    """A digest of the last day, as its subscriber gets it."""
    crowd(12, topic=TopicFactory(), published_at=timezone.now() - timedelta(hours=1))
    subscription = SubscriptionFactory(office=office, user=official(office), **options)
    return actions.send_now(subscription, by=subscription.user).digest


@pytest.fixture
def held():
    return sent(OfficeFactory(releases_needed=1))


def digests_sent():
    return OutgoingEmail.objects.filter(key__startswith="digest:")


# == Releases ==
def test_where_an_office_asks_for_no_release_a_digest_goes_out_at_once():
    digest = sent(OfficeFactory())

    assert digest.is_released
    assert digests_sent().count() == 1


def test_a_digest_that_waits_goes_out_when_a_moderator_releases_it(held, moderator):
    assert not digests_sent().exists()

    actions.release(held, by=moderator, seal=held.hash)

    (email,) = digests_sent()
    assert email == held.deliveries.get().email
    assert Digest.objects.get(pk=held.pk).is_released


def test_who_sends_one_now_is_told_that_it_waits_for_its_release(client):
    office = OfficeFactory(releases_needed=1)
    crowd(12, topic=TopicFactory(), published_at=timezone.now() - timedelta(hours=1))
    row = SubscriptionFactory(office=office, user=official(office))
    client.force_login(row.user)

    said = client.post(reverse("digests:act", args=[row.pk, "now"]), follow=True).content.decode()

    assert "It comes as soon as a moderator has read and released it." in said
    assert "On its way" not in said


def test_two_moderators_are_two_people(moderator):
    digest = sent(OfficeFactory(releases_needed=2))

    actions.release(digest, by=moderator, seal=digest.hash)
    with pytest.raises(Refused, match="You have released it"):
        actions.release(digest, by=moderator, seal=digest.hash)
    assert not digests_sent().exists()
    actions.release(digest, by=UserFactory(moderator=True), seal=digest.hash)

    assert digests_sent().count() == 1


def test_what_was_made_anew_after_it_was_read_is_not_released_unread(held, moderator):
    read = held.hash
    words.hide(held.topics.get().contributions.first(), by=moderator)

    anew = actions.make_anew(held, by=moderator)

    assert anew.hash != read
    assert anew.content["people"] == 11
    assert anew.hash == Digest.objects.get(pk=held.pk).sealed()
    with pytest.raises(Refused, match="made anew meanwhile"):
        actions.release(held, by=moderator, seal=read)
    actions.release(held, by=moderator, seal=anew.hash)
    assert digests_sent().count() == 1


def test_a_second_yes_is_asked_for_again_when_it_was_made_anew(moderator):
    digest = sent(OfficeFactory(releases_needed=2))
    actions.release(digest, by=moderator, seal=digest.hash)

    actions.make_anew(digest, by=moderator)

    assert not Release.objects.exists()


def test_what_is_released_stays_as_it_is(held, moderator):
    actions.release(held, by=moderator, seal=held.hash)

    with pytest.raises(Refused, match="it stays as it is"):
        actions.make_anew(held, by=moderator)


def test_who_stopped_or_left_meanwhile_is_not_sent_it(moderator):
    digest = sent(OfficeFactory(releases_needed=1))
    actions.unsubscribe(digest.deliveries.get().subscription)

    actions.release(digest, by=moderator, seal=digest.hash)

    assert not digests_sent().exists()


@pytest.mark.parametrize("role", ROLES)
def test_only_moderators_release_decide_and_correct(role, held):
    user = UserFactory(role=role)
    moderates = role in ("moderator", "operator")

    assert bool(may_release(user, held)) == bool(may_decide_quotes(user)) == moderates
    assert not may_correct(user, held)
    assert bool(may_read(user, held)) == moderates
    held.released_at = timezone.now()
    assert not may_release(user, held)
    assert bool(may_correct(user, held)) == moderates


def test_its_office_reads_it_once_it_is_released(held, moderator):
    reader = held.deliveries.get().subscription.user

    assert "A moderator reads this digest first" in may_read(reader, held).reason
    assert may_read(reader, actions.release(held, by=moderator, seal=held.hash))


def test_without_a_second_factor_nobody_moderates(held, moderator, settings):
    settings.PORTAL_DEMO = False

    assert not may_release(moderator, held)
    assert not may_decide_quotes(moderator)


def test_a_moderator_reads_and_releases_it_on_its_page(held, moderator, client):
    client.force_login(moderator)
    page = client.get(held.get_absolute_url()).content.decode()
    assert "This digest waits for its release" in page

    told = client.post(reverse("digests:release", args=[held.pk]), {"seal": held.hash}, follow=True)

    assert "Released. It is on its way" in told.content.decode()
    assert digests_sent().count() == 1


# == Quotes ==
def test_typical_words_are_proposed_once_and_quoted_when_they_are_approved(moderator):
    topic = TopicFactory()
    for n, body in product(range(2), ["We ask for the lists of prisoners to be published every week"]):
        crowd(8, topic=topic, published_at=timezone.now() - timedelta(hours=2), body=f"{body}, number {n}.")
    read_all()

    assert actions.propose() > 0
    assert actions.propose() == 0
    assert sent(OfficeFactory()).content["quotes"] == []

    quote = Quote.objects.to_decide().first()
    actions.decide(quote, by=moderator, approve=True)
    for other in Quote.objects.to_decide():
        actions.decide(other, by=moderator, approve=False)

    quotes = sent(OfficeFactory()).content["quotes"]
    assert [row["key"] for row in quotes] == [quote.contribution_id]


def test_words_that_were_changed_after_they_were_approved_are_not_quoted(moderator):
    (row, *_others) = crowd(12, topic=TopicFactory(), published_at=timezone.now())
    quote = Quote.objects.create(contribution=row, touched_at=row.touched_at)
    actions.decide(quote, by=moderator, approve=True)
    assert Quote.objects.approved().count() == 1

    words.edit(row, by=row.author, body="Something else altogether, which nobody has looked at yet.")

    assert not Quote.objects.approved().exists()


def test_a_moderator_decides_quotes_in_the_administration(moderator, client):
    rows = crowd(3, topic=TopicFactory())
    quotes = [Quote.objects.create(contribution=row, touched_at=row.touched_at) for row in rows]
    client.force_login(moderator)
    page = reverse("admin:digests_quote_changelist")
    assert rows[0].body in client.get(page).content.decode()

    client.post(page, {"action": "approve", "_selected_action": [quote.pk for quote in quotes[:2]]})

    assert set(Quote.objects.approved()) == set(quotes[:2])
    assert Quote.objects.get(pk=quotes[0].pk).by == moderator


def test_quotes_that_wait_stand_above_those_that_are_decided(moderator, client):
    states = ["refused", "approved", "proposed"]
    rows = crowd(3, topic=TopicFactory())
    for row, state in zip(rows, states, strict=True):
        Quote.objects.create(contribution=row, touched_at=row.touched_at, state=state)
    client.force_login(moderator)

    page = client.get(reverse("admin:digests_quote_changelist"))

    assert [quote.state for quote in page.context["cl"].result_list] == ["proposed", "approved", "refused"]


# == Who is told ==
def test_moderators_are_told_once_a_day_that_a_digest_waits(moderator):
    ukrainian = UserFactory(moderator=True, language="uk")
    UserFactory(moderator=True, is_active=False)
    office = OfficeFactory(name_en="Desk", releases_needed=1)

    held, until = sent(office), timezone.now()
    digest_of(until - timedelta(days=2), until, office=office)

    told = {email.to: email for email in OutgoingEmail.objects.filter(key__startswith="held:")}
    assert set(told) == {moderator.email, ukrainian.email}
    assert held.get_absolute_url() in told[moderator.email].text
    assert "Digest for the Desk" in told[moderator.email].text.replace("\n", " ")
    assert told[ukrainian.email].language == "uk"
    assert "/uk/digests/" in told[ukrainian.email].text


def test_where_nothing_has_to_be_released_no_moderator_is_told(moderator):
    sent(OfficeFactory())

    assert not OutgoingEmail.objects.filter(key__startswith="held:").exists()


# == Corrections ==
def test_a_correction_goes_to_everyone_who_was_sent_it_and_stands_on_its_page(moderator, client):
    digest = sent(OfficeFactory(name_en="Desk"))
    reader = digest.deliveries.get().subscription.user
    actions.unsubscribe(digest.deliveries.get().subscription)
    client.force_login(moderator)

    client.post(
        reverse("digests:correct", args=[digest.pk]), {"body": "There were 11 people, not 12.\nSorry."}
    )

    correction = Correction.objects.get()
    email = OutgoingEmail.objects.get(key=f"correction:{correction.pk}:{reader.email}")
    assert "There were 11 people, not 12.\nSorry." in email.text
    assert "You get this because you were sent the digest." in email.text
    assert "Correction to the digest for the Desk" in email.subject
    client.force_login(reader)
    assert "There were 11 people, not 12." in client.get(digest.get_absolute_url()).content.decode()
    assert Digest.objects.get(pk=digest.pk).hash == digest.hash


def test_readers_of_each_language_are_told_in_theirs(moderator, client):
    digest = sent(office := OfficeFactory(), language="en")
    other = digest_of(
        digest.since, digest.until, office=office, topics=list(digest.topics.all()), language="uk"
    )
    reader = official(office)
    assert actions.send_to_office(other) == 2
    client.force_login(moderator)
    address = reverse("digests:correct", args=[digest.pk])

    page = client.get(address).content.decode()
    wrong = client.post(address, {"body": "", f"body-{other.pk}": "Було 11 людей."})
    assert not Correction.objects.exists()
    client.post(address, {"body": "There were 11 people.", f"body-{other.pk}": "Було 11 людей."})

    assert "The same in Ukrainian" in page
    assert (
        "/uk/digests/read/"
        in OutgoingEmail.objects.filter(key__startswith="correction:").get(to=reader.email).text
    )
    assert "Було 11 людей." in wrong.content.decode()
    told = OutgoingEmail.objects.filter(key__startswith="correction:")
    assert [email.language for email in told.filter(to=reader.email)] == ["uk"]
    assert "Було 11 людей." in told.get(to=reader.email).text
    assert {email.language for email in told.exclude(to=reader.email)} == {"en", "uk"}


@pytest.mark.parametrize("other", ["a day later", "of one topic", "of another office", "not released"])
def test_another_digest_is_not_the_same_in_another_language(other, moderator):
    office, until = OfficeFactory(), timezone.now()
    since, topics = until - timedelta(days=1), TopicFactory.create_batch(2)
    digest = digest_of(since, until, office=office, topics=topics)
    same = digest_of(since, until, office=office, topics=topics, language="ru")
    assert Digest.objects.told_in_other_languages(digest) == [same]

    where = {"office": OfficeFactory() if other == "of another office" else office, "language": "uk"}
    later = timedelta(days=other == "a day later")
    row = digest_of(since + later, until + later, topics=topics[other == "of one topic" :], **where)
    if other == "not released":
        Digest.objects.filter(pk=row.pk).update(released_at=None)

    assert Digest.objects.told_in_other_languages(digest) == [same]


def test_a_correction_comes_also_when_the_e_mail_itself_is_forgotten_and_to_whom_it_was_sent_by_hand(
    moderator,
):
    digest = sent(office := OfficeFactory())
    subscriber, other = digest.deliveries.get().receiver, official(office)
    official(office, is_active=False)
    assert actions.send_to_office(digest) == 2
    OutgoingEmail.objects.all().delete()  # as a month later

    actions.correct(digest, by=moderator, body="There were 11 people, not 12.")

    assert {email.to for email in OutgoingEmail.objects.all()} == {subscriber.email, other.email}


def test_who_waits_for_a_release_that_never_came_gets_no_correction(held, moderator):
    assert held.deliveries.exists()
    held = actions.make_anew(held, by=moderator)

    assert not held.deliveries.received().exists()
    actions.release(held, by=moderator, seal=held.hash)
    assert held.deliveries.received().count() == held.deliveries.count()


def test_an_empty_correction_is_refused_and_one_of_a_digest_that_nobody_read(held, moderator, client):
    client.force_login(moderator)
    digest = sent(OfficeFactory())

    page = client.post(reverse("digests:correct", args=[digest.pk]), {"body": " "}).content.decode()

    assert "Say what was wrong, and what is right." in page
    assert not Correction.objects.exists()
    assert client.get(reverse("digests:correct", args=[held.pk])).status_code == 403
