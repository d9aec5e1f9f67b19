"""How people sound and what they declare, in a window of time: people, ranges, and nothing under ten people.

One voice per author: an author's texts are averaged first. Tone and stance are never mixed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from analysis.intervals import difference, mean_interval, one_voice, wilson
from contributions.models import Contribution
from contributions.states import Feeling, Stance
from topics.models import Topic

WEEKS = 4


@dataclass(frozen=True)
class Estimate:
    """A figure about `people`, with its 95 % interval; for tone from -1 to +1, for shares from 0 to 1."""

    estimate: float
    low: float
    high: float
    people: int


@dataclass(frozen=True)
class Declared:
    """The share of one answer among the people who gave any."""

    name: str
    code: str
    share: Estimate


@dataclass(frozen=True)
class Change:
    diff: float
    low: float
    high: float
    clear: bool
    p_value: float


@dataclass(frozen=True)
class Voices:
    """The window's raw voices, one tone per author: what intervals and changes are computed from."""

    tones: np.ndarray[Any, Any]
    feelings: Counter[str] = field(default_factory=Counter)
    people: int = 0
    texts: int = 0
    unsure: int = 0


@dataclass(frozen=True)
class Pulse:
    """What may be shown of a window. `people` and `texts` are None under ten people, and so is all else."""

    people: int | None
    texts: int | None
    tone: Estimate | None
    unsure: float | None
    feelings: tuple[Declared, ...]
    since: datetime
    until: datetime

    @property
    def last_day(self) -> date:
        return (self.until - timedelta(microseconds=1)).date()


def recent(weeks: int = WEEKS) -> tuple[datetime, datetime]:
    """The last full weeks up to the next midnight, so that every page of a day shows one window."""
    midnight = datetime.combine(timezone.now().date() + timedelta(days=1), time(), UTC)
    return midnight - timedelta(weeks=weeks), midnight


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
    thread: int | None
    at: datetime
    pk: int


FIELDS = (
    "voice", "reading__p_neg", "reading__p_pos", "reading__label", "feeling", "stance", "topic_id", "language",
    "in_thread", "published_at", "pk",
)  # fmt: skip


def said(topic: Topic | None, since: datetime, until: datetime, **where: Any) -> list[Said]:
    """What was said about a topic, or at all, from `since` up to, not including, `until`; oldest first.

    `where` narrows by fields of the contribution. What the machine has not read yet is not counted yet.
    """
    words = Contribution.objects.public().filter(
        reading__isnull=False, published_at__gte=since, published_at__lt=until, **where
    )
    if topic:
        words = words.filter(topic=topic)
    rows = words.annotate(
        voice=Coalesce("author_id", -F("pk")), in_thread=Coalesce("post__thread_id", "thread__pk")
    ).order_by("published_at", "pk")
    return [Said(*row) for row in rows.values_list(*FIELDS)]


def voices(rows: Iterable[Said]) -> Voices:
    """One voice per author: texts averaged, the last declaration counts."""
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
        texts=texts,
        unsure=unsure,
    )


def tone(heard: Voices) -> Estimate | None:
    if len(heard.tones) < settings.SMALLEST_GROUP:
        return None
    found = mean_interval(heard.tones)
    return Estimate(found.mean, found.low, found.high, found.authors)


def declared(counts: Counter[str], choices: type[Feeling] | type[Stance]) -> tuple[Declared, ...]:
    """Shares of those who declared something; nothing at all under ten of them."""
    total = sum(counts.values())
    if total < settings.SMALLEST_GROUP:
        return ()
    rows = []
    for choice in choices:
        low, high = wilson(counts[choice], total)
        rows.append(Declared(str(choice.label), choice.value, Estimate(counts[choice] / total, low, high, total)))
    return tuple(rows)


def stances(rows: Iterable[Said]) -> dict[int, tuple[Declared, ...]]:
    """What people declared about each discussion's proposition: by thread, each person's last word there.

    "For" means something only towards one proposition, so stances of different threads are never added up.
    """
    last: dict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        if row.stance and row.thread:
            last[row.thread][row.voice] = row.stance
    found = {thread: declared(Counter(answers.values()), Stance) for thread, answers in last.items()}
    return {thread: shares for thread, shares in found.items() if shares}


def change(before: Voices, after: Voices) -> Change | None:
    """How far tone moved; None where either window has under ten people."""
    if min(len(before.tones), len(after.tones)) < settings.SMALLEST_GROUP:
        return None
    found = difference(before.tones, after.tones)
    return Change(found.diff, found.low, found.high, found.clear, found.p_value)


def shown(heard: Voices, since: datetime, until: datetime) -> Pulse:
    if heard.people < settings.SMALLEST_GROUP:
        return Pulse(None, None, None, None, (), since, until)
    return Pulse(
        people=heard.people,
        texts=heard.texts,
        tone=tone(heard),
        unsure=heard.unsure / heard.texts,
        feelings=declared(heard.feelings, Feeling),
        since=since,
        until=until,
    )
