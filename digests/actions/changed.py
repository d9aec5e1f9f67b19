"""The three things that changed most: what an official reads first, each clear or within the noise."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, Sum

from accounts.models import Office
from analysis.changes import Spike, spikes
from core.templatetags.parts import language_there_is, title_beside
from digests.actions.narrowing import said_in
from digests.actions.windows import DAY, USUAL_DAYS, midnight
from digests.models import Scope
from insights.models import Tally
from insights.querysets.pulse import is_enough
from insights.querysets.voices import voices
from petitions.models import Petition, Reached
from topics.models import Milestone, Topic

MOST = 3
ALIKE = 2  # of one kind

Row = dict[str, Any]


def changed(
    content: Row, scope: Scope, since: datetime, until: datetime, offices: Sequence[Office]
) -> list[Row]:
    """Petitions that reached a number at which something is due, then changes that are clear, milestones and
    days on which far more was written; last, the largest of those that may be chance. What is a fact and
    no estimate is neither: `clear` is None.
    """
    moved = sorted(moves(content), key=lambda row: -abs(row["diff"]) / max(row["high"] - row["low"], 1e-9))
    candidates = [
        *reached(scope, since, until, offices),
        *(row for row in moved if row["clear"]),
        *done(scope, since, until),
        *crowded(scope, since, until),
        *(row for row in moved if not row["clear"]),
    ]
    chosen: list[Row] = []
    for row in candidates:
        if sum(other["kind"] == row["kind"] for other in chosen) < ALIKE:
            chosen.append(row)
    return chosen[:MOST]


def moves(content: Row) -> Iterator[Row]:
    """Tone, and what people declare: each change with its range. Where all wrote about one topic, its name
    stands for the whole, so that the same is not told twice.
    """
    whole, topics = content["change"], [row for row in content["by_topic"] if row["change"]]
    same = [row for row in topics if whole and row["change"]["diff"] == whole["diff"]]
    if whole and not same:
        yield {"kind": "tone", "now": content["tone"]["estimate"], **told(whole)}
    for row in topics if len(content["topics"]) > 1 else same:
        names = {name: row[name] for name in ("slug", "title", "title_language")}
        yield {"kind": "topic", **names, "now": row["tone"]["estimate"], **told(row["change"])}
    for row in content["feelings"]:
        if row["change"]:
            names = {name: row[name] for name in ("code", "figure")}
            yield {"kind": "feeling", **names, **told(row["change"])}
    for proposition in content["propositions"]:
        for row in proposition["stances"]:
            if row["change"]:
                names = {name: proposition[name] for name in ("thread", "text", "language", "url")}
                yield {"kind": "stance", "code": row["code"], **names, **told(row["change"])}


def told(change: Row) -> Row:
    names = ("diff", "low", "high", "clear", "clear_without_campaigns")
    return {name: change[name] for name in names if name in change}


def reached(scope: Scope, since: datetime, until: datetime, offices: Sequence[Office]) -> Iterator[Row]:
    """The highest number that each petition reached in this window, most signatures first; without those
    that were answered since. What is due is said where it is due from one of these offices.
    """
    public = Petition.objects.public().filter(contribution__topic__in=scope.topic_keys)
    rows = Reached.objects.filter(at__gte=since, at__lt=until, petition__in=public)
    rows = rows.exclude(petition__answers__state="published")
    rows = rows.select_related("threshold", "petition__contribution")
    rows = rows.prefetch_related("petition__contribution__translations").order_by("-threshold__count", "pk")
    ours, seen = set[int](), set[int]()
    if rows:
        asked = Topic.objects.filter(pk__in=scope.topic_keys).answered_by(offices)
        ours = set(asked.values_list("pk", flat=True))
    for row in rows:
        if row.petition_id in seen:
            continue
        seen.add(row.petition_id)
        words = row.petition.contribution
        title, language = title_beside(words, row.petition.action)
        yield {
            "kind": "petition",
            "clear": None,
            "title": title,
            "language": language,
            "url": row.petition.get_absolute_url(),
            "count": row.threshold.count,
            "consequence": row.threshold.consequence if words.topic_id in ours else "",
        }


def done(scope: Scope, since: datetime, until: datetime) -> Iterator[Row]:
    days = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    rows = Milestone.objects.reached(*days).filter(topics__in=scope.topic_keys)
    for row in rows.distinct().order_by("-done_on", "pk"):
        yield {
            "kind": "milestone",
            "clear": None,
            "title": row.title,
            "language": language_there_is(row, "title"),
            "on": row.done_on.isoformat() if row.done_on else None,
        }


def crowded(scope: Scope, since: datetime, until: datetime) -> Iterator[Row]:
    """Days (UTC) that ended in this window, on which far more was written than on the four weeks of days
    before them.
    """
    if scope.is_narrowed:
        return  # what is usual for the days of a small country would tell of few people
    last = until.astimezone(UTC).date()
    days = [last - DAY * left for left in range((until - since).days + 1 + USUAL_DAYS, 0, -1)]
    rows = Tally.objects.filter(topic__in=scope.topic_keys, day__range=(days[0], days[-1]))
    found = rows.values_list("day").annotate(Sum("texts"), Max("people")).order_by()
    written = {day: (texts, people) for day, texts, people in found}
    texts, people = zip(*(written.get(day, (0, 0)) for day in days), strict=True)
    for spike in spikes(texts):
        day = midnight(days[spike.at])
        if spike.usual >= 1 and since < day + DAY <= until:
            found_ = said_in(scope, day, day + DAY)
            heard = voices(found_.basis.whole)
            if found_.is_all and is_enough(heard.people):  # or fewer texts than a usual day has would be many
                told = {"on": day.date().isoformat(), "texts": heard.texts, "usual": usual_day(spike, people)}
                yield {"kind": "spike", "clear": True, **told}


def usual_day(spike: Spike, people: Sequence[int]) -> int | None:
    """Texts of a usual day; None unless ten people wrote on every other day.

    `people`: of each day, those of its largest tally. Who wrote in two of them is in both, so no sum is safe.
    """
    others = (count for day, count in enumerate(people) if day != spike.at)
    return round(spike.usual) if is_enough(min(others)) else None
