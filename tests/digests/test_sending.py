import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from accounts.permissions import may_speak_for
from core.models import OutgoingEmail, SharedText, Urgency
from core.verdict import Refused
from digests import actions, tasks
from digests.actions.sending import deliver
from digests.emails.links import subscription_of, token_of
from digests.emails.queueing import MARK
from digests.models import Delivery, Digest, Subscription
from digests.querysets import readers_of
from tests.factories.accounts import OfficeFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import SubscriptionFactory, digest_of, moment, official
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory

DUE = moment("2026-11-20 08:00Z")
MINUTE = timedelta(minutes=1)


def due(**fields):
    return SubscriptionFactory(due_at=DUE, **fields)


def sent():
    """(to, since, until) of every digest that was queued."""
    rows = Delivery.objects.select_related("digest", "subscription__user", "email").order_by("pk")
    for row in rows:
        assert row.email.to == row.subscription.user.email
        assert row.window_end == row.digest.until
        assert row.email.urgency == Urgency.DIGEST
    assert OutgoingEmail.objects.count() == len(rows)
    return [(row.email.to, row.digest.since, row.digest.until) for row in rows]


# == When ==
def test_at_its_hour_it_is_sent_once_and_then_due_at_the_next(db):
    row = due()

    assert actions.dispatch(DUE - timedelta(microseconds=1)) == 0
    assert [actions.dispatch(DUE), actions.dispatch(DUE), actions.dispatch(DUE + MINUTE)] == [1, 0, 0]

    assert sent() == [(row.user.email, DUE - timedelta(days=1), DUE)]
    row.refresh_from_db()
    assert row.due_at == DUE + timedelta(days=1)


@pytest.mark.parametrize("people", [0, 12])
@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True), (3, True)])
def test_one_that_catches_up_with_missed_windows_says_so_everywhere(people, days, is_late, db, client):
    crowd(people, topic=TopicFactory(), published_at=DUE - timedelta(hours=1))
    due()

    actions.dispatch(DUE + timedelta(days=days, hours=2))

    email, digest = OutgoingEmail.objects.get(), Digest.objects.get()
    page = client.get(f"/en/digests/read/{token_of(digest)}/").content.decode()
    for words in (email.text, email.html, page):
        said = " ".join(strip_tags(words).replace("\xa0", " ").split())
        day = f"{digest.since.day} {digest.since:%B %Y}"
        sentence = f"This digest catches up with the days since {day}, for which none was made."
        assert (sentence in said) == is_late


def test_day_after_day_each_window_comes_once_and_none_is_left_out(db):
    due()

    for hour in range(24 * 4):
        actions.dispatch(DUE + timedelta(hours=hour, minutes=7))

    assert [until for _to, _since, until in sent()] == [DUE + timedelta(days=n) for n in range(4)]
    assert all(until - since == timedelta(days=1) for _to, since, until in sent())


def test_a_task_that_runs_late_sends_the_window_that_is_over(db):
    due()

    assert actions.dispatch(DUE + timedelta(hours=23)) == 1

    assert sent()[0][1:] == (DUE - timedelta(days=1), DUE)


def test_after_a_week_of_silence_one_digest_tells_of_the_whole_week(db):
    row = due()
    now = DUE + timedelta(days=7, hours=3)

    assert [actions.dispatch(now), actions.dispatch(now)] == [1, 0]

    assert sent() == [(row.user.email, DUE - timedelta(days=1), DUE + timedelta(days=7))]
    row.refresh_from_db()
    assert row.due_at == DUE + timedelta(days=8)


def test_a_weekly_one_comes_on_its_day(db):
    row = due(frequency="weekly", weekday=4)  # the 20th is a Friday

    for day in range(15):
        actions.dispatch(DUE + timedelta(days=day))

    assert sent() == [
        (row.user.email, DUE + timedelta(weeks=n - 1), DUE + timedelta(weeks=n)) for n in range(3)
    ]


def test_an_hour_in_kyiv_stays_that_hour_when_the_clocks_change(db):
    row = SubscriptionFactory(timezone="Europe/Kyiv", due_at=moment("2026-10-24 08:00+03:00"))

    for hour in range(75):
        actions.dispatch(row.due_at + timedelta(hours=hour))

    assert [until for _to, _since, until in sent()] == [
        moment("2026-10-24 08:00+03:00"),
        moment("2026-10-25 08:00+02:00"),
        moment("2026-10-26 08:00+02:00"),
        moment("2026-10-27 08:00+02:00"),
    ][: len(sent())]
    assert len(sent()) in (3, 4)


def test_a_window_that_was_delivered_is_not_delivered_again_whatever_is_due(db):
    row = due()
    actions.dispatch(DUE)
    Subscription.objects.update(due_at=DUE)

    assert actions.dispatch(DUE) == 0
    assert deliver(row, DUE - timedelta(days=1), DUE) is None

    assert len(sent()) == 1


def test_the_task_sends_everything_that_is_due(db):
    SubscriptionFactory.create_batch(3, due_at=timezone.now() - MINUTE)

    tasks.dispatch()

    assert len(sent()) == 3


# == To whom ==
@pytest.mark.parametrize(
    ("name", "value"),
    [("paused_at", DUE), ("ended_at", DUE)],
)
def test_a_paused_or_ended_one_is_not_sent(name, value, db):
    due(**{name: value})

    assert actions.dispatch(DUE) == 0
    assert sent() == []


@pytest.mark.parametrize("reason", ["left the office", "is no official", "second factor", "closed"])
def test_who_may_not_read_it_any_more_gets_nothing_and_holds_up_nobody(reason, db):
    row, other = due(), due()
    user = row.user
    if reason == "left the office":
        user.memberships.all().delete()
    elif reason == "second factor":
        user.authenticator_set.all().delete()
    elif reason == "is no official":
        user.role = "citizen"
        user.save()
    else:
        user.is_active = False
        user.save()

    assert actions.dispatch(DUE) == 1

    assert [to for to, _since, _until in sent()] == [other.user.email]
    row.refresh_from_db()
    assert row.due_at == (DUE if reason == "closed" else DUE + timedelta(days=1))


def test_one_that_cannot_be_made_is_told_to_the_operator_and_holds_up_nobody(db, caplog):
    broken, other = due(), due()
    Subscription.objects.filter(pk=broken.pk).update(timezone="Mars/Olympus")

    assert actions.dispatch(DUE) == 1

    assert [to for to, _since, _until in sent()] == [other.user.email]
    assert f"Digest of subscription {broken.pk} could not be made" in caplog.text
    broken.refresh_from_db()
    assert broken.due_at == DUE  # tried again with the next minute


def test_two_officials_who_read_the_same_get_the_same_digest_made_once(office):
    first, second = due(office=office), due(office=office)
    due(office=office, language="uk")
    due()

    assert actions.dispatch(DUE) == 4

    made = dict(Delivery.objects.values_list("subscription_id", "digest_id"))
    assert made[first.pk] == made[second.pk]
    assert Digest.objects.count() == 3


# == Now ==
def test_one_that_is_sent_now_is_on_its_way_at_once_and_leaves_the_next_hour_alone(db):
    row = due()

    delivery = actions.send_now(row, by=row.user)

    assert timezone.now() - delivery.digest.until < timedelta(minutes=1, seconds=5)
    assert delivery.digest.until - delivery.digest.since == timedelta(days=1)
    row.refresh_from_db()
    assert row.due_at == DUE
    assert actions.dispatch(DUE) == 1
    assert len(sent()) == 2


def test_what_was_said_a_moment_ago_is_in_the_one_that_is_sent_now(db):
    row = due()
    ContributionFactory.create_batch(10, published_at=timezone.now())

    assert actions.send_now(row, by=row.user).digest.content["people"] == 10


def test_who_may_not_read_it_is_not_sent_one_now_either(office):
    row = due(office=office, user=official(office, second_factor=False))

    with pytest.raises(Refused, match="second factor"):
        actions.send_now(row, by=row.user)
    assert deliver(row, DUE - timedelta(days=1), DUE) is None

    assert not Delivery.objects.exists()
    assert not OutgoingEmail.objects.exists()


# == Several at once ==
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_every_window_once():
    office = OfficeFactory()
    rows = [due(office=office, language=("en", "ru", "uk")[n % 3]) for n in range(9)]
    ContributionFactory.create_batch(12, published_at=DUE - timedelta(hours=3))
    start = threading.Barrier(4)

    def dispatch():
        start.wait()
        try:
            return actions.dispatch(DUE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = [done.result() for done in [pool.submit(dispatch) for _ in range(4)]]

    actions.dispatch(DUE)
    assert sum(counts) <= 9
    assert sorted(to for to, _since, _until in sent()) == sorted(row.user.email for row in rows)
    assert Digest.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_window_delivered_by_four_threads_at_once_is_one_e_mail():
    row, start = due(), threading.Barrier(4)

    def send():
        start.wait()
        try:
            return deliver(Subscription.objects.get(pk=row.pk), DUE - timedelta(days=1), DUE) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [done.result() for done in [pool.submit(send) for _ in range(4)]]

    assert sorted(made) == [False, False, False, True]
    assert len(sent()) == 1


def test_sending_to_many_who_read_the_same_takes_no_more_queries_than_to_one(
    office, django_assert_max_num_queries
):
    for count in (1, 4):
        for _ in range(count):
            due(office=office, user=official(office))
        with django_assert_max_num_queries(50):
            assert actions.dispatch(DUE) == count
        Subscription.objects.all().delete()
        Digest.objects.all().delete()


# == Who is served together ==
def test_a_digest_to_many_is_rendered_once_and_each_reader_has_a_link_of_their_own(office):
    rows = [due(office=office) for _ in range(3)]

    assert actions.dispatch(DUE) == 3

    assert SharedText.objects.count() == 1
    for email in OutgoingEmail.objects.select_related("delivery"):
        row = next(row for row in rows if row.pk == email.delivery.subscription_id)
        link = email.headers["List-Unsubscribe"].strip("<>")
        assert subscription_of(link.rstrip("/").rpartition("/")[2]) == row.pk
        assert link in email.text
        assert link in email.html
        assert MARK not in email.text + email.html + str(email.headers)


@pytest.mark.parametrize(
    "setting",
    [
        {"language": "uk"},
        {"frequency": "weekly"},
        {"hour": 9},
        {"timezone": "Europe/Kyiv"},
        {"countries": ["UA"]},
        {"languages": ["uk"]},
        {"when_quiet": "skip"},
        {"due_at": DUE - MINUTE},
        {"told_until": DUE - MINUTE},
        {"topics": True},
        {"office": True},
    ],
    ids=lambda setting: next(iter(setting)),
)
def test_whoever_reads_anything_else_is_no_reader_of_the_same(setting, office):
    first, same = due(office=office), due(office=office, alerts=["spike"])
    if setting.get("topics"):
        setting = {"topics": [TopicFactory()]}
    other = {"due_at": DUE} | ({} if setting.get("office") else {"office": office, **setting})
    SubscriptionFactory(**other)

    alike = Subscription.objects.due(DUE).like(Subscription.objects.get(pk=first.pk))

    assert {row.pk for row in alike} == {first.pk, same.pk}


@pytest.mark.parametrize("role", ["citizen", "moderator", "facilitator", "official", "operator"])
@pytest.mark.parametrize("is_member", [True, False])
@pytest.mark.parametrize("has_second_factor", [True, False])
@pytest.mark.parametrize("is_active", [True, False])
def test_who_may_read_is_asked_of_many_as_of_one(role, is_member, has_second_factor, is_active, office):
    user = official(office if is_member else None, second_factor=has_second_factor)
    User.objects.filter(pk=user.pk).update(role=role, is_active=is_active)
    row = SubscriptionFactory(office=office, user=User.objects.get(pk=user.pk))

    by_hand = digest_of(DUE - timedelta(days=1), DUE, office=office).deliveries
    by_hand.create(user=row.user, window_end=DUE)

    of_many = Subscription.objects.readable().get(pk=row.pk).may_read

    assert of_many is bool(may_speak_for(row.user, office))
    assert (row.user in readers_of(office)) is of_many
    assert by_hand.waiting_by_hand().exists() is of_many
