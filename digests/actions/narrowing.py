"""A window narrowed to topics, countries and languages, without giving away what only a few people said.

Whoever may choose at will can take one figure from another, and from the Pulse pages, which tell everybody
about each country and language over all topics. So what must stay hidden is decided over all topics at once
(`chosen.py`), and is in no figure of a topic. Figures over all topics count everybody, or everybody of a
country or language that may be told of as a whole. Figures over some topics count the topics that may be told
of, and the hidden ones together, where they and those of the topics left out are people enough.

Fewer people say how they feel than write, and fewer are read where the machine does not know a language. So
each is asked by the people behind it: words too few to be told leave the rows, which then say nothing of it.
"""

from datetime import datetime
from typing import NamedTuple

import numpy as np

from digests.actions.chosen import Cell, Chosen
from digests.models import Basis, Scope
from insights.querysets.rows import Rows
from insights.querysets.voices import said


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
    chosen = Chosen(rows, scope)
    written = np.ones(len(rows), dtype=bool)
    read, felt = np.isfinite(rows.column("tone")), ~rows.says("feeling")
    hidden, not_felt = chosen.hidden(written), set[Cell]()
    if not chosen.is_everything:  # else each topic keeps its tone back by itself, beside all the others
        hidden, not_felt = hidden | chosen.hidden(read), chosen.hidden(felt)
    kept = chosen.ours & ~chosen.of(hidden)
    whole = chosen.whole(hidden, written, read)
    feeling = chosen.whole(hidden | not_felt, written, read, felt)
    told = rows.silent("feeling", ~feeling).silent("stance", chosen.too_few("thread", ~rows.says("stance")))
    untold = frozenset(topic for topic, number in hidden if number in chosen.numbers)
    basis = Basis(told.where(whole), told.where(kept))
    return Narrowed(basis, bool((whole == chosen.ours).all()), untold, rows)
