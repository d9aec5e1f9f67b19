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

SHORTEST, LONGEST = 40, 400
RELEVANCE = 0.7
SAME = 0.8  # likeness from which a text says nothing that a chosen one does not
MOST_CONSIDERED = 2_000
_WORD = re.compile(r"[^\W\d_]{2,}")

_PERSONAL = re.compile(
    r"""[\w.+-]+\s*(?:@|\[at\]|\(at\))\s*[\w-]+\s*(?:\.|\[dot\])\s*\w+  # e-mail
    | (?:https?://|www\.|t\.me/|\b[\w-]+\.(?:com|org|net|info|ru|ua|uk|io|me)\b)  # links
    | (?<!\w)@\w{2,}  # handles
    | \b\d(?:[\s().-]{0,2}\d){8,}|\+\d(?:[\s().-]{0,2}\d){6,}  # telephone, card and account numbers
    | \b\d{2,3}-\d{2}-\d{2}\b  # a telephone number without its area
    | \b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,}  # IBAN
    | \b[A-ZА-ЯІЇЄҐ]{2}\s?\d{6}\b  # passport""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Quote:
    """`index` of the text in the order given; `relevance` is its likeness to the whole set, 0 to 1."""

    index: int
    relevance: float


def personal(text: str) -> bool:
    """Whether a text holds an e-mail address, telephone, card or passport number, link or @handle."""
    return _PERSONAL.search(text) is not None


def quotable(text: str) -> bool:
    """Whether a text may be quoted as it stands: 40 to 400 characters and no personal data."""
    return SHORTEST <= len(text.strip()) <= LONGEST and not personal(text)


def choose(
    texts: Sequence[str], authors: Sequence[Hashable], languages: Sequence[str], *, count: int = 5
) -> list[Quote]:
    """Up to `count` quotes, at most one per author, best first.

    Each next quote has the highest .7 * likeness to the set - .3 * likeness to a quote already chosen,
    by tf-idf cosine within a language; a text .8 like a chosen one says nothing new and is out. While a
    language has a quotable text and no quote, only such languages are drawn from, the most written
    first; so all are present when `count` allows.
    Raises ValueError when the three are not equally long or `count` is negative.
    """
    if not len(texts) == len(authors) == len(languages):
        raise ValueError("every text needs its author and language")
    if count < 0:
        raise ValueError("the number of quotes must not be negative")
    open_ = sorted((place for place, text in enumerate(texts) if quotable(text)), key=lambda p: texts[p])
    if not open_:
        return []
    vectors = _vectors([texts[place] for place in open_])
    tongue = np.array([languages[place] for place in open_])
    relevance = _relevance(vectors, tongue)
    open_, vectors, tongue, relevance = _foremost(open_, vectors, tongue, relevance)
    names, written = np.unique(tongue, return_counts=True)
    waiting = [str(names[place]) for place in np.lexsort((names, -written))]
    likeness = np.zeros(len(open_))
    free = np.ones(len(open_), dtype=bool)
    chosen: list[Quote] = []
    while len(chosen) < count and free.any():
        while waiting and not (free & (tongue == waiting[0])).any():
            waiting.pop(0)
        allowed = free & (tongue == waiting.pop(0)) if waiting else free
        value = np.where(allowed, RELEVANCE * relevance - (1 - RELEVANCE) * likeness, -np.inf)
        best = int(value.argmax())
        chosen.append(Quote(open_[best], round(float(relevance[best]), 4)))
        likeness = np.maximum(likeness, (vectors @ vectors[[best]].T).toarray().ravel())
        free &= likeness < SAME
        free &= np.array([authors[place] != authors[open_[best]] for place in open_])
    return chosen


def _vectors(texts: Sequence[str]) -> sparse.csr_array:
    """tf-idf rows of length one: shape (texts, words)."""
    names: dict[str, int] = {}
    rows, columns = [], []
    for row, text in enumerate(texts):
        for word in _WORD.findall(text.lower()):
            rows.append(row)
            columns.append(names.setdefault(word, len(names)))
    shape = (len(texts), max(len(names), 1))
    table = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()
    seen = np.bincount(table.indices, minlength=shape[1])
    table.data = (1 + np.log(table.data)) * (np.log((1 + len(texts)) / (1 + seen)) + 1)[table.indices]
    length = np.sqrt(np.maximum(np.asarray(table.multiply(table).sum(axis=1)).ravel(), 1e-12))
    table.data /= np.repeat(length, np.diff(table.indptr))
    return table


def _relevance(vectors: sparse.csr_array, tongue: npt.NDArray[np.str_]) -> npt.NDArray[np.float64]:
    """Cosine of each text with the mean of its language."""
    result = np.zeros(vectors.shape[0])
    for name in np.unique(tongue):
        mine = np.flatnonzero(tongue == name)
        middle = np.asarray(vectors[mine].mean(axis=0)).ravel()
        result[mine] = vectors[mine] @ middle / max(float(np.linalg.norm(middle)), 1e-12)
    return result


def _foremost(
    places: list[int],
    vectors: sparse.csr_array,
    tongue: npt.NDArray[np.str_],
    relevance: npt.NDArray[np.float64],
) -> tuple[list[int], sparse.csr_array, npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    """Of each language only the 2,000 most relevant texts."""
    kept = np.sort(
        np.concatenate(
            [
                mine[np.argsort(-relevance[mine], kind="stable")[:MOST_CONSIDERED]]
                for mine in (np.flatnonzero(tongue == name) for name in np.unique(tongue))
            ]
        )
    )
    return [places[place] for place in kept], vectors[kept], tongue[kept], relevance[kept]
