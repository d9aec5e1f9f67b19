"""What people write about in the last four weeks, and what many wrote in nearly the same words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from insights.querysets.accuracy import audits
from insights.querysets.campaigns import campaigns
from insights.querysets.columns import among
from insights.querysets.keeping import kept
from insights.querysets.pulse import WEEKS, Estimate, is_enough, recent, tone
from insights.querysets.report import report
from insights.querysets.themes import bodies, themes
from insights.querysets.voices import said, voices
from topics.models import Topic

FRESH = timedelta(minutes=10)  # every text is looked at
THEME_HEADS = ["language", "phrase", "people"]
CAMPAIGN_HEADS = ["posts", "people", "hours", "kind", "example"]


class Phrase(NamedTuple):
    language: str
    words: str

    @property
    def code(self) -> str:
        """ "en-glad", in addresses."""
        return f"{self.language}-{self.words}"


@dataclass(frozen=True)
class Alike:
    """A campaign: so many posts by so many people in so many hours. `example` is the most typical one.

    `key` is that of the text with which it was found to begin, and `texts` are those of all.
    """

    posts: int
    people: int
    hours: int
    kind: str
    example: int
    key: int
    began: datetime
    texts: tuple[int, ...]


@dataclass(frozen=True)
class Written:
    """`themes` by language, as `themes.themes` finds them, each phrase with its `texts`; `tone` of the same
    texts, and `once`, with each campaign as one voice, where the pulse tells tone.
    """

    themes: tuple[dict[str, Any], ...] = ()
    campaigns: tuple[Alike, ...] = ()
    tone: Estimate | None = None
    once: Estimate | None = None

    @property
    def lists(self) -> dict[Phrase | int, tuple[int, ...]]:
        """The texts behind each phrase, and behind each campaign by its key."""
        phrases: dict[Phrase | int, tuple[int, ...]] = {
            Phrase(one["language"], row["phrase"]): row["texts"]
            for one in self.themes
            for row in one["phrases"]
        }
        return {**phrases, **{row.key: row.texts for row in self.campaigns}}

    @property
    def people(self) -> dict[Phrase | int, int]:
        """Of each of `lists`."""
        phrases: dict[Phrase | int, int] = {
            Phrase(one["language"], row["phrase"]): row["people"]
            for one in self.themes
            for row in one["phrases"]
        }
        return {**phrases, **{row.key: row.people for row in self.campaigns}}

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
    """Nothing where the pulse is not shown. What was taken down since it was found is left out."""
    _since, until = recent()
    key = f"insights.written.3:{topic.pk if topic else 0}:{until:%Y%m%d}"
    found = kept(key, lambda: look(topic), FRESH)
    return still(found, counted_now(topic, chain(*found.lists.values()))) if found.lists else found


def counted_now(topic: Topic | None, keys: Iterable[int]) -> dict[int, tuple[int, datetime]]:
    """By text, of those that are: whose voice it is, and when it was said."""
    rows = said(topic, *recent(), pk__in=among(keys))
    moments = (at.replace(tzinfo=UTC) for at in rows.column("at").tolist())
    return dict(
        zip(rows.column("pk").tolist(), zip(rows.column("voice").tolist(), moments, strict=True), strict=True)
    )


def still(found: Written, wrote: Mapping[int, tuple[int, datetime]]) -> Written:
    """What is left of it, of ten people or more."""

    def left(keys: Iterable[int]) -> dict[str, Any]:
        texts = tuple(key for key in keys if key in wrote)
        return {"texts": texts, "people": len({wrote[key][0] for key in texts})}

    def large(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        now = [row | left(row["texts"]) for row in rows]
        return [row for row in now if is_enough(row["people"])]

    themes = [{**one, "phrases": large(one["phrases"])} for one in found.themes]
    campaigns = [replace(row, **left(row.texts)) for row in found.campaigns]
    return replace(
        found,
        themes=tuple(one for one in themes if one["phrases"]),
        campaigns=tuple(of_those_left(row, wrote) for row in campaigns if is_enough(row.people)),
    )


def of_those_left(row: Alike, wrote: Mapping[int, tuple[int, datetime]]) -> Alike:
    """Its numbers, its span and its example."""
    moments = [wrote[key][1] for key in row.texts]
    began = min(moments)
    return replace(
        row,
        posts=len(row.texts),
        hours=full_hours((max(moments) - began) / timedelta(hours=1)),
        began=began,
        example=row.example if row.example in row.texts else row.texts[0],
    )


def full_hours(hours: float) -> int:
    return max(1, round(hours))


def look(topic: Topic | None) -> Written:
    pulse = report(topic).pulse
    if not pulse.people:
        return Written()
    since, until = recent()
    now, before = said(topic, since, until), said(topic, since - timedelta(weeks=WEEKS), since)
    texts = bodies(now, before)
    found = campaigns(now, texts, audits())
    phrases, behind = themes(now, before, texts, found.copies)
    for row in chain(*(one["phrases"] for one in phrases)):
        row["texts"] = tuple(behind[row["figure"]])
    told = zip(found.shown, found.members, strict=True)
    return Written(
        themes=tuple(phrases),
        campaigns=tuple(
            Alike(
                row.posts,
                row.people,
                full_hours(row.hours),
                row.kind,
                example=keys[row.members.index(row.example)],
                key=keys[0],
                began=now.where(now.column("pk") == keys[0])[0].at,
                texts=keys,
            )
            for row, keys in told
        ),
        tone=tone(voices(now), audits()) if pulse.tone else None,
        once=found.tone if pulse.tone else None,
    )
