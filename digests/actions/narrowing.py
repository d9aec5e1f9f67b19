"""A window narrowed to countries and languages, without giving away what only a few people said.

Whoever may narrow at will can take one figure from another. So a part of a topic that may not be shown by
itself, and the next smallest where that one would be given away, is in no narrowed figure at all: what is
counted is made of parts that could each be shown, and so is everything that is left over.
"""

import numpy as np
from django.conf import settings

from digests.models import Scope
from insights.querysets.pulse import kept_back
from insights.querysets.table import Column
from insights.querysets.voices import Rows

SMALLEST_CROSSING = 20  # people of a country who write in one language about one topic

Cell = tuple[str, str]


def narrowed(rows: Rows, scope: Scope) -> tuple[Rows, bool]:
    """The rows of this scope, and whether all of them are there."""
    if not scope.is_narrowed or not len(rows):
        return rows, True
    floor = SMALLEST_CROSSING if scope.countries and scope.languages else settings.SMALLEST_GROUP
    cell, cells = numbered(rows, scope)
    kept = np.zeros(len(rows), dtype=bool)
    topics = rows.column("topic")
    for topic in np.unique(topics):
        here = topics == topic
        people = people_of(cell[here], rows.column("voice")[here])
        hidden = kept_back(people, floor)
        shown = [number for number in people if number not in hidden and is_in(cells[number], scope)]
        kept |= here & np.isin(cell, shown)
    chosen = np.isin(cell, [number for number, parts in enumerate(cells) if is_in(parts, scope)])
    return rows.where(kept), bool((kept == chosen).all())


def numbered(rows: Rows, scope: Scope) -> tuple[Column, list[Cell]]:
    """The number of each row's cell, and the cells: country and language, as far as they are chosen."""
    countries, languages = rows.names("country"), rows.names("language")
    country = rows.column("country") if scope.countries else np.zeros(len(rows), dtype=np.int64)
    language = rows.column("language") if scope.languages else np.zeros(len(rows), dtype=np.int64)
    pairs, cell = np.unique(country.astype(np.int64) * len(languages) + language, return_inverse=True)
    return cell, [(countries[pair // len(languages)], languages[pair % len(languages)]) for pair in pairs]


def people_of(cell: Column, voice: Column) -> dict[int, int]:
    pairs = np.unique(np.stack([cell, voice]), axis=1)
    numbers, people = np.unique(pairs[0], return_counts=True)
    return dict(zip(numbers.tolist(), people.tolist(), strict=True))


def is_in(cell: Cell, scope: Scope) -> bool:
    country, language = cell
    return (not scope.countries or country in scope.countries) and (
        not scope.languages or language in scope.languages
    )
