"""Which texts may be listed beside those of the figures that are told: where that singles nobody out.

Whoever wrote them are ten people or more, and whoever is left over is nobody or ten people: decision 10.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from django.conf import settings

from digests.models import Basis
from digests.models.figures import DAY, answers, before_of, window_of
from insights.querysets.lists import open_feelings
from insights.querysets.pulse import is_enough, kept_back
from insights.querysets.rows import moment
from insights.querysets.voices import Column, Key, Rows, each, last_stances, voices


def listed(content: Mapping[str, Any], now: Basis, before: Basis, slugs: Mapping[int, str]) -> list[str]:
    """Figures by name: texts of which the machine is not sure, and those with which a change is compared.

    What can be told from other figures alone is not among them (`digests.models.figures.OF_ALL`).
    """
    unsure = ["unsure"] if may_list(now.whole, now.whole.says("label")) else []
    return [*unsure, *crowded(content, now.whole, before.whole), *compared_with(content, before, slugs)]


def may_list(rows: Rows, chosen: Column) -> bool:
    """Whether these rows may be listed, and with them all others."""
    speaking = rows.column("voice")
    ours, theirs = np.unique(speaking[chosen]), np.unique(speaking[~chosen])
    left = (theirs, np.setdiff1d(theirs, ours))
    return is_enough(len(ours)) and all(not len(people) or is_enough(len(people)) for people in left)


def crowded(content: Mapping[str, Any], now: Rows, before: Rows) -> Iterator[str]:
    """Days on which far more was written; one that began in the window before is a part of both."""
    for row in content["changed"]:
        if row["kind"] == "spike":
            figure = f"{DAY}{row['on']}"
            since, until = map(moment, window_of(content, figure))
            on = [(rows.column("at") >= since) & (rows.column("at") < until) for rows in (before, now)]
            parts = [(rows, chosen) for rows, chosen in zip((before, now), on, strict=True) if chosen.any()]
            if sum(chosen.sum() for chosen in on) == row["texts"] and all(may_list(*part) for part in parts):
                yield figure


def listed_parts(rows: Rows, told: Mapping[Key, Rows]) -> set[Key]:
    """Of the days or weeks that the line tells of, those whose texts, as far as they were read, may be listed
    beside all other words of that time. Where few people are left over beside all these lists, the one of
    fewest people is none either.
    """
    lists = {part: said.where(read) for part, said in told.items() if may_list(said, read := is_read(said))}
    while lists and 0 < len(left_over(rows, lists.values()).people) < settings.SMALLEST_GROUP:
        del lists[min(lists, key=lambda part: len(lists[part].people))]
    return set(lists)


def is_read(rows: Rows) -> Column:
    return np.isfinite(rows.column("tone"))


def left_over(rows: Rows, lists: Iterable[Rows]) -> Rows:
    """What is in none of these."""
    return rows.where(~np.isin(rows.column("pk"), np.concatenate([part.column("pk") for part in lists])))


def compared_with(content: Mapping[str, Any], before: Basis, slugs: Mapping[int, str]) -> Iterator[str]:
    """The figures of the window before, where a change since then is told."""
    moved = {f"topic-{row['slug']}" for row in content["by_topic"] if row["change"]}
    moved |= {row["figure"] for row in answers(content) if row["change"] and row["figure"]}
    for figure in (*topics_listed(before, slugs), *feelings_listed(before), *stances_listed(before)):
        if figure in moved:
            yield before_of(figure)


def topics_listed(basis: Basis, slugs: Mapping[int, str]) -> Iterator[str]:
    """Those that are told of no topic are one more part of the whole."""
    people = {topic: part.people for topic, part in each(basis.parts, "topic").items()}
    hidden = kept_back({**people, None: voices(basis.apart).people})
    yield from (f"topic-{slugs[topic]}" for topic in people if topic in slugs and topic not in hidden)


def feelings_listed(basis: Basis) -> Iterator[str]:
    yield from (f"feeling-{feeling}" for feeling in sorted(open_feelings(voices(basis.whole))))


def stances_listed(basis: Basis) -> Iterator[str]:
    for thread, named in last_stances(basis.parts).items():
        yield from (f"stance-{thread}-{code}" for code, people in named.items() if is_enough(people))
