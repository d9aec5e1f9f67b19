"""Who said what in a window of time: the rows that every figure is made of, and one voice per author."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import numpy as np
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from analysis.intervals import one_voice
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
    """One tone and one feeling per author: what intervals and changes are computed from."""

    tones: np.ndarray[Any, Any]
    feelings: Counter[str] = field(default_factory=Counter)
    people: int = 0
    imported: int = 0  # of these people: known by one imported text each
    texts: int = 0
    unsure: int = 0


def voices(rows: Iterable[Said]) -> Voices:
    """From rows that are oldest first: an author's texts are averaged, and the last feeling counts."""
    authors: list[int] = []
    tones: list[float] = []
    feelings: dict[int, str] = {}
    everyone: set[int] = set()
    texts = unsure = 0
    for row in rows:
        everyone.add(row.voice)
        texts += 1
        unsure += not row.label
        if row.feeling:
            feelings[row.voice] = row.feeling
        if row.negative is not None and row.positive is not None:
            authors.append(row.voice)
            tones.append(row.positive - row.negative)
    return Voices(
        tones=one_voice(authors, tones) if tones else np.zeros(0),
        feelings=Counter(feelings.values()),
        people=len(everyone),
        imported=sum(voice < 0 for voice in everyone),
        texts=texts,
        unsure=unsure,
    )


def each(rows: Iterable[Said], by: Callable[[Said], Key]) -> dict[Key, Voices]:
    """The voices of each part: of each topic, language or week."""
    groups: dict[Key, list[Said]] = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    return {key: voices(found) for key, found in groups.items()}
