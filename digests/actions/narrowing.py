"""A window narrowed to countries and languages, without giving away what only a few people said.

Whoever may narrow at will can take one figure from another. So a part of a topic that may not be shown by
itself, and the next smallest where that one would be given away, is in no narrowed figure at all: what is
counted is made of parts that could each be shown, and so is everything that is left over.
"""

from collections import defaultdict

from django.conf import settings

from digests.models import Scope
from insights.querysets.pulse import kept_back
from insights.querysets.voices import Said

SMALLEST_CROSSING = 20  # people of a country who write in one language about one topic

Cell = tuple[str, str]


def narrowed(rows: list[Said], scope: Scope) -> tuple[list[Said], bool]:
    """The rows of this scope, and whether all of them are there."""
    if not scope.is_narrowed:
        return rows, True
    floor = SMALLEST_CROSSING if scope.countries and scope.languages else settings.SMALLEST_GROUP
    people: dict[int, dict[Cell, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        people[row.topic][cell_of(row, scope)].add(row.voice)
    hidden = {
        topic: kept_back({cell: len(voices) for cell, voices in cells.items()}, floor)
        for topic, cells in people.items()
    }
    chosen = [row for row in rows if is_in(row, scope)]
    kept = [row for row in chosen if cell_of(row, scope) not in hidden[row.topic]]
    return kept, len(kept) == len(chosen)


def cell_of(row: Said, scope: Scope) -> Cell:
    return row.country if scope.countries else "", row.language if scope.languages else ""


def is_in(row: Said, scope: Scope) -> bool:
    return (not scope.countries or row.country in scope.countries) and (
        not scope.languages or row.language in scope.languages
    )
