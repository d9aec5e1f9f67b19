"""What happened that some officials want to hear of before their next digest; about closed windows only.

Tone and volume are looked at by the day (UTC), with the same care as in a digest: nothing about fewer than
ten people, no part that would give another away, and "clear" only where it stands among all topics.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, Max, Sum

from accounts.models import Office
from analysis.changes import spikes
from consultations.models import Consultation
from digests.actions.changed import usual_day
from digests.actions.counting import beside
from digests.actions.narrowing import said_in
from digests.actions.unnumbered import unnumbered
from digests.actions.windows import DAY, USUAL_DAYS, midnight
from digests.actions.without_campaigns import clear_shifts, clear_without_campaigns, facts_of
from digests.models import Basis, Packed, Scope
from digests.states import AlertKind
from insights.models import Tally
from insights.querysets.accuracy import audits
from insights.querysets.pulse import imported, is_enough, kept_back, without_tone
from insights.querysets.voices import Rows, each
from petitions.models import Petition, Reached
from topics.models import Topic

WEEK = timedelta(days=7)
LOOK_BACK = timedelta(days=31)  # what happened before is no alert any more


class Found(NamedTuple):
    kind: AlertKind
    thing: str
    period: str  # the last day of a window; empty for what happens only once
    facts: dict[str, Any]
    counted: Packed | None = None  # the texts behind its figures
    compared: Packed | None = None  # those of the time that these are compared with


def packed(topic: int, rows: Rows) -> Packed:
    """The texts about it: packed once for all who are told."""
    return Packed.of(rows.where(rows.column("topic") == topic).column("pk"))


def untold(week: Basis) -> frozenset[int | None]:
    """Topics whose tone may not be told beside that of all, as in a digest."""
    return without_tone(beside(week, each(week.parts, "topic")))


class Look:
    """One scope, looked at once for all who share it."""

    def __init__(self, scope: Scope, until: datetime) -> None:
        self.scope, self.until = scope, until
        self.last = until.astimezone(UTC).date() - DAY

    def basis(self, since: date, until: date) -> Basis:
        """What may be told, from one midnight up to another."""
        return said_in(self.scope, midnight(since), midnight(until)).basis

    @cached_property
    def spikes(self) -> list[Found]:
        """Of the last seven days, those on which far more was written about a topic than on the others."""
        first = self.last - DAY * (USUAL_DAYS - 1)
        tallies = Tally.objects.filter(topic__in=self.scope.topic_keys, day__gte=first, day__lte=self.last)
        if self.scope.countries:
            tallies = tallies.filter(country__in=self.scope.countries)
        if self.scope.languages:
            tallies = tallies.filter(language__in=self.scope.languages)
        written: dict[int, list[int]] = defaultdict(lambda: [0] * USUAL_DAYS)
        wrote: dict[int, list[int]] = defaultdict(lambda: [0] * USUAL_DAYS)
        counts = tallies.values_list("topic", "day").annotate(Sum("texts"), Max("people")).order_by()
        for topic, day, texts, people in counts:
            written[topic][(day - first).days], wrote[topic][(day - first).days] = texts, people
        on: dict[date, dict[int, int | None]] = defaultdict(dict)
        for topic, series in written.items():
            for spike in spikes(series):
                if spike.at >= USUAL_DAYS - 7:
                    told = None if self.scope.is_narrowed else usual_day(spike, wrote[topic])
                    on[first + DAY * spike.at][topic] = told
        return [found for day in sorted(on) for found in self.spikes_of(day, on[day])]

    def spikes_of(self, day: date, usual: dict[int, int | None]) -> Iterable[Found]:
        """`usual`: texts of a usual day of each topic; None where that would tell of few people."""
        said = said_in(self.scope, midnight(day), midnight(day + DAY))
        rows = said.basis.parts
        parts = each(rows, "topic")
        hidden = kept_back({topic: heard.people for topic, heard in parts.items()})
        unsaid = kept_back({topic: heard.imported for topic, heard in parts.items()})
        unsaid |= kept_back({topic: heard.people - heard.imported for topic, heard in parts.items()})
        for topic in [] if self.scope.is_narrowed else unnumbered(usual.keys(), said.everybody):
            facts = {"topic": topic, "day": day.isoformat(), "people": None, "texts": None, "usual": None}
            yield Found(AlertKind.SPIKE, f"topic:{topic}", day.isoformat(), facts)
        for topic in sorted((usual.keys() & parts.keys()) - hidden):
            heard = parts[topic]
            if is_enough(heard.people):
                facts = {
                    "topic": topic,
                    "day": day.isoformat(),
                    "people": heard.people,
                    "imported": None if topic in unsaid else imported(heard),
                    "texts": heard.texts,
                    "usual": usual[topic],
                }
                yield Found(AlertKind.SPIKE, f"topic:{topic}", day.isoformat(), facts, packed(topic, rows))

    @cached_property
    def shifts(self) -> list[Found]:
        """Topics whose tone in the last seven days is clearly another than in the seven before."""
        until = self.last + DAY
        weeks = self.basis(until - WEEK, until), self.basis(until - 2 * WEEK, until - WEEK)
        rows, before = (week.parts for week in weeks)
        ours, checked = each(rows, "topic"), audits()
        told = ours.keys() - frozenset().union(*map(untold, weeks))
        moved = clear_shifts(rows, before, told, checked)
        alone = clear_without_campaigns(*weeks, told, moved, checked)
        return [
            Found(
                AlertKind.SHIFT,
                f"topic:{topic}",
                self.last.isoformat(),
                {"topic": topic, **self.week(), **facts_of(found, ours[topic], checked), **alone[topic]},
                packed(topic, rows),
                packed(topic, before),
            )
            for topic, found in moved.items()
        ]

    def week(self) -> dict[str, str]:
        """The first and the last of the days whose tone is told, as facts of an alert."""
        return {"since": (self.last + DAY - WEEK).isoformat(), "until": self.last.isoformat()}

    @cached_property
    def reached(self) -> list[tuple[datetime, Found]]:
        """Petitions that reached a threshold, and when; lost and reached again, it is no other."""
        public = Petition.objects.public().filter(contribution__topic__in=self.scope.topic_keys)
        rows = Reached.objects.filter(petition__in=public, at__gt=self.until - LOOK_BACK, at__lte=self.until)
        rows = rows.annotate(topic=F("petition__contribution__topic"))
        return [
            (
                row.at,
                Found(
                    AlertKind.THRESHOLD,
                    f"petition:{row.petition_id}:{row.threshold.count}",
                    "",
                    {
                        "topic": row.topic,
                        "petition": row.petition_id,
                        "count": row.threshold.count,
                        "follows": row.threshold.consequence,
                    },
                ),
            )
            for row in rows.select_related("threshold").order_by("at", "pk")
        ]

    @cached_property
    def waiting(self) -> list[tuple[datetime, int, str, int]]:
        """Since when, and about which topic, which petition or consultation waits for an answer."""
        due = Petition.objects.awaiting_answer().filter(contribution__topic__in=self.scope.topic_keys)
        petitions = due.values_list("waits_since", "contribution__topic", "pk")  # type: ignore[misc]
        ended = Consultation.objects.awaiting_answer().filter(topic__in=self.scope.topic_keys)
        over = ended.filter(closes_at__lte=self.until).values_list("closes_at", "topic", "pk")
        return [
            *((at, topic, "petition", key) for at, topic, key in petitions),
            *((at, topic, "consultation", key) for at, topic, key in over if at),
        ]

    def thresholds(self, since: datetime) -> list[Found]:
        return [found for at, found in self.reached if at > since]

    def waits(self, office: Office, since: datetime, days: int) -> list[Found]:
        """What has begun to wait for this office for more than so many days since `since`."""
        first, last = (at - timedelta(days) for at in (max(since, self.until - LOOK_BACK), self.until))
        found = [row for row in self.waiting if first < row[0] <= last]
        ours = Topic.objects.filter(pk__in={topic for _at, topic, *_thing in found}).answered_by([office])
        answers_about = set(ours.values_list("pk", flat=True)) if found else set()
        return [
            Found(
                AlertKind.WAITING,
                f"{kind}:{key}",
                "",
                {"topic": topic, kind: key, "days": days, "since": at.isoformat()},
            )
            for at, topic, kind, key in found
            if topic in answers_about
        ]
