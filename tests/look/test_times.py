import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from core.templatetags import times
from portal import translations

NB = "\u00a0"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "4 March 2027"),
        ("ru", "4 марта 2027 г."),
        ("uk", "4 березня 2027 р."),
    ],
)
def test_a_day_is_written_day_month_year_and_held_together(language, written):
    with override(language):
        assert times.full_day(date(2027, 3, 4)) == written.replace(" ", NB)


@pytest.mark.parametrize(
    ("since", "until", "written"),
    [
        (date(2026, 11, 8), date(2026, 11, 8), "8 Nov"),
        (date(2026, 11, 8), date(2026, 11, 9), "8–9 Nov"),
        (date(2026, 11, 30), date(2026, 12, 1), "30 Nov–1 Dec"),
        (date(2025, 12, 1), date(2026, 12, 1), "1 Dec–1 Dec"),
    ],
)
def test_days_that_belong_together_are_written_short(since, until, written):
    with override("en"):
        assert times.short_period(since, until) == written.replace(" ", NB)
    with override("uk"):
        assert times.short_period(date(2026, 11, 30), date(2026, 12, 1)) == f"30{NB}лис–1{NB}гру"


def test_this_year_needs_no_year():
    this_year = timezone.localdate().replace(month=10, day=2)

    with override("en"):
        assert times.day(this_year) == f"2{NB}October"
        assert times.day(this_year.replace(year=2001)) == f"2{NB}October{NB}2001"


def test_a_moment_says_today_and_yesterday_and_then_the_day():
    now = timezone.now()

    with override("en"):
        assert times.moment(now, "plain") == f"today, {now:%H:%M}"
        assert times.moment(now - timedelta(days=1), "plain") == f"yesterday, {now:%H:%M}"
        assert (
            times.moment(datetime(2001, 10, 2, 12, 5, tzinfo=UTC), "plain") == f"2{NB}October{NB}2001, 12:05"
        )


def test_a_moment_on_a_page_can_be_read_by_a_machine():
    with override("en"):
        written = times.moment(datetime(2001, 10, 2, 12, 5, tzinfo=UTC))

    assert written == f'<time datetime="2001-10-02T12:05+00:00">2{NB}October{NB}2001, 12:05</time>'


@pytest.mark.parametrize(
    ("before", "written"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1, seconds=5), "1 minute ago"),
        (timedelta(minutes=12, seconds=5), "12 minutes ago"),
        (timedelta(hours=2, seconds=5), "2 hours ago"),
    ],
)
def test_what_is_near_is_counted(before, written):
    with override("en"):
        assert times.ago(timezone.now() - before, "plain") == written


@pytest.mark.parametrize(
    ("since", "until", "written"),
    [
        (date(2026, 11, 8), date(2026, 11, 21), "8 to 21 November 2026"),
        (date(2026, 10, 28), date(2026, 11, 4), "28 October to 4 November 2026"),
        (date(2026, 12, 28), date(2027, 1, 4), "28 December 2026 to 4 January 2027"),
        (date(2026, 11, 8), date(2026, 11, 8), "8 November 2026"),
    ],
)
def test_a_period_says_nothing_twice(since, until, written):
    with override("en"):
        assert times.period(since, until).replace(NB, " ") == written


def test_days_left_counts_whole_days():
    assert times.days_left(timezone.localdate() + timedelta(days=9)) == 9
    assert times.days_left(timezone.now()) == 0
    assert times.days_left(None) == 0


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_no_sentence_sets_its_full_stop_behind_that_of_a_year(language):
    """A day may end in "г." or "р.", which is the end of the sentence as well."""
    behind_a_day = re.compile(r"%\((day|days|from|since|to|until|when)\)s\.")

    found = [
        form
        for message in translations.read(translations.files()[language])
        for form in ([message.string] if isinstance(message.string, str) else message.string)
        if behind_a_day.search(form)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("language", "since", "until", "written"),
    [
        ("en", date(2027, 3, 4), date(2027, 3, 9), "4 to 9 March 2027"),
        ("ru", date(2027, 3, 4), date(2027, 3, 9), "4–9 марта 2027 г."),
        ("uk", date(2027, 3, 4), date(2027, 3, 9), "4–9 березня 2027 р."),
        ("ru", date(2027, 3, 4), date(2027, 4, 9), "4 марта — 9 апреля 2027 г."),
        ("uk", date(2026, 3, 4), date(2027, 3, 9), "4 березня 2026 р. — 9 березня 2027 р."),
        ("en", date(2027, 3, 4), date(2027, 3, 4), "4 March 2027"),
    ],
)
def test_a_period_within_a_month_is_written_close(language, since, until, written):
    with override(language):
        assert times.period(since, until).replace(NB, " ") == written
