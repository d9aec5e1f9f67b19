"""One topic, or the whole portal, as the pulse pages show it; counted anew every minute for all visitors."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from insights.querysets.accuracy import audits
from insights.querysets.cells import giving_away
from insights.querysets.keeping import kept
from insights.querysets.lists import Lists, open_feelings, open_weeks
from insights.querysets.parts import Count, Part, counts, last_of_each, parts, people_of_each
from insights.querysets.propositions import Proposition, propositions
from insights.querysets.pulse import WEEKS, Pulse, recent, shown
from insights.querysets.voices import each, said, voices
from insights.querysets.weeks import WEEKS_SHOWN, Point, Week, by_week, felt, points
from insights.states import Axis
from topics.models import Topic

__all__ = [
    "WEEKS_SHOWN",
    "Count",
    "Part",
    "Point",
    "Proposition",
    "Report",
    "Week",
    "compute",
    "last_of_each",
    "propositions",
    "report",
]


@dataclass(frozen=True)
class Report:
    """`keep_back` says, by topic, which of its own figures would give away those of a smaller topic.

    `took_part` counts everybody once, by the country and the language of their last text.
    """

    pulse: Pulse
    topics: dict[int, Part]
    languages: dict[str, Part]
    countries: dict[str, Part]
    keep_back: dict[int, frozenset[str]]
    points: tuple[Point, ...]
    felt: tuple[Week, ...]
    opens: Lists
    propositions: tuple[Proposition, ...]
    took_part: dict[str, dict[str, Count]]


def report(topic: Topic | None) -> Report:
    since, until = recent(WEEKS_SHOWN)

    def count() -> Report:
        keep_back = report(None).keep_back.get(topic.pk, frozenset()) if topic else frozenset()
        return compute(topic, since, until, keep_back)

    return kept(f"insights.report.11:{topic.pk if topic else 0}:{until:%Y%m%d}", count)


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

    felt_weeks = felt(weekly, since, "feelings" not in keep_back, back("felt"))
    weeks_told = {n: week for part in weekly for n, week in part.items() if felt_weeks[n].feelings}
    return Report(
        pulse=pulse,
        topics=parts(each(now, "topic"), told, found),
        languages=parts(each(now, "language"), told, found, back("language")),
        countries=parts(each(now, "country"), told, found, back("country")),
        keep_back={} if topic else giving_away(rows, since, window),
        points=points(weekly, since, found, "tone" not in keep_back, back("week")),
        felt=felt_weeks,
        opens=Lists(
            feelings=open_feelings(heard) - back("feeling") if pulse.feelings else frozenset(),
            in_weeks=open_weeks(now, since, weeks_told) - back("named"),
        ),
        propositions=propositions(now),
        took_part={
            Axis.COUNTRY: counts(people_of_each(now, "country"), pulse, back("from")),
            Axis.LANGUAGE: counts(people_of_each(now, "language"), pulse, back("writes")),
        },
    )
