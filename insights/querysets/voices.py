"""Who said what in a window of time: the rows that every figure is made of, and one voice per author."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import numpy as np
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from analysis.audit import categories
from analysis.estimates import Heard, heard
from contributions.models import Contribution
from topics.models import Topic

# Statements that a facilitator planted have no author and are nobody's; imported words are somebody's each.
SAID_BY_SOMEBODY = Q(author__isnull=False) | Q(import_key__isnull=False)
Key = TypeVar("Key")


class Said(NamedTuple):
    """One public text with its reading, as far as figures need it."""

    voice: int
    negative: float | None
    positive: float | None
    label: str
    feeling: str
    stance: str
    topic: int
    language: str
    country: str
    thread: int | None
    at: datetime
    pk: int


FIELDS = (
    "voice", "reading__p_neg", "reading__p_pos", "reading__label", "feeling", "stance", "topic_id",
    "language", "country", "in_thread", "published_at", "pk",
)  # fmt: skip


def said(topic: Topic | None, since: datetime, until: datetime, **where: Any) -> list[Said]:
    """What was said about a topic, or at all, from `since` up to, not including, `until`; oldest first.

    `where` narrows by fields of the contribution. What the machine has not read yet is not counted yet.
    """
    words = Contribution.objects.public().filter(
        SAID_BY_SOMEBODY, reading__isnull=False, published_at__gte=since, published_at__lt=until, **where
    )
    if topic:
        words = words.filter(topic=topic)
    rows = words.annotate(
        voice=Coalesce("author_id", -F("pk")), in_thread=Coalesce("post__thread_id", "thread__pk")
    ).order_by("published_at", "pk")
    return [Said(*row) for row in rows.values_list(*FIELDS)]


@dataclass(frozen=True)
class Voices:
    """One tone and one feeling per author: what intervals and changes are computed from.

    `read` holds the texts of which the machine made something, author by author.
    """

    read: Heard
    feelings: Counter[str] = field(default_factory=Counter)
    people: int = 0
    imported: int = 0  # of these people: known by one imported text each
    texts: int = 0
    unsure: int = 0


def voices(rows: Iterable[Said]) -> Voices:
    """From rows that are oldest first: an author's texts are averaged, and the last feeling counts."""
    rows = list(rows)
    everyone = {row.voice for row in rows}
    return Voices(
        read=read(rows),
        feelings=Counter({row.voice: row.feeling for row in rows if row.feeling}.values()),
        people=len(everyone),
        imported=sum(voice < 0 for voice in everyone),
        texts=len(rows),
        unsure=sum(not row.label for row in rows),
    )


def read(rows: Sequence[Said], speaking: Sequence[Hashable] | None = None) -> Heard:
    """The texts of which the machine made something. `speaking`: whose voice each is, if not its author's."""
    chances = np.array(
        [
            (row.negative, 1 - row.negative - row.positive, row.positive)
            if row.negative is not None and row.positive is not None
            else (np.nan, np.nan, np.nan)
            for row in rows
        ]
    ).reshape(-1, 3)
    return heard(
        speaking or [row.voice for row in rows],
        [row.language for row in rows],
        chances[:, 2] - chances[:, 0],
        categories(chances),
    )


def each(rows: Iterable[Said], by: Callable[[Said], Key]) -> dict[Key, Voices]:
    """The voices of each part: of each topic, language or week."""
    groups: dict[Key, list[Said]] = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    return {key: voices(found) for key, found in groups.items()}
