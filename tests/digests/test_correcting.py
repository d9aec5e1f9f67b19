"""A mistake in a digest is corrected openly."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import remove
from core.emails import messages
from core.models import OutgoingEmail, SharedText
from digests import actions
from digests.models import Correction, Digest
from tests.factories.accounts import OfficeFactory
from tests.factories.digests import digest_of, official, sent
from tests.factories.topics import TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factors")]


def test_a_correction_goes_to_everyone_who_was_sent_it_and_stands_on_its_page(moderator, client):
    digest = sent(OfficeFactory(name_en="Desk"))
    reader = digest.deliveries.get().subscription.user
    actions.unsubscribe(digest.deliveries.get().subscription)
    client.force_login(moderator)
    address = reverse("digests:correct", args=[digest.pk])
    assert "It goes out at once, without a second person" in client.get(address).content.decode()

    client.post(address, {"body": "There were 11 people, not 12.\nSorry."})

    correction = Correction.objects.get()
    email = OutgoingEmail.objects.get(key=f"correction:{correction.pk}:{reader.email}")
    assert "There were 11 people, not 12.\nSorry." in email.text
    assert "You get this because you were sent the digest." in email.text
    assert "Correction to the digest for the Desk" in email.subject
    client.force_login(reader)
    assert "There were 11 people, not 12." in client.get(digest.get_absolute_url()).content.decode()
    assert Digest.objects.get(pk=digest.pk).hash == digest.hash


def test_a_correction_is_a_reply_to_the_digest_in_its_list(moderator):
    digest = sent(OfficeFactory(slug="desk"))
    official(digest.office)
    actions.send_to_office(digest)  # also to who subscribed
    came = {row.email.message_id for row in digest.deliveries.select_related("email")}
    lists = {row.email.headers.get("List-Id") for row in digest.deliveries.select_related("email")}

    correction = actions.correct(digest, by=moderator, body="There were 11 people, not 12.")

    told = OutgoingEmail.objects.filter(key__startswith=f"correction:{correction.pk}:")
    assert told.count() == 2
    for email in told:
        before = OutgoingEmail.objects.get(message_id=email.headers["In-Reply-To"])
        assert before.to == email.to
        assert before.message_id in came
        assert email.headers["References"] == before.message_id
        assert lists == {email.headers["List-Id"]}
        assert f"In-Reply-To: {before.message_id}".encode() in messages.raw(email)


def test_a_list_of_what_came_has_the_last_one_first_and_marks_what_was_corrected(moderator, client):
    last = sent(office := OfficeFactory())
    reader = last.deliveries.get().subscription.user
    earlier = digest_of(last.since - timedelta(days=9), last.until - timedelta(days=8), office=office)
    actions.send_to_office(earlier)
    actions.correct(last, by=moderator, body="There were 11 people, not 12.")
    client.force_login(reader)

    html = client.get(reverse("digests:subscriptions")).content.decode()

    came = html[html.index("What came") :]
    assert came.index(earlier.get_absolute_url()) < came.index(last.get_absolute_url())
    assert came.count("Corrected") == 1
    assert came.index(last.get_absolute_url()) < came.index("Corrected")


def test_a_correction_is_in_the_data_as_well(moderator, client):
    digest = sent(OfficeFactory())
    actions.correct(digest, by=moderator, body="There were 11 people, not 12.")
    client.force_login(digest.deliveries.get().subscription.user)

    data = client.get(f"{digest.get_absolute_url()}?as=json").json()
    first = client.get(f"{digest.get_absolute_url()}?as=csv").content.decode().splitlines()[1]

    assert [row["text"] for row in data["corrections"]] == ["There were 11 people, not 12."]
    assert first.startswith("correction,")
    assert "There were 11 people, not 12." in first


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


def test_the_link_opens_the_digest_only_for_those_who_may_read_it_still(moderator, client):
    digest = sent(office := OfficeFactory())
    leaver, stays = digest.deliveries.get().receiver, official(office, is_manager=True)
    actions.send_to_office(digest)
    remove(leaver.memberships.get(), by=stays)

    actions.correct(digest, by=moderator, body="There were 11 people, not 12.")

    told = {email.to: email for email in OutgoingEmail.objects.filter(key__startswith="correction:")}
    assert set(told) == {leaver.email, stays.email}
    for email in told.values():
        assert "There were 11 people, not 12." in email.text
        assert "There were 11 people, not 12." in email.html
    opens = re.search(r"http://testserver(/en/digests/read/\S+)", told[stays.email].text)[1]
    assert client.get(opens).status_code == 200
    assert "/digests/read/" not in told[leaver.email].text + told[leaver.email].html
    assert f"http://testserver{digest.get_absolute_url()}\n" in f"{told[leaver.email].text}\n"
    assert client.get(digest.get_absolute_url()).status_code == 302
    client.force_login(leaver)
    assert client.get(digest.get_absolute_url()).status_code == 403


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


@pytest.mark.parametrize(
    ("body", "seconds", "goes_out"),
    [
        ("There were 11 people.", 0, False),
        ("  There were 11 people. ", 9, False),
        ("There were 11 people.", 11, True),
        ("There were 11 people, not 12.", 0, True),
    ],
)
def test_a_correction_that_is_pressed_twice_goes_out_once(body, seconds, goes_out, moderator):
    digest = sent(OfficeFactory())
    first = actions.correct(digest, by=moderator, body="There were 11 people.")
    Correction.objects.update(at=timezone.now() - timedelta(seconds=seconds))

    second = actions.correct(digest, by=moderator, body=body)

    assert (second != first) == goes_out
    assert Correction.objects.count() == 1 + goes_out
    assert OutgoingEmail.objects.filter(key__startswith="correction:").count() == 1 + goes_out


def test_correcting_costs_the_same_for_many_readers_as_for_few(moderator, django_assert_num_queries):
    for count in (2, 6):
        office = OfficeFactory()
        digest = sent(office)
        for _ in range(count - 1):
            official(office)
        assert actions.send_to_office(digest) == count
        with django_assert_num_queries(13):
            actions.correct(digest, by=moderator, body="There were 11 people.")
        told = OutgoingEmail.objects.filter(key__startswith="correction:", reply_to=office.desk_email)
        assert told.count() >= count
    assert SharedText.objects.filter(key__startswith="correction:").count() == 2
