from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.actions.windows import (
    advance,
    at,
    last_end,
    next_end,
    open_window,
    rearrange,
    skip_to,
    window,
)  # fmt: skip
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


def weekdays(zone="UTC", hour=8, due=None):
    row = daily(zone, hour, due)
    row.frequency = "weekdays"
    return row


def monthly(day, zone="UTC", hour=8, due=None):
    row = daily(zone, hour, due)
    row.frequency, row.month_day = "monthly", day
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


def test_on_weekdays_the_monday_reaches_back_to_friday():
    row = weekdays("Europe/Kyiv", due=moment("2026-11-19 08:00+02:00"))
    told = []

    for hour in range(24 * 7):
        now = moment("2026-11-19 08:30+02:00") + timedelta(hours=hour)
        if row.due_at <= now and (found := advance(row, now)):
            told.append(local(row, *found))

    assert told == [
        ["Wed 18 08:00", "Thu 19 08:00"],
        ["Thu 19 08:00", "Fri 20 08:00"],
        ["Fri 20 08:00", "Mon 23 08:00"],
        ["Mon 23 08:00", "Tue 24 08:00"],
        ["Tue 24 08:00", "Wed 25 08:00"],
    ]


@pytest.mark.parametrize(
    ("day", "now", "expected"),
    [
        (1, "2026-11-22 12:00Z", ("2026-10-01 08:00+03:00", "2026-11-01 08:00+02:00")),  # over a clock change
        (22, "2026-11-22 05:59Z", ("2026-09-22 08:00+03:00", "2026-10-22 08:00+03:00")),
        (22, "2026-11-22 06:00Z", ("2026-10-22 08:00+03:00", "2026-11-22 08:00+02:00")),
        (28, "2026-03-01 12:00Z", ("2026-01-28 08:00+02:00", "2026-02-28 08:00+02:00")),
        (31, "2026-03-01 12:00Z", ("2026-01-31 08:00+02:00", "2026-02-28 08:00+02:00")),
        (31, "2028-03-01 12:00Z", ("2028-01-31 08:00+02:00", "2028-02-29 08:00+02:00")),
        (31, "2026-05-01 12:00Z", ("2026-03-31 08:00+03:00", "2026-04-30 08:00+03:00")),
    ],
)
def test_a_monthly_window_ends_on_its_day_or_on_the_last(day, now, expected):
    row = monthly(day, "Europe/Kyiv")

    assert window(row, moment(now)) == tuple(moment(end) for end in expected)


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


def test_one_that_is_sent_now_reaches_from_a_day_a_week_or_a_month_ago_to_this_moment():
    now = moment("2026-11-20 09:41:27.5Z")

    assert open_window(daily(), now) == (moment("2026-11-19 09:41:27.5Z"), now)
    assert open_window(weekly(2), now) == (moment("2026-11-13 09:41:27.5Z"), now)
    assert open_window(weekdays(), now) == (moment("2026-11-19 09:41:27.5Z"), now)
    assert open_window(weekdays(), now + timedelta(days=3)) == (now, now + timedelta(days=3))  # a Monday
    assert open_window(monthly(5), now) == (moment("2026-10-21 09:41:27.5Z"), now)


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))
SETTINGS = st.fixed_dictionaries(
    {
        "frequency": st.sampled_from(["daily", "weekdays", "weekly", "monthly"]),
        "weekday": st.integers(0, 6),
        "month_day": st.integers(1, 28) | st.just(31),
        "hour": st.integers(0, 23),
        "timezone": st.sampled_from(ZONES),
    }
)


@given(settings=SETTINGS, now=MOMENTS)
def test_in_every_zone_and_at_every_moment_windows_follow_one_another(settings, now):
    row = Subscription(**settings, due_at=moment("2100-01-01 00:00Z"))

    since, until = window(row, now)
    following = next_end(row, now)

    assert since < until <= now < following
    assert next_end(row, since) == until
    assert next_end(row, until) == following
    assert window(row, following)[0] == until


@given(
    settings=SETTINGS,
    start=MOMENTS,
    events=st.lists(
        st.tuples(
            st.sampled_from(["run", "run", "run", "run twice", "change", "the clock was wrong"]),
            st.integers(0, 60 * 24 * 40),
            SETTINGS,
        ),
        max_size=25,
    ),
)
def test_whatever_happens_windows_neither_overlap_nor_leave_a_gap(settings, start, events):
    """Late by up to forty days, early, twice, with other settings, and with a clock that was set back."""
    row = Subscription(**settings)
    row.due_at, now, told = next_end(row, start), start, []

    def run():
        if row.due_at <= now and (found := advance(row, now)):
            told.append(found)

    for event, minutes, others in events:
        now += timedelta(minutes=-minutes % 600 if event == "the clock was wrong" else minutes)
        if event == "the clock was wrong":
            now -= timedelta(hours=20)
        if event == "change":
            rearrange(row, now, **others)
        else:
            run()
            if event == "run twice":
                run()
    now = max(now, start) + timedelta(days=70)
    run()

    assert told
    assert all(since < until for since, until in told)
    assert [since for since, _until in told[1:]] == [until for _since, until in told[:-1]]
    assert told[-1][1] == last_end(row, now) == row.told_until
    assert row.due_at > now


@given(settings=SETTINGS, start=MOMENTS, paused=st.integers(0, 60 * 24 * 40))
def test_after_a_pause_the_window_that_runs_is_told_whole_and_none_that_was_missed(settings, start, paused):
    row = Subscription(**settings)
    row.due_at = next_end(row, start)
    first = advance(row, row.due_at)
    now = first[1] + timedelta(minutes=paused)

    skip_to(row, now)

    assert row.told_until == last_end(row, now)
    assert advance(row, row.due_at) == (last_end(row, now), next_end(row, now))
