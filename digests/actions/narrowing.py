"""A window narrowed to topics, countries and languages, without giving away what only a few people said.

Whoever may choose at will can take one figure from another, and from the Pulse pages, which tell everybody
about each country and language over all topics. So what must stay hidden is decided over all topics at once,
and is in no figure of a topic: what is counted there is made of parts that could each be shown. Figures over
all topics count everybody, or everybody of a country or language that may be told of as a whole. Figures over
some topics count the topics that may be told of, and all others together where these are ten people, and
those of the topics left out are as well.
"""

from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.conf import settings

from analysis.cells import FLOOR_OF_CROSSED
from analysis.numbering import ranks
from digests.models import Basis, Scope
from insights.querysets.cells import crossed, people
from insights.querysets.pulse import is_enough, kept_back
from insights.querysets.rows import Rows
from insights.querysets.table import Column
from insights.querysets.voices import said

Cell = tuple[str, str]


class Narrowed(NamedTuple):
    basis: Basis
    is_all: bool  # nobody of the scope is left out of the whole
    untold: frozenset[int]  # topics of which something is kept back, be it that nobody wrote
    everybody: Rows  # about all topics, whatever the scope


def said_in(scope: Scope, since: datetime, until: datetime) -> Narrowed:
    """What was said in a window, as far as it is of this scope."""
    return narrowed(said(None, since, until), scope)


def narrowed(rows: Rows, scope: Scope) -> Narrowed:
    """The rows of this scope; `rows`: about all topics."""
    floor = FLOOR_OF_CROSSED if scope.countries and scope.languages else settings.SMALLEST_GROUP
    cell, cells = numbered(rows, scope)
    topics = rows.column("topic")
    about = np.isin(topics, scope.topic_keys)
    chosen = {number for number, parts in enumerate(cells) if is_in(parts, scope)}
    ours = about & np.isin(cell, list(chosen))
    hidden = crossed(people(rows, range(len(cells)), cell), floor)
    is_hidden = hidden_in(topics, cell, hidden)
    whole = kept = ours & ~is_hidden
    if not scope.is_narrowed:
        if about.all() or all(are_enough(rows.where(is_hidden & side)) for side in (about, ~about)):
            whole = ours
    elif about.all():
        whole = kept | ours & ~np.isin(cell, list(kept_back(totals(rows, cell), floor)))
    untold = frozenset(topic for topic, number in hidden if number in chosen)
    basis = Basis(rows.where(whole), rows.where(kept))
    return Narrowed(basis, bool((whole == ours).all()), untold, rows)


def numbered(rows: Rows, scope: Scope) -> tuple[Column, list[Cell]]:
    """The number of each row's cell, and the cells: country and language, as far as they are chosen."""
    countries, languages = rows.names("country"), rows.names("language")
    country = rows.column("country") if scope.countries else np.zeros(len(rows), dtype=np.int64)
    language = rows.column("language") if scope.languages else np.zeros(len(rows), dtype=np.int64)
    pairs, cell = np.unique(country.astype(np.int64) * len(languages) + language, return_inverse=True)
    return cell, [(countries[pair // len(languages)], languages[pair % len(languages)]) for pair in pairs]


def hidden_in(topics: Column, cell: Column, hidden: set[tuple[int, int]]) -> Column:
    """Which rows are in a cell that its topic keeps to itself."""
    keys, place = ranks(topics)
    table = np.zeros((keys.size, int(cell.max(initial=0)) + 1), dtype=bool)
    for topic, number in hidden:
        table[np.searchsorted(keys, topic), number] = True
    return np.asarray(table[place, cell])


def are_enough(rows: Rows) -> bool:
    """Nobody, or enough people to be told of together."""
    people = len(rows.people)
    return not people or is_enough(people)


def totals(rows: Rows, cell: Column) -> dict[int, int]:
    """How many people each cell has over all topics."""
    pairs = np.unique(np.stack([cell, rows.column("voice")]), axis=1)
    numbers, counts = np.unique(pairs[0], return_counts=True)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


def is_in(cell: Cell, scope: Scope) -> bool:
    country, language = cell
    return (not scope.countries or country in scope.countries) and (
        not scope.languages or language in scope.languages
    )
