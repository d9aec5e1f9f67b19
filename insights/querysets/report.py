"""One topic, or the whole portal, as the pulse pages show it; counted anew every minute for all visitors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from insights.querysets.accuracy import audits
from insights.querysets.cells import giving_away
from insights.querysets.keeping import kept
from insights.querysets.propositions import Proposition, propositions
from insights.querysets.pulse import (
    WEEKS,
    Audits,
    Declared,
    Estimate,
    Pulse,
    feelings,
    is_enough,
    kept_back,
    recent,
    shown,
    tone,
    tones,
)
from insights.querysets.voices import Key, Rows, Voices, each, said, voices
from topics.models import Topic

__all__ = [
    "WEEKS_SHOWN",
    "Part",
    "Point",
    "Proposition",
    "Report",
    "Week",
    "compute",
    "propositions",
    "report",
]

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


@dataclass(frozen=True)
class Part:
    """A topic, language or country beside others; `figure` None where it may not be told.

    `protects`: it is hidden only because a smaller part is.
    """

    figure: Estimate | None
    protects: bool


@dataclass(frozen=True)
class Report:
    """`keep_back` says, by topic, which of its own figures would give away those of a smaller topic.

    `opens`: the feelings that ten people or more named, so that the texts may be listed.
    """

    pulse: Pulse
    topics: dict[int, Part]
    languages: dict[str, Part]
    countries: dict[str, Part]
    keep_back: dict[int, frozenset[str]]
    points: tuple[Point, ...]
    felt: tuple[Week, ...]
    opens: frozenset[str]
    propositions: tuple[Proposition, ...]


def report(topic: Topic | None) -> Report:
    since, until = recent(WEEKS_SHOWN)

    def count() -> Report:
        keep_back = report(None).keep_back.get(topic.pk, frozenset()) if topic else frozenset()
        return compute(topic, since, until, keep_back)

    return kept(f"insights.report.6:{topic.pk if topic else 0}:{until:%Y%m%d}", count)


def compute(
    topic: Topic | None, since: datetime, until: datetime, keep_back: frozenset[str] = frozenset()
) -> Report:
    rows = said(topic, since, until)
    window, weeks = until - timedelta(weeks=WEEKS), timedelta(weeks=WEEKS)
    now = rows.since(window)
    heard = voices(now)
    before = voices(rows.between(window - weeks, window))
    weekly = by_week(rows, since)
    found = audits()
    pulse = shown(heard, window, until, before=before, keep_back=keep_back, audits=found)
    told = pulse.tone is not None  # else no part of it is told either

    def back(axis: str) -> frozenset[str]:
        return frozenset(name.partition(" ")[2] for name in keep_back if name.startswith(f"{axis} "))

    return Report(
        pulse=pulse,
        topics=parts(each(now, "topic"), told, found),
        languages=parts(each(now, "language"), told, found, back("language")),
        countries=parts(each(now, "country"), told, found, back("country")),
        keep_back={} if topic else giving_away(rows, since, window),
        points=points(weekly, since, found, "tone" not in keep_back, back("week")),
        felt=felt(weekly, since, "feelings" not in keep_back, back("felt")),
        opens=opens(heard, pulse) - back("feeling"),
        propositions=propositions(now),
    )


def parts(
    heard: Mapping[Key, Voices], told: bool, audits: Audits, back: frozenset[str] = frozenset()
) -> dict[Key, Part]:
    all_of_them = tones(heard, audits) if told else {}
    figures = {key: None if key in back else figure for key, figure in all_of_them.items()}
    return {
        key: Part(figures.get(key), told and figures.get(key) is None and is_enough(found.read.people))
        for key, found in heard.items()
    }


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


def opens(heard: Voices, pulse: Pulse) -> frozenset[str]:
    if not pulse.feelings:
        return frozenset()
    named: dict[str, int] = {"": heard.people - sum(heard.feelings.values()), **heard.feelings}
    hidden = kept_back(named)
    return frozenset(named) - hidden - {""}
