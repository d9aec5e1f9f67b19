"""Daily and weekly e-mails: right when they run late, early, twice, or not for a week."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import OutgoingEmail
from notices import actions
from notices.actions.mailing import last_end
from notices.models import Bundle, Notice
from tests.factories.digests import moment
from tests.factories.notices import NoticeFactory, RecipientFactory

MOMENTS = st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("frequency", "now", "expected"),
    [
        ("at_once", "2026-11-20 07:59:59Z", "2026-11-20 07:59:59Z"),
        ("daily", "2026-11-20 07:59:59Z", "2026-11-19 08:00Z"),
        ("daily", "2026-11-20 08:00Z", "2026-11-20 08:00Z"),
        ("daily", "2026-11-21 07:59Z", "2026-11-20 08:00Z"),
        ("weekly", "2026-11-23 07:59Z", "2026-11-16 08:00Z"),  # a Monday
        ("weekly", "2026-11-23 08:00Z", "2026-11-23 08:00Z"),
        ("weekly", "2026-11-29 23:00Z", "2026-11-23 08:00Z"),
    ],
)
def test_windows_end_at_their_hour(frequency, now, expected):
    assert last_end(frequency, moment(now)) == moment(expected)


@given(frequency=st.sampled_from(["daily", "weekly"]), now=MOMENTS)
def test_windows_follow_one_another_without_a_gap(frequency, now):
    length = timedelta(days=1 if frequency == "daily" else 7)

    end = last_end(frequency, now)

    assert end <= now < end + length
    assert last_end(frequency, end) == end
    assert last_end(frequency, end - timedelta(microseconds=1)) == end - length
    assert (end.hour, end.minute, end.second, end.microsecond) == (8, 0, 0, 0)
    assert frequency == "daily" or end.weekday() == 0


def sent(now):
    """How many e-mails a run at that moment queues."""
    before = OutgoingEmail.objects.count()
    actions.email_some(moment(now))
    return OutgoingEmail.objects.count() - before


pytestmark = pytest.mark.django_db


@pytest.fixture
def daily():
    return RecipientFactory(frequency="daily")


def test_what_happened_before_eight_goes_out_at_eight_and_not_earlier(daily):
    NoticeFactory(recipient=daily, created_at=moment("2026-11-19 12:00Z"))
    NoticeFactory(recipient=daily, created_at=moment("2026-11-20 07:59Z"))
    NoticeFactory(recipient=daily, created_at=moment("2026-11-20 08:00Z"))

    assert [sent("2026-11-20 07:59Z"), sent("2026-11-20 08:00Z"), sent("2026-11-20 08:01Z")] == [0, 1, 0]
    assert Bundle.objects.get().notices.count() == 2
    assert [sent("2026-11-21 07:59Z"), sent("2026-11-21 08:00Z")] == [0, 1]


def test_run_late_by_hours_the_window_is_the_same(daily):
    NoticeFactory(recipient=daily, created_at=moment("2026-11-20 07:00Z"))
    NoticeFactory(recipient=daily, created_at=moment("2026-11-20 09:00Z"))

    assert sent("2026-11-20 23:00Z") == 1
    assert Bundle.objects.get().until == moment("2026-11-20 08:00Z")
    assert Notice.objects.filter(emailed_at=None).count() == 1


def test_run_twice_in_one_window_nothing_more_is_sent_even_for_a_notice_that_came_in_late(daily):
    NoticeFactory(recipient=daily, created_at=moment("2026-11-20 07:00Z"))
    assert sent("2026-11-20 08:00Z") == 1
    NoticeFactory(recipient=daily, created_at=moment("2026-11-20 07:30Z"))  # was being written at eight

    assert [sent("2026-11-20 08:00:10Z"), sent("2026-11-21 08:00Z")] == [0, 1]


def test_what_a_silent_week_missed_is_one_e_mail(daily):
    for day in range(13, 20):
        NoticeFactory(recipient=daily, created_at=moment(f"2026-11-{day} 12:00Z"))

    assert sent("2026-11-20 09:00Z") == 1
    assert Bundle.objects.get().notices.count() == 7
    assert sent("2026-11-20 09:01Z") == 0


def test_nothing_happened_so_nothing_is_sent(daily):
    assert sent("2026-11-20 08:00Z") == 0
    assert not Bundle.objects.exists()


def test_weekly_ones_wait_for_monday():
    weekly = RecipientFactory(frequency="weekly")
    NoticeFactory(recipient=weekly, created_at=moment("2026-11-17 12:00Z"))

    assert [sent("2026-11-22 23:00Z"), sent("2026-11-23 08:00Z"), sent("2026-11-30 08:00Z")] == [0, 1, 0]


def test_whoever_changes_to_at_once_gets_at_once_what_was_waiting(daily):
    NoticeFactory(recipient=daily, created_at=moment("2026-11-20 09:00Z"))
    assert sent("2026-11-20 09:01Z") == 0

    actions.choose(daily.email, "at_once")

    assert [sent("2026-11-20 09:02Z"), sent("2026-11-20 09:03Z")] == [1, 0]


def test_a_window_has_the_same_message_id_however_often_it_is_begun(daily):
    notice = NoticeFactory(recipient=daily, created_at=moment("2026-11-20 07:00Z"))
    found = []
    for _attempt in range(2):
        sent("2026-11-20 08:00Z")
        found.append(OutgoingEmail.objects.values_list("key", "message_id", "to").get())
        OutgoingEmail.objects.all().delete()  # as if the transaction had not been kept
        Bundle.objects.all().delete()
        Notice.objects.filter(pk=notice.pk).update(emailed_at=None)

    assert found[0] == found[1]
