from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.actions.windows import at, last_end, next_end, open_window, window
from digests.forms import ZONES
from digests.models import Subscription
from tests.factories.digests import moment


def daily(zone="UTC", hour=8, due=None):
    return Subscription(
        frequency="daily", hour=hour, timezone=zone, due_at=due or moment("2100-01-01 00:00Z")
    )


def weekly(weekday, zone="UTC", hour=8, due=None):
    row = daily(zone, hour, due)
    row.frequency, row.weekday = "weekly", weekday
    return row


def local(row, *moments):
    return [f"{one.astimezone(ZoneInfo(row.timezone)):%a %d %H:%M}" for one in moments]


# == Hours of a day ==
@pytest.mark.parametrize(
    ("zone", "day", "hour", "expected"),
    [
        ("Europe/Kyiv", "2026-11-20", 8, "2026-11-20 06:00Z"),
        ("Europe/Kyiv", "2026-07-20", 8, "2026-07-20 05:00Z"),
        ("Asia/Kolkata", "2026-11-20", 8, "2026-11-20 02:30Z"),
        # Hours that the clocks skip are the moment at which they jump.
        ("Europe/Kyiv", "2026-03-29", 3, "2026-03-29 01:00Z"),
        ("America/New_York", "2026-03-08", 2, "2026-03-08 07:00Z"),
        ("America/Santiago", "2026-09-06", 0, "2026-09-06 04:00Z"),
        ("Antarctica/Troll", "2026-03-29", 2, "2026-03-29 01:00Z"),  # two hours are skipped
        ("Australia/Lord_Howe", "2026-10-04", 2, "2026-10-03 15:30Z"),  # half an hour is
        ("Pacific/Apia", "2011-12-30", 8, "2011-12-30 10:00Z"),  # a whole day was
        # Hours that come twice are their first time.
        ("Europe/Kyiv", "2026-10-25", 3, "2026-10-25 00:00Z"),
        ("America/New_York", "2026-11-01", 1, "2026-11-01 05:00Z"),
    ],
)
def test_an_hour_of_a_day_is_one_moment(zone, day, hour, expected):
    assert at(date.fromisoformat(day), hour, zone) == moment(expected)


# == Windows ==
def test_a_daily_window_is_over_at_its_hour_and_not_a_moment_earlier():
    row, hour = daily("Europe/Kyiv"), moment("2026-11-20 08:00+02:00")

    assert window(row, hour) == (hour - timedelta(days=1), hour)
    assert window(row, hour - timedelta(microseconds=1))[1] == hour - timedelta(days=1)
    assert window(row, hour + timedelta(hours=23, minutes=59))[1] == hour
    assert (last_end(row, hour), next_end(row, hour)) == (hour, hour + timedelta(days=1))


def test_a_weekly_window_ends_on_its_weekday():
    row = weekly(0, "Europe/Kyiv")  # Monday

    since, until = window(row, moment("2026-11-22 12:00Z"))

    assert local(row, since, until) == ["Mon 09 08:00", "Mon 16 08:00"]
    assert local(row, next_end(row, moment("2026-11-22 12:00Z"))) == ["Mon 23 08:00"]


@pytest.mark.parametrize(
    ("zone", "spring", "autumn"),
    [("Europe/Kyiv", "2026-03-29", "2026-10-25"), ("America/New_York", "2026-03-08", "2026-11-01")],
)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 4, 8, 23])
def test_across_the_change_of_the_clocks_windows_neither_overlap_nor_leave_a_gap(zone, spring, autumn, hour):
    row = daily(zone, hour)
    for day, hours in ((spring, 23), (autumn, 25)):
        now = at(date.fromisoformat(day) + timedelta(days=3), hour, zone)
        lengths = []
        for _ in range(6):
            since, until = window(row, now)
            assert until == now
            lengths.append((until - since) / timedelta(hours=1))
            now = since
        assert sorted(lengths) in ([hours, *[24] * 5], [*[24] * 5, hours])


def test_a_weekly_window_over_the_change_of_the_clocks_keeps_its_hour():
    row = weekly(6, "America/New_York", hour=9)  # Sunday; the clocks change at two that night

    since, until = window(row, moment("2026-03-08 13:00Z"))

    assert local(row, since, until) == ["Sun 01 09:00", "Sun 08 09:00"]
    assert until - since == timedelta(days=7, hours=-1)


def test_what_was_missed_is_one_long_window():
    due = moment("2026-11-13 08:00Z")
    row = daily(due=due)

    assert window(row, moment("2026-11-20 09:00Z")) == (
        moment("2026-11-12 08:00Z"), moment("2026-11-20 08:00Z"),
    )  # fmt: skip


def test_late_by_less_than_a_day_nothing_was_missed():
    row = daily(due=moment("2026-11-20 08:00Z"))

    assert window(row, moment("2026-11-21 07:59Z")) == (
        moment("2026-11-19 08:00Z"), moment("2026-11-20 08:00Z"),
    )  # fmt: skip


def test_one_that_is_sent_now_reaches_from_a_day_or_a_week_ago_to_this_moment():
    now = moment("2026-11-20 09:41:27.5Z")

    assert open_window(daily(), now) == (moment("2026-11-19 09:41:27.5Z"), now)
    assert open_window(weekly(2), now) == (moment("2026-11-13 09:41:27.5Z"), now)


@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    weekday=st.none() | st.integers(0, 6),
    now=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)).map(lambda one: one.replace(tzinfo=UTC)),
)
def test_in_every_zone_and_at_every_moment_windows_follow_one_another(zone, hour, weekday, now):
    row = daily(zone, hour) if weekday is None else weekly(weekday, zone, hour)

    since, until = window(row, now)
    following = next_end(row, now)

    assert since < until <= now < following
    assert next_end(row, since) == until
    assert next_end(row, until) == following
    assert window(row, following)[0] == until
