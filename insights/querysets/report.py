"""One topic, or the whole portal, as the pulse pages show it; one query, kept for a minute for all visitors."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.cache import cache

from forums.models import Thread
from insights.querysets.pulse import (
    WEEKS, Declared, Estimate, Pulse, Said, Voices, recent, said, shown, stances, tone, voices,
)  # fmt: skip
from topics.models import Topic

WEEKS_SHOWN = 12
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Point:
    """A point of `_series.html`: a week; `estimate` None where fewer than ten people spoke."""

    on: date
    estimate: float | None
    low: float | None
    high: float | None
    people: int | None


@dataclass(frozen=True)
class Proposition:
    """A discussion's proposition and where people say they stand towards it."""

    text: str
    language: str
    url: str
    stances: tuple[Declared, ...]


@dataclass(frozen=True)
class Report:
    pulse: Pulse
    topics: dict[int, Estimate | None]
    languages: dict[str, Estimate | None]
    points: tuple[Point, ...]
    propositions: tuple[Proposition, ...]


def report(topic: Topic | None) -> Report:
    since, until = recent(WEEKS_SHOWN)
    key = f"report:{topic.pk if topic else 0}:{until:%Y%m%d}"
    found: Report | None = cache.get(key)
    if found is None:
        found = compute(topic, since, until)
        cache.set(key, found, KEPT_SECONDS)
    return found


def compute(topic: Topic | None, since: datetime, until: datetime) -> Report:
    rows = said(topic, since, until)
    window = until - timedelta(weeks=WEEKS)
    now = [row for row in rows if row.at >= window]
    weeks = each(rows, lambda row: (row.at - since).days // 7)
    return Report(
        pulse=shown(voices(now), window, until),
        topics={key: tone(found) for key, found in each(now, lambda row: row.topic).items()},
        languages=enough({key: tone(found) for key, found in each(now, lambda row: row.language).items()}),
        points=tuple(
            point((since + timedelta(weeks=number)).date(), weeks.get(number)) for number in range(WEEKS_SHOWN)
        ),
        propositions=propositions(now),
    )


def propositions(rows: Iterable[Said], most: int = 5) -> tuple[Proposition, ...]:
    """The propositions about which most people declared something."""
    found = stances(rows)
    threads = Thread.objects.public().filter(pk__in=found).exclude(proposition="").select_related("contribution")
    most_said = sorted(threads, key=lambda thread: (-people_of(found[thread.pk]), thread.pk))[:most]
    return tuple(
        Proposition(thread.proposition, thread.contribution.language, thread.get_absolute_url(), found[thread.pk])
        for thread in most_said
    )


def people_of(shares: tuple[Declared, ...]) -> int:
    return shares[0].share.people if shares else 0


def each(rows: Iterable[Said], by: Callable[[Said], Hashable]) -> dict[Hashable, Voices]:
    groups: dict[Hashable, list[Said]] = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    return {key: voices(found) for key, found in groups.items()}


def enough(parts: dict[Hashable, Estimate | None]) -> dict[str, Estimate | None]:
    """Parts of a whole that is shown: where only one is too small, subtraction would tell it, so none is shown."""
    hidden = [key for key, found in parts.items() if found is None]
    if len(hidden) == 1:
        smallest = min((found for found in parts.values() if found), key=lambda found: found.people, default=None)
        parts = {key: None if found is smallest else found for key, found in parts.items()}
    return {str(key): found for key, found in parts.items()}


def point(on: date, heard: Voices | None) -> Point:
    estimate = tone(heard) if heard and heard.people >= settings.SMALLEST_GROUP else None
    if estimate is None:
        return Point(on, None, None, None, None)
    return Point(on, estimate.estimate, estimate.low, estimate.high, estimate.people)
