"""People between the machine and the officials: releases."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions as people
from accounts.models import Office, User
from contributions import actions as words
from core.models import OutgoingEmail
from core.verdict import Refused
from digests import actions, emails
from digests.actions.sending import deliver
from digests.emails.links import subscription_of, token_of
from digests.emails.queueing import Rendered
from digests.models import Digest, Release
from digests.permissions import may_correct, may_decide_quotes, may_read, may_release
from insights.models import Unread
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import SubscriptionFactory, digest_of, moment, official, sent
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory
from tests.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factors")]
DUE = moment("2026-11-20 08:00Z")
ROLES = ("citizen", "moderator", "facilitator", "official", "operator")


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


@pytest.mark.parametrize(
    ("needed", "words"),
    [
        (1, "It comes as soon as a moderator has read and released it."),
        (2, "It comes as soon as 2 moderators have read and released it."),
    ],
)
def test_who_sends_one_now_is_told_that_it_waits_for_its_release(needed, words, client):
    office = OfficeFactory(releases_needed=needed)
    crowd(12, topic=TopicFactory(), published_at=timezone.now() - timedelta(hours=1))
    row = SubscriptionFactory(office=office, user=official(office))
    client.force_login(row.user)

    said = client.post(reverse("digests:act", args=[row.pk, "now"]), follow=True).content.decode()

    assert words in said
    assert "On its way" not in said


def test_what_waits_for_its_release_still_does_where_the_office_wants_none_any_more(held, moderator, client):
    Office.objects.filter(pk=held.office_id).update(releases_needed=0)
    client.force_login(moderator)

    page = client.get(held.get_absolute_url()).content.decode()
    actions.release(held, by=moderator, seal=held.hash)

    assert "1 moderator has to read and release it; released so far: 0." in " ".join(page.split())
    assert Digest.objects.get(pk=held.pk).is_released


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


@pytest.mark.parametrize("reason", ["stopped", "paused", "left the office", "closed the account"])
def test_who_does_not_want_it_or_may_not_read_it_any_more_is_not_sent_it(reason, held, moderator):
    row = held.deliveries.get().subscription
    if reason == "left the office":
        row.user.memberships.all().delete()
    elif reason == "closed the account":
        User.objects.filter(pk=row.user_id).update(is_active=False)
    else:
        {"stopped": actions.end, "paused": actions.pause}[reason](row, by=row.user)

    actions.release(held, by=moderator, seal=held.hash)

    assert not digests_sent().exists()
    assert not held.deliveries.received().exists()


def waiting(count, office, **fields):
    """Officials who wait for the release of one digest; the digest."""
    rows = [SubscriptionFactory(office=office, due_at=DUE, **fields) for _ in range(count)]
    actions.dispatch(DUE)
    return rows, Digest.objects.get(deliveries__subscription=rows[0])


def test_each_of_those_who_waited_gets_it_with_links_of_their_own(moderator):
    office = OfficeFactory(releases_needed=1)
    rows = [SubscriptionFactory(office=office, due_at=DUE, frequency=how) for how in ("daily", "weekdays")]
    more, digest = waiting(2, office)

    actions.release(digest, by=moderator, seal=digest.hash)

    told = {"daily": "every day, 08:00, UTC", "weekdays": "monday to Friday, 08:00, UTC"}
    for row in (*rows, *more):
        email = digest.deliveries.get(subscription=row).email
        link = email.headers["List-Unsubscribe"].strip("<>")
        assert (email.to, email.key) == (row.user.email, f"digest:{row.pk}:{digest.until.isoformat()}")
        assert subscription_of(link.rstrip("/").rpartition("/")[2]) == row.pk
        assert link in email.text
        assert f"You get this: {told[row.frequency]}." in " ".join(email.text.split())
    assert digests_sent().count() == 4


def by_hand(count, office):
    """Officials whom an operator would send a digest; nobody subscribes to it."""
    rows = [official(office) for _ in range(count)]
    digest = digest_of(DUE - timedelta(days=1), DUE, office=office)
    actions.send_to_office(digest)
    return rows, digest


@pytest.mark.parametrize(("wait", "queries"), [(waiting, 20), (by_hand, 22)])
def test_releasing_costs_the_same_for_many_readers_as_for_few(
    wait, queries, moderator, django_assert_num_queries
):
    for count in (1, 5):
        _rows, digest = wait(count, OfficeFactory(releases_needed=1))
        with django_assert_num_queries(queries):
            actions.release(digest, by=moderator, seal=digest.hash)
        assert digest.deliveries.received().count() == count


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


# == At the same time ==
@pytest.mark.django_db(transaction=True)
def test_what_is_made_anew_and_released_while_another_reader_comes_is_what_they_get():
    moderator, office, topic = UserFactory(moderator=True), OfficeFactory(releases_needed=1), TopicFactory()
    _rows, digest = waiting(1, office)
    row = SubscriptionFactory(office=office)
    crowd(12, topic=topic, published_at=DUE - timedelta(hours=1))

    def send():
        try:
            return deliver(row, digest.since, digest.until)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            anew = actions.make_anew(digest, by=moderator)  # locks it until the release
            sending = pool.submit(send)
            wait_for_the_lock()
            actions.release(anew, by=moderator, seal=anew.hash)
        delivery = sending.result(timeout=30)

    assert anew.content["people"] == 12
    assert delivery.email.subject.startswith("12 people wrote")


def wait_for_the_lock():
    """Until somebody waits for what this transaction holds."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits")


@pytest.mark.parametrize("who", ["stranger", "reader", "moderator", "operator"])
def test_the_link_to_a_digest_opens_it_to_others_once_it_is_released(who, held, moderator, client):
    reader = held.deliveries.get().subscription.user
    people = {"reader": reader, "moderator": moderator, "operator": UserFactory(operator=True)}
    if who in people:
        client.force_login(people[who])
    link = reverse("digests:read", args=[token_of(held)])
    paths = [link, f"{link}?as=json", f"{link}all/"]

    before = [client.get(path).status_code for path in paths]
    actions.release(held, by=moderator, seal=held.hash)

    assert before == [200 if who in ("moderator", "operator") else 403] * 3
    assert [client.get(path).status_code for path in paths] == [200] * 3


# == The office asks for fewer ==
@pytest.mark.parametrize("asked", [0, 1])
def test_what_one_has_released_goes_out_once_the_office_asks_for_fewer(asked, moderator):
    digest = sent(OfficeFactory(releases_needed=2))
    actions.release(digest, by=moderator, seal=digest.hash)
    assert actions.let_go_of_released() == 0

    people.set_options(digest.office, by=UserFactory(operator=True), releases_needed=asked)

    assert [actions.let_go_of_released() for _time in range(2)] == [1, 0]
    assert digests_sent().count() == 1
    assert Digest.objects.get(pk=digest.pk).is_released


def test_what_nobody_has_released_waits_though_the_office_asks_for_none_and_says_why(held, moderator, client):
    people.set_options(held.office, by=UserFactory(operator=True), releases_needed=0)
    client.force_login(moderator)

    assert actions.let_go_of_released() == 0

    said = " ".join(client.get(held.get_absolute_url()).content.decode().split())
    assert "Its office asks for no release any more, but did so when this digest was made." in said
    assert not digests_sent().exists()


def test_what_is_about_to_go_out_says_so(moderator, client):
    digest = sent(OfficeFactory(releases_needed=2))
    actions.release(digest, by=moderator, seal=digest.hash)
    people.set_options(digest.office, by=UserFactory(operator=True), releases_needed=1)
    client.force_login(UserFactory(moderator=True))

    said = " ".join(client.get(digest.get_absolute_url()).content.decode().split())

    assert "It has all releases that its office asks for, and goes out within a minute." in said
    assert "released so far" not in said


def test_one_that_cannot_go_out_is_told_to_the_operator_and_keeps_no_other_waiting(moderator, caplog):
    broken, whole = [sent(OfficeFactory(releases_needed=2)) for _ in range(2)]
    for digest in (broken, whole):
        actions.release(digest, by=moderator, seal=digest.hash)
    Digest.objects.filter(pk=broken.pk).update(content={"broken": True})
    Office.objects.update(releases_needed=1)

    assert [actions.let_go_of_released() for _time in range(2)] == [1, 0]

    assert list(Digest.objects.filter(released_at=None)) == [broken]
    assert digests_sent().get() == whole.deliveries.get().email
    assert f"Digest {broken.pk} could not go out" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_what_several_let_go_at_once_goes_out_once():
    digest = sent(OfficeFactory(releases_needed=2))
    actions.release(digest, by=UserFactory(moderator=True), seal=digest.hash)
    Office.objects.filter(pk=digest.office_id).update(releases_needed=1)
    other = UserFactory(moderator=True)

    went = at_once(
        lambda: actions.let_go_of_released(),
        lambda: actions.let_go_of_released(),
        lambda: bool(actions.release(digest, by=other, seal=digest.hash)),
    )

    assert went.count(True) == 1, "the one that sent it"
    assert digests_sent().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_release_and_fewer_asked_for_at_once_let_it_go():
    operator, first = UserFactory(operator=True), UserFactory(moderator=True)
    digest = sent(OfficeFactory(releases_needed=2))

    at_once(
        lambda: actions.release(digest, by=first, seal=digest.hash),
        lambda: people.set_options(digest.office, by=operator, releases_needed=1),
    )
    actions.let_go_of_released()

    assert Digest.objects.get(pk=digest.pk).is_released
    assert digests_sent().count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_made_anew_while_it_is_let_go_waits():
    moderator, digest = UserFactory(moderator=True), sent(OfficeFactory(releases_needed=2))
    actions.release(digest, by=moderator, seal=digest.hash)
    Office.objects.filter(pk=digest.office_id).update(releases_needed=1)

    def let_go():
        try:
            return actions.let_go_of_released()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.make_anew(digest, by=moderator)
            letting_go = pool.submit(let_go)
            wait_for_the_lock()
        assert letting_go.result(timeout=30) == 0

    assert not digests_sent().exists()


# == As it is sent ==
@pytest.fixture
def held_in_english(db):
    """It waits for a moderator, whose page may be in another language."""
    return sent(OfficeFactory(releases_needed=1), language="en")


def test_who_reads_it_in_another_language_is_told_which_is_sent_and_finds_it(
    held_in_english, moderator, client
):
    client.force_login(moderator)
    there = held_in_english.get_absolute_url()

    page = client.get(there.replace("/en/", "/ru/")).content.decode()

    said = "Вы читаете эту страницу на русском, а отправляется дайджест на английском."
    assert said in " ".join(page.split())
    assert f'href="{there}" hreflang="en"' in page
    assert 'hreflang="en"' not in release_part(client.get(there).content.decode())


def release_part(page):
    return page[page.index("This digest waits for its release") : page.index('name="seal"')]


def test_the_e_mail_is_shown_as_it_is_sent_before_it_is_released(held_in_english, moderator, client):
    client.force_login(moderator)
    address = f"/ru/digests/{held_in_english.pk}/sent/"
    held = client.get(f"/ru/digests/{held_in_english.pk}/").content.decode()
    assert f'href="{address}"' in held
    assert '<a href="/admin/digests/digest/?state=waiting">Все дайджесты, которые ждут</a>' in held

    page, letter = client.get(address), client.get(f"{address}html/")
    actions.release(held_in_english, by=moderator, seal=held_in_english.hash)

    email = digests_sent().get()
    assert f'<h1 lang="en">{email.subject}</h1>' in page.content.decode()
    assert f'<iframe class="letter" src="{address}html/"' in page.content.decode()
    first, *_others = [line for line in email.text.splitlines() if line.strip()]
    assert first in page.content.decode()
    assert '<html lang="en"' in letter.content.decode()
    assert "12 people wrote" in letter.content.decode()
    assert "cid:" not in letter.content.decode()


def test_the_picture_of_an_e_mail_is_drawn_only_in_the_letter_that_its_page_frames(client):
    topic, day = TopicFactory(), timedelta(days=1)
    for number in range(6):
        crowd(10, topic=topic, published_at=timezone.now() - number * day - day / 2)
    digest = digest_of(timezone.now() - 7 * day, timezone.now())
    client.force_login(official(digest.office))
    address = f"/en/digests/{digest.pk}/sent/"

    drawn = [
        [template.name for template in client.get(path).templates].count("digests/email/trend.svg")
        for path in (address, f"{address}html/")
    ]

    assert drawn == [0, 1]


def test_the_picture_of_an_e_mail_is_in_its_page():
    rendered = Rendered("Subject", "Text", '<img src="cid:picture">', b"PNG")

    assert emails.with_picture(rendered) == '<img src="data:image/png;base64,UE5H">'


def test_the_e_mail_on_the_page_is_shut_off(held_in_english, moderator, client):
    client.force_login(moderator)
    address = f"/en/digests/{held_in_english.pk}/sent/"

    page, letter = client.get(address), client.get(f"{address}html/")

    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "default-src 'none'" in letter["Content-Security-Policy"]
    assert "sandbox allow-popups allow-top-navigation-by-user-activation" in letter["Content-Security-Policy"]
    assert "no-store" in letter["Cache-Control"]


@pytest.mark.parametrize("who", ["stranger", "citizen", "reader", "moderator"])
def test_the_e_mail_is_shown_to_those_who_may_read_the_digest(who, held_in_english, moderator, client):
    reader = held_in_english.deliveries.get().subscription.user
    if who != "stranger":
        client.force_login({"citizen": UserFactory(), "reader": reader, "moderator": moderator}[who])
    paths = [f"/en/digests/{held_in_english.pk}/sent/", f"/en/digests/{held_in_english.pk}/sent/html/"]

    before = [client.get(path).status_code for path in paths]
    actions.release(held_in_english, by=moderator, seal=held_in_english.hash)
    after = [client.get(path).status_code for path in paths]

    assert before == [{"stranger": 302, "moderator": 200}.get(who, 403)] * 2
    assert after == [{"stranger": 302, "citizen": 403}.get(who, 200)] * 2


def test_showing_the_e_mail_costs_the_same_for_many_readers_as_for_few(
    moderator, client, django_assert_num_queries
):
    client.force_login(moderator)
    for count in (1, 5):
        _rows, digest = waiting(count, OfficeFactory(releases_needed=1))
        with django_assert_num_queries(5):  # session, user, digest, its corrections, whether it catches up
            assert client.get(f"/en/digests/{digest.pk}/sent/").status_code == 200


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("moderator", "operator")])
def test_who_may_not_have_a_digest_made_anew_does_not_have_anything_read_either(role, held, client):
    ContributionFactory()
    client.force_login(UserFactory(role=role))

    client.post(reverse("digests:make_anew", args=[held.pk]))

    assert Unread.objects.count() == 1
    assert Digest.objects.get(pk=held.pk).made_at == held.made_at
