"""One topic, or the whole portal, as the pulse pages show it; counted anew every minute for all visitors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from forums.models import Thread
from insights.querysets.pulse import (
    WEEKS, Declared, Estimate, Pulse, is_enough, kept_back, recent, shown, stances, tone, tones,
)  # fmt: skip
from insights.querysets.voices import Said, Voices, each, said, voices
from topics.models import Topic

WEEKS_SHOWN = 12
FRESH = timedelta(seconds=60)
KEPT_SECONDS = 3600  # an old report is better than a page that waits for a new one


@dataclass(frozen=True)
class Point:
    """A point of `_series.html`: a week; `estimate` None where it may not be told."""

    on: date
    estimate: float | None
    low: float | None
    high: float | None
    people: int | None


@dataclass(frozen=True)
class Proposition:
    """A discussion's proposition and where people say they stand towards it."""

    thread: int
    slug: str
    text: str
    language: str
    stances: tuple[Declared, ...]

    @property
    def url(self) -> str:
        """In the language of the page."""
        return reverse("forums:thread", args=[self.thread, self.slug])

    @property
    def people(self) -> int:
        return self.stances[0].share.people


@dataclass(frozen=True)
class Report:
    """`protecting` names the topics and languages that are hidden only because a smaller one is.

    `keep_back` says, by topic, which of its own figures would give away a smaller topic's.
    """

    pulse: Pulse
    topics: dict[int, Estimate | None]
    languages: dict[str, Estimate | None]
    protecting: frozenset[int | str]
    keep_back: dict[int, frozenset[str]]
    points: tuple[Point, ...]
    propositions: tuple[Proposition, ...]
    counted_at: datetime


def report(topic: Topic | None) -> Report:
    """A minute old at most, unless another process is counting just now: then the last one."""
    since, until = recent(WEEKS_SHOWN)
    key = f"insights.report.2:{topic.pk if topic else 0}:{until:%Y%m%d}"
    found: Report | None = cache.get(key)
    if found and (timezone.now() - found.counted_at < FRESH or not cache.add(f"{key}:busy", True, 30)):
        return found
    keep_back = report(None).keep_back.get(topic.pk, frozenset()) if topic else frozenset()
    found = compute(topic, since, until, keep_back)
    cache.set(key, found, KEPT_SECONDS)
    cache.delete(f"{key}:busy")
    return found


def compute(topic: Topic | None, since: datetime, until: datetime, keep_back: frozenset[str] = frozenset()) -> Report:
    rows = said(topic, since, until)
    window = until - timedelta(weeks=WEEKS)
    now = [row for row in rows if row.at >= window]
    by_topic, by_language = each(now, lambda row: row.topic), each(now, lambda row: row.language)
    topics, languages = tones(by_topic), tones(by_language)
    pulse = shown(voices(now), window, until, keep_back)
    if pulse.tone is None:  # then no part of it is told either
        topics, languages = dict.fromkeys(topics), dict.fromkeys(languages)
    return Report(
        pulse=pulse,
        topics=topics,
        languages=languages,
        protecting=frozenset(
            [
                *(key for key, heard in by_topic.items() if topics[key] is None and is_enough(len(heard.tones))),
                *(key for key, heard in by_language.items() if languages[key] is None and is_enough(len(heard.tones))),
            ]
        ),
        keep_back=giving_away(by_topic),
        points=points(rows, since, hidden=bool(keep_back)),
        propositions=propositions(now),
        counted_at=timezone.now(),
    )


def giving_away(parts: dict[int, Voices]) -> dict[int, frozenset[str]]:
    counts = {
        "people": {topic: heard.people for topic, heard in parts.items()},
        "tone": {topic: len(heard.tones) for topic, heard in parts.items()},
        "feelings": {topic: sum(heard.feelings.values()) for topic, heard in parts.items()},
    }
    hidden = {figure: kept_back(found) for figure, found in counts.items()}
    return {topic: frozenset(name for name in hidden if topic in hidden[name]) for topic in parts}


def points(rows: list[Said], since: datetime, *, hidden: bool) -> tuple[Point, ...]:
    """Week by week; the last four are parts of the window above them, so they keep each other's secrets."""
    weeks = each(rows, lambda row: (row.at - since).days // 7)
    last = {number: heard for number, heard in weeks.items() if number >= WEEKS_SHOWN - WEEKS}
    told = tones(last) | {number: tone(heard) for number, heard in weeks.items() if number not in last}
    found = []
    for number in range(WEEKS_SHOWN):
        on, figure = (since + timedelta(weeks=number)).date(), None if hidden else told.get(number)
        found.append(
            Point(on, figure.estimate, figure.low, figure.high, figure.people)
            if figure
            else Point(on, None, None, None, None)
        )
    return tuple(found)


def propositions(rows: Iterable[Said], most: int = 5) -> tuple[Proposition, ...]:
    """The propositions about which most people declared something."""
    found = stances(rows)
    threads = Thread.objects.public().filter(pk__in=found).exclude(proposition="").select_related("contribution")
    told = [
        Proposition(thread.pk, thread.slug, thread.proposition, thread.contribution.language, found[thread.pk])
        for thread in threads
    ]
    return tuple(sorted(told, key=lambda row: (-row.people, row.thread))[:most])
