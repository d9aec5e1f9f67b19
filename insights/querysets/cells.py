"""What a topic keeps to itself because it would give away a smaller cell of another topic.

The tables topic by language, by country, by week and by feeling are shown one line at a time, each topic on a
page of its own beside the whole. Whoever lays the pages together has the tables with their totals, so what
must stay hidden is decided over all topics at once.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import product
from typing import Any

import numpy as np
from django.conf import settings

from analysis.cells import hide
from analysis.numbering import distinct, last_rows_of_pairs, ranks
from insights.querysets.parts import UNASKED
from insights.querysets.pulse import in_order, kept_back
from insights.querysets.voices import Column, Rows, each

TOGETHER = -1  # stands for all topics, or codes, that are untold
Cell = tuple[int, Any]  # topic and code
Cells = Mapping[Cell, int]  # how many people


def giving_away(rows: Rows, since: datetime, window: datetime) -> dict[int, frozenset[str]]:
    """By topic: "people", "tone", "feelings", "imported", or a part such as "language uk", "country PL",
    "week 8"; of lists "feeling sad" and, of one week, "named 8 sad".

    `rows` from `since`; the window that topics, languages, countries and feelings are shown for begins later.
    """
    now = rows.since(window)
    hidden: dict[int, set[str]] = defaultdict(set)
    for figure, counts in totals(now).items():
        for topic in kept_back(counts):
            hidden[topic].add(figure)
    heard, last = read(now), (window - since).days // 7
    tables = {
        "language": people(heard, *named(heard, "language")),
        "country": people(heard, *named(heard, "country")),
        "feeling": last_words(now, "feeling"),
        "from": from_where(now),
        "writes": last_words(now, "language"),
    }
    for axis, cells in tables.items():
        add(hidden, axis, crossed(cells))
    for topic, is_imported in crossed(people(now, (False, True), (now.column("voice") < 0).astype(np.int64))):
        hidden[topic] |= {"imported"} if is_imported else set()
    for week, said in rows.each(rows.weeks(since)).items():
        shut = crossed(last_words(said, "feeling"))
        add(hidden, "named", ((topic, f"{week} {feeling}") for topic, feeling in shut))
    for axis, part in {"week": read(rows), "felt": rows.where(~rows.says("feeling"))}.items():
        cells = people(part, *ranks(part.weeks(since)))
        add(hidden, axis, crossed({cell: n for cell, n in cells.items() if cell[1] >= last}))
        add(hidden, axis, one_by_one({cell: n for cell, n in cells.items() if cell[1] < last}))
    return {topic: frozenset(names) for topic, names in hidden.items()}


def totals(now: Rows) -> dict[str, dict[int, int]]:
    parts = each(now, "topic")
    return {
        "people": {topic: heard.people for topic, heard in parts.items()},
        "tone": {topic: heard.read.people for topic, heard in parts.items()},
        "feelings": {topic: sum(heard.feelings.values()) for topic, heard in parts.items()},
    }


def read(rows: Rows) -> Rows:
    """Those of which the machine made something."""
    return rows.where(np.isfinite(rows.column("tone")))


def named(rows: Rows, text: str) -> tuple[tuple[str, ...], Column]:
    """The different texts, and the place of each row's text among them."""
    return rows.names(text), rows.column(text)


def people(rows: Rows, codes: Iterable[Any], places: Column, by: str | Column = "topic") -> Counter[Cell]:
    """How many of each topic (or what `by` names, or has for each row) and code; `places`: of each row's code
    among the codes.
    """
    topics, topic = ranks(rows.column(by) if isinstance(by, str) else by)
    names, everyone = list(codes), len(rows.table.people)
    cells = topic * max(len(names), 1) + places
    each_once = distinct(cells * everyone + rows.column("person")) // max(everyone, 1)
    found, number = ranks(each_once)
    counts = np.bincount(number)
    return Counter(
        {
            (int(topics[cell // len(names)]), names[cell % len(names)]): n
            for cell, n in zip(found.tolist(), counts.tolist(), strict=True)
        }
    )


def last_words(rows: Rows, text: str) -> Counter[Cell]:
    """Everybody in one part of a topic, by the last that they said of it; "" for those who never did."""
    said = rows.where(~rows.says(text))
    _, topic = ranks(said.column("topic"))
    last = said.where(last_rows_of_pairs(topic, said.column("person")))
    found = people(last, *named(last, text))
    silent = people(rows, [""], np.zeros(len(rows), dtype=np.int64))
    for (topic_, _code), n in list(found.items()):
        silent[topic_, ""] -= n
    return found + silent


def from_where(rows: Rows) -> Counter[Cell]:
    """As `last_words`, with imported texts that name no country apart from people who never said."""
    cells = last_words(rows, "country")
    unasked = rows.where((rows.column("voice") < 0) & rows.says("country"))
    for (topic, code), n in people(unasked, [UNASKED], np.zeros(len(unasked), dtype=np.int64)).items():
        cells[topic, code] = n
        cells[topic, ""] -= n
    return +cells


def crossed(cells: Cells, floor: int | None = None, muted: Collection[Any] = ()) -> set[Cell]:
    """The cells to hide in a table of topics by codes, whose totals are shown as far as they may be. Some may
    have nobody: shown to be empty, they would give away others.

    Topics with too few people to be told of are one line: nothing is shown of any of them, and what the
    others leave over is what they have together. So are such codes, and those that are `muted`.
    """
    by_topic, by_code = Counter[int](), Counter[Any]()
    for (topic, code), n in cells.items():
        by_topic[topic] += n
        by_code[code] += n
    untold = kept_back(by_topic, floor), kept_back(by_code, floor) | {*muted}
    table = Counter[Cell]()
    for cell, n in cells.items():
        place = together(cell, untold)
        table[place] += n - 1 if n and table[place] else n  # one person stays in each of those together
    topics, codes = (in_order({cell[axis] for cell in table}) for axis in (0, 1))
    counts = np.array([[table[topic, code] for code in codes] for topic in topics], dtype=np.int64)
    if not counts.size:
        return set()
    is_hidden = dict(
        zip(product(topics, codes), hide(counts, floor or settings.SMALLEST_GROUP).flat, strict=True)
    )
    return {
        cell
        for cell in product(by_topic, by_code)
        if is_hidden[place := together(cell, untold)] or (TOGETHER in place and cells.get(cell))
    }


def together(cell: Cell, untold: tuple[frozenset[int], frozenset[Any]]) -> Cell:
    """Where a cell stands when what is untold is one topic, or one code."""
    topic, code = cell
    return (TOGETHER if topic in untold[0] else topic, TOGETHER if code in untold[1] else code)


def one_by_one(cells: Cells) -> set[Cell]:
    """The cells to hide where every code has its total, and a topic has none."""
    columns: dict[Any, dict[int, int]] = defaultdict(dict)
    for (topic, code), n in cells.items():
        columns[code][topic] = n
    return {(topic, code) for code, column in columns.items() for topic in kept_back(column)}


def add(hidden: dict[int, set[str]], axis: str, cells: Iterable[Cell]) -> None:
    for topic, code in cells:
        hidden[topic].add(f"{axis} {code}")
