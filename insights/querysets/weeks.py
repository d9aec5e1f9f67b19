"""Week by week: tone and the feelings that people named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from insights.querysets.pulse import (
    WEEKS,
    Audits,
    Declared,
    Estimate,
    feelings,
    kept_back,
    recent,
    tone,
    tones,
)
from insights.querysets.voices import Rows, Voices, each

WEEKS_SHOWN = 12
FIRST_OF_WINDOW = WEEKS_SHOWN - WEEKS
Weeks = tuple[dict[int, Voices], dict[int, Voices]]


@dataclass(frozen=True)
class Point:
    """A point of `_series.html`: a week; `estimate` None where it may not be told."""

    on: date
    estimate: float | None
    low: float | None
    high: float | None
    people: int | None


@dataclass(frozen=True)
class Week:
    """The feelings that people named in a week; none where they may not be told."""

    on: date
    feelings: tuple[Declared, ...]


def by_week(rows: Rows, since: datetime) -> Weeks:
    """The weeks before the window, and those of it: these are parts of it, and keep each other's secrets."""
    weeks = each(rows, rows.weeks(since))
    return (
        {number: heard for number, heard in weeks.items() if number < FIRST_OF_WINDOW},
        {number: heard for number, heard in weeks.items() if number >= FIRST_OF_WINDOW},
    )


def points(
    weekly: Weeks, since: datetime, audits: Audits, told: bool, back: frozenset[str]
) -> tuple[Point, ...]:
    before, last = weekly
    figures = tones(last, audits) | {number: tone(heard, audits) for number, heard in before.items()}
    return tuple(
        point(start(since, number), figures.get(number) if told and str(number) not in back else None)
        for number in range(WEEKS_SHOWN)
    )


def weeks_shown() -> list[date]:
    """The first day of each."""
    since, _until = recent(WEEKS_SHOWN)
    return [start(since, number) for number in range(WEEKS_SHOWN)]


def start(since: datetime, number: int) -> date:
    return (since + timedelta(weeks=number)).date()


def point(on: date, figure: Estimate | None) -> Point:
    if figure is None:
        return Point(on, None, None, None, None)
    return Point(on, figure.estimate, figure.low, figure.high, figure.people)


def felt(weekly: Weeks, since: datetime, told: bool, back: frozenset[str]) -> tuple[Week, ...]:
    before, last = weekly
    hidden = kept_back({number: sum(heard.feelings.values()) for number, heard in last.items()})
    found = {
        number: feelings(heard)
        for number, heard in {**before, **last}.items()
        if told and number not in hidden and str(number) not in back
    }
    return tuple(Week(start(since, number), found.get(number, ())) for number in range(WEEKS_SHOWN))
