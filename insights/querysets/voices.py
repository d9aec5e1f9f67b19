"""Who said what in a window of time: the rows that every figure is made of, and one voice per author."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from analysis.audit import CLASSES
from analysis.heard import Heard, heard
from analysis.numbering import last_rows, last_rows_of_pairs, ranks
from contributions.models import Contribution
from contributions.states import Feeling, Stance
from insights.querysets.columns import columns
from insights.querysets.rows import By, Key, Rows
from insights.querysets.table import Column, Said, Table
from topics.models import Topic

__all__ = ["Column", "Key", "Rows", "Said", "Voices", "each", "last_stances", "read", "said", "voices"]

# Texts of which there are few, sent as one small number: label * 64 + feeling * 8 + stance.
FEW = {"label": ("", *CLASSES), "feeling": ("", *Feeling.values), "stance": ("", *Stance.values)}
FIELDS = {"label": "reading__label", "feeling": "feeling", "stance": "stance"}
STEP = 8


def said(topic: Topic | None, since: datetime, until: datetime, **where: Any) -> Rows:
    """What was said about a topic, or at all, from `since` up to, not including, `until`; oldest first.

    `where` narrows by fields of the contribution. What the machine has not read yet is not counted yet.
    """
    words = Contribution.objects.public().said_by_the_public()
    words = words.filter(reading__isnull=False, published_at__gte=since, published_at__lt=until, **where)
    if topic:
        words = words.filter(topic=topic)
    return load(words)


def load(words: QuerySet[Contribution]) -> Rows:
    """These words, oldest first."""
    nothing = Value(float("nan"))
    label, feeling, stance = (place_of(FIELDS[name], FEW[name]) for name in FEW)
    rows = words.annotate(
        voice=Coalesce("author_id", -F("pk")),
        model=F("reading__model"),
        negative=Coalesce("reading__p_neg", nothing),
        positive=Coalesce("reading__p_pos", nothing),
        few=(label * STEP + feeling) * STEP + stance,
        in_thread=Coalesce("post__thread_id", "thread__pk", 0),
    )
    numbers = ("voice", "negative", "positive", "few", "topic_id", "in_thread", "published_at", "pk")
    found, names = columns(rows, ("language", "country", "model"), numbers)
    if not found["pk"].size:
        return Rows.of([])
    for name, sent in {"topic": "topic_id", "thread": "in_thread", "at": "published_at"}.items():
        found[name] = found.pop(sent)
    few = found.pop("few")
    for name in reversed(FEW):
        few, found[name] = few // STEP, (few % STEP).astype(np.int8)
    order = oldest_first(found["at"], found["pk"])
    return Rows(Table({name: column[order] for name, column in found.items()}, names | FEW))


def place_of(field: str, values: Sequence[str]) -> Case:
    return Case(*(When(**{field: value}, then=Value(place)) for place, value in enumerate(values)))


def oldest_first(at: Column, pk: Column) -> npt.NDArray[np.int64]:
    order = np.argsort(at)
    return order if (np.diff(at[order]) > np.timedelta64(0)).all() else np.lexsort((pk, at))


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
    rows = Rows.of(rows)
    people = rows.people
    return Voices(
        read=read(rows),
        feelings=last_feelings(rows),
        people=len(people),
        imported=int((people < 0).sum()),
        texts=len(rows),
        unsure=int(rows.says("label").sum()),
    )


def last_feelings(rows: Rows) -> Counter[str]:
    named = rows.where(~rows.says("feeling"))
    last = last_rows(named.column("person"))
    names = rows.names("feeling")
    return counted(names, np.bincount(named.column("feeling")[last], minlength=len(names)).tolist())


def last_stances(rows: Iterable[Said]) -> dict[int, Counter[str]]:
    """By thread, the last word of each person there on its proposition."""
    rows = Rows.of(rows)
    named = rows.where(~rows.says("stance") & (rows.column("thread") != 0))
    threads, thread = ranks(named.column("thread"))
    last = last_rows_of_pairs(thread, named.column("person"))
    names = rows.names("stance")
    cells, shape = thread[last] * len(names) + named.column("stance")[last], (len(threads), len(names))
    counts = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
    return {key: counted(names, row) for key, row in zip(threads.tolist(), counts.tolist(), strict=True)}


def counted(names: Sequence[str], counts: Sequence[int]) -> Counter[str]:
    return Counter({name: count for name, count in zip(names, counts, strict=True) if count})


def read(rows: Sequence[Said], speaking: Sequence[Hashable] | Column | None = None) -> Heard:
    """The texts of which the machine made something. `speaking`: whose voice each is, if not its author's."""
    rows = Rows.of(rows)
    if speaking is None:
        rows = rows.where(rows.column("category") >= 0)
    found = heard(
        rows.column("person") if speaking is None else speaking,
        rows.column("language"),
        rows.column("tone"),
        rows.column("category"),
        names=rows.names("language"),
    )
    if speaking is not None:
        return found
    return replace(found, keys=rows.table.people[np.asarray(found.keys, dtype=np.int64)])


@overload
def each(rows: Iterable[Said], by: str | Column) -> dict[Any, Voices]: ...
@overload
def each(rows: Iterable[Said], by: Callable[[Said], Key]) -> dict[Key, Voices]: ...
def each(rows: Iterable[Said], by: By[Any]) -> dict[Any, Voices]:
    """The voices of each part: of each topic, language or week."""
    parts = Rows.of(rows).each(by)
    return {key: voices(parts.pop(key)) for key in list(parts)}  # and its columns are let go
