"""What a topic keeps to itself because it would give away a smaller cell of another topic.

The tables topic by language, by country, by week and by feeling are shown one line at a time, each topic on a
page of its own beside the whole. Whoever lays the pages together has the tables with their totals, so what
must stay hidden is decided over all topics at once.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from django.conf import settings

from analysis.cells import hide
from insights.querysets.pulse import kept_back
from insights.querysets.voices import Said, each

Cells = Counter[tuple[int, Hashable]]  # people by topic and code


def giving_away(rows: Sequence[Said], since: datetime, window: datetime) -> dict[int, frozenset[str]]:
    """By topic: "people", "tone", "feelings", or a part such as "language uk", "country PL", "week 8".

    `rows` from `since`; the window that topics, languages, countries and feelings are shown for begins later.
    """
    now = [row for row in rows if row.at >= window]
    read = [row for row in now if row.negative is not None]
    hidden: dict[int, set[str]] = defaultdict(set)
    for figure, counts in totals(now).items():
        for topic in kept_back(counts):
            hidden[topic].add(figure)
    tables = {
        "language": people(read, lambda row: row.language),
        "country": people(read, lambda row: row.country),
        "feeling": named(now),
    }
    for axis, cells in tables.items():
        add(hidden, axis, crossed(cells))
    weekly = {
        "week": people([row for row in rows if row.negative is not None], lambda row: week(row, since)),
        "felt": people([row for row in rows if row.feeling], lambda row: week(row, since)),
    }
    last = (window - since).days // 7
    for axis, cells in weekly.items():
        add(hidden, axis, crossed(Counter({cell: n for cell, n in cells.items() if cell[1] >= last})))  # type: ignore[operator]
        add(hidden, axis, one_by_one({cell: n for cell, n in cells.items() if cell[1] < last}))  # type: ignore[operator]
    return {topic: frozenset(names) for topic, names in hidden.items()}


def week(row: Said, since: datetime) -> int:
    return (row.at - since).days // 7


def totals(now: Sequence[Said]) -> dict[str, dict[int, int]]:
    parts = each(now, lambda row: row.topic)
    return {
        "people": {topic: heard.people for topic, heard in parts.items()},
        "tone": {topic: heard.read.people for topic, heard in parts.items()},
        "feelings": {topic: sum(heard.feelings.values()) for topic, heard in parts.items()},
    }


def people(rows: Iterable[Said], by: Callable[[Said], Hashable]) -> Cells:
    return Counter(cell[:2] for cell in {(row.topic, by(row), row.voice) for row in rows})


def named(rows: Iterable[Said]) -> Cells:
    """By the last feeling that each person named in the topic; "" for those who named none."""
    last: dict[tuple[int, int], str] = {}
    for row in rows:
        last[row.topic, row.voice] = row.feeling or last.get((row.topic, row.voice), "")
    return Counter((topic, feeling) for (topic, _voice), feeling in last.items())


def crossed(cells: Mapping[tuple[int, Hashable], int]) -> set[tuple[int, Hashable]]:
    """The cells to hide in a table of topics by codes, all of whose totals are shown."""
    topics = sorted({topic for topic, _code in cells})
    codes = sorted({code for _topic, code in cells}, key=str)
    counts = np.array([[cells.get((topic, code), 0) for code in codes] for topic in topics], dtype=np.int64)
    if not counts.size:
        return set()
    hidden = hide(counts, settings.SMALLEST_GROUP)
    return {(topics[row], codes[column]) for row, column in zip(*np.nonzero(hidden), strict=True)}


def one_by_one(cells: Mapping[tuple[int, Hashable], int]) -> set[tuple[int, Hashable]]:
    """The cells to hide where every code has its total, and a topic has none."""
    columns: dict[Hashable, dict[int, int]] = defaultdict(dict)
    for (topic, code), n in cells.items():
        columns[code][topic] = n
    return {(topic, code) for code, column in columns.items() for topic in kept_back(column)}


def add(hidden: dict[int, set[str]], axis: str, cells: Iterable[tuple[int, Hashable]]) -> None:
    for topic, code in cells:
        hidden[topic].add(f"{axis} {code}")
