"""What a scope chooses from the rows about all topics, and which cells of them only a few people are in.

A cell is a topic and a country or language, or both, as far as the scope chooses by these.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
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

Cell = tuple[int, int]  # topic (or discussion), and the number of a part


class Part(NamedTuple):
    """Of whom cells are; what the scope does not choose by is the same for all."""

    country: str
    language: str


class Chosen:
    """In `whole` and `hidden`, `said` marks the rows of those who said something: a figure is about them."""

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

    def hidden(self, said: Column) -> set[Cell]:
        """What a topic keeps to itself, beside all other topics. Countries crossed with languages also beside
        its countries and its languages, and beside those of all topics: these are told as well.
        """
        counts = self.people("topic", said)
        found = crossed(counts, self.floor)
        if self.is_crossed:
            topics = {topic for topic, _number in counts}
            found |= self.by_itself(counts) | {*product(topics, self.back(said))}
        return found

    def too_few(self, by: str, said: Column) -> Column:
        """The rows of those parts of each discussion that cannot be told beside the whole of it."""
        if not self.scope.is_narrowed:
            return np.zeros(len(self.rows), dtype=bool)
        return self.of(self.by_itself(self.people(by, said)), by)

    def whole(self, hidden: set[Cell], *said: Column) -> Column:
        """The rows that count in figures over all topics of the scope. What is `hidden` does as well, where
        the people of each kind, and those left out, are enough to be told of together.
        """
        is_hidden = self.of(hidden)
        kept = self.ours & ~is_hidden
        if not self.scope.is_narrowed:
            sides = (self.about, ~self.about)
            together = self.about.all() or all(
                self.are_enough(is_hidden & side & each) for side in sides for each in said
            )
            return self.ours if together else kept
        if not self.about.all():
            return kept
        back = set[int]().union(*(self.back(each) for each in said))
        return np.asarray(kept | self.ours & ~np.isin(self.number, list(back)))

    def are_enough(self, hidden: Column) -> bool:
        """Nobody, or people enough to be told of as one. That each of their topics is small may be known: it
        has few texts on its page.
        """
        people = len(self.rows.where(hidden).people)
        return not people or is_enough(people)

    def back(self, said: Column) -> set[int]:
        """The parts that cannot be told beside all others, over all topics."""
        part, voice = self.number[said], self.rows.where(said).column("voice")
        numbers, counts = np.unique(np.unique(np.stack([part, voice]), axis=1)[0], return_counts=True)
        return self.few(dict(zip(numbers.tolist(), counts.tolist(), strict=True)))

    def by_itself(self, counts: Mapping[Cell, int]) -> set[Cell]:
        """The cells to hide where each topic, or discussion, is told as a whole, and beside no others."""
        lines: dict[int, dict[int, int]] = defaultdict(dict)
        for (key, number), n in counts.items():
            lines[key][number] = n
        return {(key, number) for key, line in lines.items() for number in self.few(line)}

    def few(self, line: Mapping[int, int]) -> set[int]:
        """The parts to hide of one whole, by how many people are of each. Where countries are crossed with
        languages, the whole is told of by country and by language as well.
        """
        if not self.is_crossed:
            return set(kept_back(line, self.floor))
        countries = {part.country: None for part in self.parts}
        places = {country: place for place, country in enumerate(countries)}
        cells = {number: (places[part.country], part.language) for number, part in enumerate(self.parts)}
        hidden = crossed(Counter({cells[number]: n for number, n in line.items()}), self.floor)
        return {number for number, cell in cells.items() if cell in hidden}

    def people(self, by: str, said: Column) -> Counter[Cell]:
        """How many people of each topic (or what `by` names) and part said something."""
        return people(self.rows.where(said), range(len(self.parts)), self.number[said], by)

    def of(self, cells: set[Cell], by: str = "topic") -> Column:
        """Which rows are in one of these cells."""
        keys, place = ranks(self.rows.column(by))
        table = np.zeros((keys.size, int(self.number.max(initial=0)) + 1), dtype=bool)
        for key, number in cells:
            table[np.searchsorted(keys, key), number] = True
        return np.asarray(table[place, self.number])


def numbered(rows: Rows, scope: Scope) -> tuple[Column, list[Part]]:
    """The number of each row's part, and the parts."""
    countries, languages = rows.names("country"), rows.names("language")
    nothing = np.zeros(len(rows), dtype=np.int64)
    country = rows.column("country").astype(np.int64) if scope.countries else nothing
    language = rows.column("language").astype(np.int64) if scope.languages else nothing
    pairs, number = np.unique(country * len(languages) + language, return_inverse=True)
    width = max(len(languages), 1)
    return number, [Part(countries[pair // width], languages[pair % width]) for pair in pairs]


def is_in(part: Part, scope: Scope) -> bool:
    return (not scope.countries or part.country in scope.countries) and (
        not scope.languages or part.language in scope.languages
    )
