"""What a scope chooses from the rows about all topics, and which cells of them only a few people are in.

A cell is a topic and a country or language, or both, as far as the scope chooses by these.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
from django.conf import settings

from analysis.cells import FLOOR_OF_CROSSED
from analysis.numbering import ranks
from digests.models import Scope
from insights.querysets.cells import crossed, people
from insights.querysets.pulse import is_enough, kept_back
from insights.querysets.rows import Rows
from insights.querysets.table import Column

MOST_PARTS = 64  # so that the table of topics by parts stays small enough for whoever waits for a page
Cell = tuple[int, int]  # topic (or discussion), and the number of a part


class Part(NamedTuple):
    """The people that cells are about; empty for what the scope does not choose by."""

    country: str
    language: str


class Chosen:
    """`rows`: about all topics. `number`: the part that each is of. `ours`: which of them the scope chooses.

    A figure is about those who said something: where `said` is asked for, it marks their rows.
    """

    def __init__(self, rows: Rows, scope: Scope) -> None:
        self.rows, self.scope = rows, scope
        self.number, self.parts = numbered(rows, scope)
        self.numbers = {number for number, part in enumerate(self.parts) if is_in(part, scope)}
        self.about = np.isin(rows.column("topic"), scope.topic_keys)
        self.ours = self.about & np.isin(self.number, list(self.numbers))
        self.is_crossed = bool(scope.countries and scope.languages)
        self.floor = FLOOR_OF_CROSSED if self.is_crossed else settings.SMALLEST_GROUP

    @cached_property
    def is_everything(self) -> bool:
        return not self.scope.is_narrowed and bool(self.about.all())

    # == What is hidden ==
    def hidden(self, said: Column) -> set[Cell]:
        """What a topic keeps to itself, beside all other topics. Countries crossed with languages also beside
        its countries and its languages, and beside those of all topics: these are told as well.
        """
        counts = self.people("topic", said)
        found = crossed(counts, self.floor, self.muted)
        if self.is_crossed:
            topics = {topic for topic, _number in counts}
            found |= self.by_itself(counts) | {*product(topics, self.back(said))}
        return found

    def too_few(self, by: str, said: Column) -> Column:
        """The rows of those parts of each discussion that cannot be told beside the whole of it."""
        if not self.scope.is_narrowed:
            return np.zeros(len(self.rows), dtype=bool)
        counts, chosen = self.people(by, said), Counter[int]()
        for (key, number), n in counts.items():
            chosen[key] += n if number in self.numbers else 0
        told = {cell: n for cell, n in counts.items() if is_enough(chosen[cell[0]])}  # of others nothing is
        return self.of(self.by_itself(told), by)

    def back(self, said: Column) -> set[int]:
        """The parts that cannot be told beside all others, over all topics."""
        line = self.people(self.all_topics, said)
        return self.muted | {number for _all, number in self.by_itself(line)}

    @cached_property
    def muted(self) -> set[int]:
        """Where countries are crossed with languages, all but the greatest parts; nothing is told of them."""
        if not self.is_crossed:
            return set()
        line = self.people(self.all_topics, np.ones(len(self.rows), dtype=bool))
        return {number for (_all, number), _people in line.most_common()[MOST_PARTS:]}

    @property
    def all_topics(self) -> Column:
        return np.zeros(len(self.rows), dtype=np.int64)

    def by_itself(self, counts: Mapping[Cell, int]) -> set[Cell]:
        """The cells to hide where each topic, or discussion, is told as a whole, and beside no others."""
        lines: dict[int, dict[int, int]] = defaultdict(dict)
        for (key, number), n in counts.items():
            lines[key][number] = n
        return {(key, number) for key, line in lines.items() for number in self.few(line)}

    def few(self, line: Mapping[int, int]) -> Collection[int]:
        """The parts to hide of one whole, by how many people are of each. Where countries are crossed with
        languages, the whole is told of by country and by language as well.
        """
        if not self.is_crossed:
            return kept_back(line, self.floor)
        cells = {self.place(number): number for number in line}
        hidden = crossed(Counter({cell: line[number] for cell, number in cells.items()}), self.floor)
        return {cells[cell] for cell in hidden if cell in cells}

    # == What is told of the whole ==
    def of_topics(self, hidden: set[Cell], *said: Column) -> Column:
        """The rows that count over all topics of a scope that chooses by nothing else. What is `hidden` does
        as well, together, where that leaves nothing small for whoever knows what Pulse tells of each topic.
        """
        together = all(map(self.may_be_parted, said))
        return self.ours if together else self.ours & ~self.of(hidden)

    def may_be_parted(self, said: Column) -> bool:
        """Whether the topics that Pulse hides may be told of in two: those of the scope and the others. Not
        where one is hidden for the sake of another: told alone, it would give that one away.
        """
        counts = {topic: n for (topic, _all), n in self.people("topic", said).items()}
        hidden = kept_back(counts)
        is_hidden = said & np.isin(self.rows.column("topic"), list(hidden))
        sides = [len(self.rows.where(is_hidden & side).people) for side in (self.about, ~self.about)]
        if not all(sides):
            return True
        return all(map(is_enough, sides)) and not any(is_enough(counts[topic]) for topic in hidden)

    def of_parts(self, hidden: set[Cell], *said: Column) -> Column:
        """The same for a scope that chooses countries or languages: over all topics everybody counts who is
        of a part that may be told of as a whole; over some topics nobody of what is `hidden`.
        """
        kept = self.ours & ~self.of(hidden)
        if not self.about.all():
            return kept
        back = set[int]().union(*(self.back(each) for each in said))
        return np.asarray(kept | self.ours & ~np.isin(self.number, list(back)))

    def whole(self, hidden: set[Cell], *said: Column) -> Column:
        rule = self.of_parts if self.scope.is_narrowed else self.of_topics
        return rule(hidden, *said)

    # == Rows and cells ==
    def people(self, by: str | Column, said: Column) -> Counter[Cell]:
        """How many people of each topic (or what `by` names, or has for each row) and part said something."""
        key = by if isinstance(by, str) else by[said]
        return people(self.rows.where(said), range(len(self.parts)), self.number[said], key)

    def of(self, cells: set[Cell], by: str = "topic") -> Column:
        """Which rows are in one of these cells."""
        keys, place = ranks(self.rows.column(by))
        table = np.zeros((keys.size, int(self.number.max(initial=0)) + 1), dtype=bool)
        for key, number in cells:
            table[np.searchsorted(keys, key), number] = True
        return np.asarray(table[place, self.number])

    def place(self, number: int) -> tuple[int, str]:
        """Of a part in the table of countries by languages."""
        country, language = self.parts[number]
        return self.countries[country], language

    @cached_property
    def countries(self) -> dict[str, int]:
        return {
            country: place for place, country in enumerate(dict.fromkeys(part.country for part in self.parts))
        }


def numbered(rows: Rows, scope: Scope) -> tuple[Column, list[Part]]:
    """The number of each row's part, and the parts: in order of their codes, as Pulse looks at them."""
    countries, languages = rows.names("country"), rows.names("language")
    nothing = np.zeros(len(rows), dtype=np.int64)
    country = rows.column("country").astype(np.int64) if scope.countries else nothing
    language = rows.column("language").astype(np.int64) if scope.languages else nothing
    width = max(len(languages), 1)
    pairs, place = ranks(country * width + language)
    parts = [Part(countries[pair // width], languages[pair % width]) for pair in pairs.tolist()]
    number = {part: number for number, part in enumerate(sorted(parts))}
    return np.array([number[part] for part in parts], dtype=np.int64)[place], list(number)


def is_in(part: Part, scope: Scope) -> bool:
    return (not scope.countries or part.country in scope.countries) and (
        not scope.languages or part.language in scope.languages
    )
