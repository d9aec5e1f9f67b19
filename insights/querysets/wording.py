"""What people write about in the last four weeks, and what many wrote in nearly the same words."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from insights.querysets.accuracy import audits
from insights.querysets.campaigns import campaigns
from insights.querysets.keeping import kept
from insights.querysets.pulse import WEEKS, Estimate, recent
from insights.querysets.report import report
from insights.querysets.themes import bodies, themes
from insights.querysets.voices import said
from topics.models import Topic

FRESH = timedelta(minutes=10)  # every text is looked at
THEME_HEADS = ["language", "phrase", "people"]
CAMPAIGN_HEADS = ["posts", "people", "hours", "kind", "example"]


@dataclass(frozen=True)
class Alike:
    """A campaign: so many posts by so many people in so many hours. `example` is the most typical one."""

    posts: int
    people: int
    hours: int
    kind: str
    example: int


@dataclass(frozen=True)
class Written:
    """`themes` by language, as `themes.themes` finds them; `once`: tone with each campaign as one voice."""

    themes: tuple[dict[str, Any], ...] = ()
    campaigns: tuple[Alike, ...] = ()
    once: Estimate | None = None

    def theme_rows(self) -> list[dict[str, Any]]:
        """For the file and the interface."""
        return [
            {"language": one["language"], "phrase": row["phrase"], "people": row["people"]}
            for one in self.themes
            for row in one["phrases"]
        ]

    def campaign_rows(self) -> list[dict[str, Any]]:
        return [{head: getattr(row, head) for head in CAMPAIGN_HEADS} for row in self.campaigns]


def written(topic: Topic | None) -> Written:
    """Nothing where the pulse is not shown."""
    return kept(f"insights.written.1:{topic.pk if topic else 0}", lambda: look(topic), FRESH)


def look(topic: Topic | None) -> Written:
    if not report(topic).pulse.people:
        return Written()
    since, until = recent()
    now, before = said(topic, since, until), said(topic, since - timedelta(weeks=WEEKS), since)
    texts = bodies(now, before)
    found = campaigns(now, texts, audits())
    phrases, _behind = themes(now, before, texts, found.copies)
    told = zip(found.shown, found.members, strict=True)
    return Written(
        themes=tuple(phrases),
        campaigns=tuple(
            Alike(
                row.posts,
                row.people,
                max(1, round(row.hours)),
                row.kind,
                keys[row.members.index(row.example)],
            )
            for row, keys in told
        ),
        once=found.tone,
    )
