"""Quotes that stand for what many wrote: typical, different from one another, and nobody's private data.

Chosen by maximal marginal relevance (Carbonell and Goldstein, 1998). A person approves them before an
official sees them; this only proposes. Methods, section 3.
"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis import given
from analysis.heard import numbered
from analysis.privacy import personal
from analysis.stopwords import COMMON

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
SHORTEST, LONGEST = 40, 400
RELEVANCE = 0.7
SAME = 0.8  # likeness from which a text says nothing that a chosen one does not
MOST_CONSIDERED = 2_000
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Quote:
    """`index` of the text in the order given; `relevance` is its likeness to the whole set, 0 to 1."""

    index: int
    relevance: float


def quotable(text: str) -> bool:
    """Whether a text may be quoted as it stands: 40 to 400 characters, half of these 40 letters at least, and
    no personal data. Raises TypeError for what is no text."""
    given.text(text)
    letters = sum(map(str.isalpha, text))
    return SHORTEST <= len(text.strip()) <= LONGEST and letters >= SHORTEST / 2 and not personal(text)


def choose(
    texts: Sequence[str],
    authors: Sequence[Hashable],
    languages: Sequence[str],
    *,
    count: int = 5,
    sides: Sequence[Hashable | None] | None = None,
    confidence: Sequence[float] | None = None,
) -> list[Quote]:
    """Up to `count` quotes, at most one per author.

    Each next quote has the highest .7 * likeness to its set - .3 * likeness to a quote already chosen, by
    tf-idf cosine, the set being those of its language and side; a text .8 like a chosen one says nothing
    new and is out. While a language or a side (for, against; None has none) has a quotable text and no
    quote, only texts that bring one in are drawn from; so all are present when `count` and the authors
    allow. `confidence`, 0 to 1 a text, is how clearly it says what it is quoted for, and multiplies its
    likeness to the set.
    Raises ValueError when these are not equally long, `count` is negative or a confidence not in 0 to 1;
    TypeError for what is no list of texts, no author or no side.
    """
    given.texts(texts)
    given.texts(languages, "language")
    given.people(authors)
    sides = [None] * len(texts) if sides is None else sides
    given.people(sides, "side")
    clear = np.ones(len(texts)) if confidence is None else given.numbers(confidence, "confidence")
    if not len(texts) == len(authors) == len(languages) == len(sides) == len(clear):
        raise ValueError("every text needs its author and language, and its side and confidence if any has")
    given.whole(count, "the number of quotes", least=0)
    if not ((clear >= 0) & (clear <= 1)).all():
        raise ValueError("confidence is between 0 and 1")
    open_ = sorted(
        (place for place, text in enumerate(texts) if quotable(text)),
        key=lambda place: (texts[place], languages[place], repr(authors[place]), repr(sides[place])),
    )
    if not open_:
        return []
    vectors = _vectors([texts[place] for place in open_])
    groups = np.array([f"{languages[place]} {sides[place]!r}" for place in open_])
    relevance = _relevance(vectors, groups) * clear[open_]
    kept = _foremost(groups, relevance)
    open_ = [open_[place] for place in kept]
    vectors, relevance = vectors[kept], relevance[kept]
    waiting = _Waiting([languages[place] for place in open_], [sides[place] for place in open_])
    writers = numbered([authors[place] for place in open_])
    likeness = np.zeros(len(open_))
    free = np.ones(len(open_), dtype=bool)
    chosen: list[Quote] = []
    while len(chosen) < count and free.any():
        allowed = waiting.bringing(free, writers, count - len(chosen))
        value = np.where(allowed, RELEVANCE * relevance - (1 - RELEVANCE) * likeness, -np.inf)
        best = int(value.argmax())
        chosen.append(Quote(open_[best], round(float(relevance[best]), 4)))
        waiting.seen(best)
        likeness = np.maximum(likeness, (vectors @ vectors[[best]].T).toarray().ravel())
        free &= (likeness < SAME) & (writers != writers[best])
    return chosen


class _Waiting:
    """Languages and sides that have no quote yet."""

    def __init__(self, languages: Sequence[str], sides: Sequence[Hashable | None]) -> None:
        tongue, side = numbered(languages), numbered(sides)
        named = np.array([name is not None for name in sides])
        self._members = [tongue == value for value in np.unique(tongue)]
        self._members += [side == value for value in np.unique(side[named])]

    def seen(self, place: int) -> None:
        self._members = [mine for mine in self._members if not mine[place]]

    def bringing(self, free: Mask, writers: Integers, left: int) -> Mask:
        """The texts that bring in the most of what waits; of equals, what fewest could bring in, or what
        most wrote where not all can be had."""
        self._members = [mine for mine in self._members if (free & mine).any()]
        if not self._members:
            return free
        people = [len(np.unique(writers[free & mine])) for mine in self._members]
        written = [int(mine.sum()) for mine in self._members]
        places = range(len(people))
        fit = len(people) <= left
        urgent = min(places, key=lambda place: people[place] if fit else -written[place])
        allowed = free & self._members[urgent]
        brings = np.sum(self._members, axis=0)
        return np.asarray(allowed & (brings == brings[allowed].max()))


def _vectors(texts: Sequence[str]) -> sparse.csr_array:
    """tf-idf rows of length one: shape (texts, words)."""
    names: dict[str, int] = {}
    rows, columns = [], []
    for row, text in enumerate(texts):
        for word in _WORD.findall(text.lower()):
            if word not in COMMON:
                rows.append(row)
                columns.append(names.setdefault(word, len(names)))
    shape = (len(texts), max(len(names), 1))
    table = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()
    seen = np.bincount(table.indices, minlength=shape[1])
    table.data = (1 + np.log(table.data)) * (np.log((1 + len(texts)) / (1 + seen)) + 1)[table.indices]
    length = np.sqrt(np.maximum(np.asarray(table.multiply(table).sum(axis=1)).ravel(), 1e-12))
    table.data /= np.repeat(length, np.diff(table.indptr))
    return table


def _relevance(vectors: sparse.csr_array, groups: npt.NDArray[np.str_]) -> npt.NDArray[np.float64]:
    """Cosine of each text with the mean of its language and side."""
    result = np.zeros(vectors.shape[0])
    for name in np.unique(groups):
        mine = np.flatnonzero(groups == name)
        middle = np.asarray(vectors[mine].mean(axis=0)).ravel()
        result[mine] = vectors[mine] @ middle / max(float(np.linalg.norm(middle)), 1e-12)
    return result


def _foremost(groups: npt.NDArray[np.str_], relevance: npt.NDArray[np.float64]) -> Integers:
    """Of each language and side only the 2,000 most relevant texts."""
    mine = [np.flatnonzero(groups == name) for name in np.unique(groups)]
    best = [part[np.argsort(-relevance[part], kind="stable")[:MOST_CONSIDERED]] for part in mine]
    return np.sort(np.concatenate(best))
