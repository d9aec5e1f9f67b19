"""One topic, or the whole portal, as the pulse pages show it; counted anew every minute for all visitors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.templatetags.words import page_language
from forums.models import Thread, Wording
from insights.querysets.accuracy import audits
from insights.querysets.pulse import (
    WEEKS,
    Audits,
    Declared,
    Estimate,
    Pulse,
    is_enough,
    kept_back,
    recent,
    shown,
    stances,
    tone,
    tones,
)  # fmt: skip
from insights.querysets.voices import Key, Said, Voices, each, said, voices
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
    original: Wording
    translations: tuple[Wording, ...]
    stances: tuple[Declared, ...]

    @property
    def wording(self) -> Wording:
        """In the language of the page, where somebody translated it."""
        return next((row for row in self.translations if row.language == page_language()), self.original)

    @property
    def url(self) -> str:
        """In the language of the page."""
        return reverse("forums:thread", args=[self.thread, self.slug])

    @property
    def people(self) -> int:
        return self.stances[0].share.people


@dataclass(frozen=True)
class Part:
    """A topic, language or country beside others; `figure` None where it may not be told.

    `protects`: it is hidden only because a smaller part is.
    """

    figure: Estimate | None
    protects: bool


@dataclass(frozen=True)
class Report:
    """`keep_back` says, by topic, which of its own figures would give away those of a smaller topic."""

    pulse: Pulse
    topics: dict[int, Part]
    languages: dict[str, Part]
    countries: dict[str, Part]
    keep_back: dict[int, frozenset[str]]
    points: tuple[Point, ...]
    propositions: tuple[Proposition, ...]
    counted_at: datetime


def report(topic: Topic | None) -> Report:
    """A minute old at most, unless another process is counting just now: then the last one."""
    since, until = recent(WEEKS_SHOWN)
    key = f"insights.report.4:{topic.pk if topic else 0}:{until:%Y%m%d}"
    found: Report | None = cache.get(key)
    if found and (timezone.now() - found.counted_at < FRESH or not cache.add(f"{key}:busy", True, 30)):
        return found
    keep_back = report(None).keep_back.get(topic.pk, frozenset()) if topic else frozenset()
    found = compute(topic, since, until, keep_back)
    cache.set(key, found, KEPT_SECONDS)
    cache.delete(f"{key}:busy")
    return found


def compute(
    topic: Topic | None, since: datetime, until: datetime, keep_back: frozenset[str] = frozenset()
) -> Report:
    rows = said(topic, since, until)
    window, weeks = until - timedelta(weeks=WEEKS), timedelta(weeks=WEEKS)
    now = [row for row in rows if row.at >= window]
    before = voices(row for row in rows if window - weeks <= row.at < window)
    by_topic = each(now, lambda row: row.topic)
    found = audits()
    pulse = shown(voices(now), window, until, before=before, keep_back=keep_back, audits=found)
    told = pulse.tone is not None  # else no part of it is told either
    return Report(
        pulse=pulse,
        topics=parts(by_topic, told, found),
        languages=parts(each(now, lambda row: row.language), told, found),
        countries=parts(each(now, lambda row: row.country), told, found),
        keep_back=giving_away(by_topic),
        points=points(rows, since, found, told="tone" not in keep_back),
        propositions=propositions(now),
        counted_at=timezone.now(),
    )


def parts(heard: dict[Key, Voices], told: bool, audits: Audits = None) -> dict[Key, Part]:
    figures = tones(heard, audits) if told else {}
    return {
        key: Part(figures.get(key), told and figures.get(key) is None and is_enough(found.read.people))
        for key, found in heard.items()
    }


def giving_away(parts: dict[int, Voices]) -> dict[int, frozenset[str]]:
    counts = {
        "people": {topic: heard.people for topic, heard in parts.items()},
        "tone": {topic: heard.read.people for topic, heard in parts.items()},
        "feelings": {topic: sum(heard.feelings.values()) for topic, heard in parts.items()},
    }
    hidden = {figure: kept_back(found) for figure, found in counts.items()}
    return {topic: frozenset(name for name in hidden if topic in hidden[name]) for topic in parts}


def points(rows: list[Said], since: datetime, audits: Audits = None, *, told: bool) -> tuple[Point, ...]:
    """Week by week; the last four are parts of the window above them, so they keep each other's secrets."""
    weeks = each(rows, lambda row: (row.at - since).days // 7)
    last = {number: heard for number, heard in weeks.items() if number >= WEEKS_SHOWN - WEEKS}
    figures = tones(last, audits) | {
        number: tone(heard, audits) for number, heard in weeks.items() if number not in last
    }
    return tuple(
        point((since + timedelta(weeks=number)).date(), figures.get(number) if told else None)
        for number in range(WEEKS_SHOWN)
    )


def point(on: date, figure: Estimate | None) -> Point:
    if figure is None:
        return Point(on, None, None, None, None)
    return Point(on, figure.estimate, figure.low, figure.high, figure.people)


def propositions(rows: Iterable[Said], most: int = 5) -> tuple[Proposition, ...]:
    """The propositions about which most people declared something."""
    found = stances(rows)
    threads = Thread.objects.public().filter(pk__in=found).exclude(proposition="")
    threads = threads.select_related("contribution").prefetch_related("contribution__translations")
    told = [
        Proposition(
            thread=thread.pk,
            slug=thread.slug,
            original=Wording(thread.proposition, thread.contribution.language),
            translations=tuple(
                Wording(row.proposition, row.language)
                for row in thread.contribution.translations.all()
                if row.proposition
            ),
            stances=found[thread.pk],
        )
        for thread in threads
    ]
    return tuple(sorted(told, key=lambda row: (-row.people, row.thread))[:most])
