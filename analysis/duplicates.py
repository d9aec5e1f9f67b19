"""Groups of texts that are copies of each other, give or take some words, each held together by one of them.

MinHash proposes pairs, rapidfuzz confirms them. Likeness of two plain texts is the lesser of `ratio`
(letters in common, in order) and `token_set_ratio` - 6 (words in common, in any order), of 100. What is
asked for falls with length, 82 - letters / 5 and at least 55: people who mean the same and are brief say it
alike without having copied. The numbers were chosen on made-up campaigns among real comments (methods,
section 3).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.process import cdist, cpdist
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analysis import given, minhash
from analysis.minhash import Places

Floats = npt.NDArray[np.float64]

FEWEST_WORDS, FEWEST_LETTERS = 7, 35  # different words, letters with spaces; less is a greeting or a slogan
LEAST_SHARED = 0.15  # estimated Jaccard likeness of the shingles of a candidate pair
HIGHEST, PER_LETTER, LOWEST = 82.0, 0.2, 55.0
ANY_ORDER = 6.0
SLACK = 8.0  # a member may be this much less like the middle of its group than neighbours must be
TIGHTER = 1.0  # texts left over by one round of grouping must be this much more alike in the next
SAMPLE = 32  # members out of which the middle of a group is chosen


@dataclass(frozen=True)
class Duplicates:
    """Texts that are alike: their indexes, ascending; `middle` is the one most like the others, and
    `likeness` that of each member to it, from 0 to 1."""

    members: tuple[int, ...]
    middle: int
    likeness: tuple[float, ...]


def duplicates(texts: Sequence[str]) -> list[Duplicates]:
    """Groups of two or more near copies, the largest first; no text is in two of them.

    Groups are found by following pairs and then cut back to what is like one middle text, so that a chain
    in which each text is a little like the next is no group. A text of fewer than 7 different words or 35
    letters is in none. The groups are the same for any order of the texts. Raises TypeError for what is
    no list of texts.
    """
    given.texts(texts)
    copies: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(map(minhash.plain, texts)):
        if len(text) >= FEWEST_LETTERS and len(set(text.split())) >= FEWEST_WORDS:
            copies[text].append(index)
    plains = sorted(copies)
    weight = np.array([len(copies[text]) for text in plains], dtype=np.float64)
    found = list(_grouped(plains, weight))
    taken = {row for rows, _, _ in found for row in rows.tolist()}
    whole = np.array([100.0])
    found += [
        (np.array([row]), row, whole)
        for row, text in enumerate(plains)
        if row not in taken and len(copies[text]) > 1
    ]
    groups = []
    for rows, middle, alike in found:
        pairs = sorted(
            (index, round(score / 100, 4))
            for row, score in zip(rows.tolist(), alike.tolist(), strict=True)
            for index in copies[plains[row]]
        )
        members, likeness = zip(*pairs, strict=True)
        groups.append(Duplicates(members, copies[plains[middle]][0], likeness))
    return sorted(groups, key=lambda group: (-len(group.members), group.members))


def asked_for(letters: npt.ArrayLike) -> Floats:
    """The likeness, of 100, from which texts of that many letters are taken for copies."""
    return np.maximum(LOWEST, HIGHEST - PER_LETTER * np.asarray(letters, dtype=np.float64))


def _grouped(plains: list[str], weight: Floats) -> Iterator[tuple[Places, int, Floats]]:
    """Rows of each group, the row of its middle, and the likeness of each row to it, of 100."""
    if not plains:
        return
    need = asked_for([len(text) for text in plains])
    first, second = minhash.candidates(minhash.signatures(plains), LEAST_SHARED)
    spare = _pairwise(plains, first, second) - np.maximum(need[first], need[second])
    left, more = np.ones(len(plains), dtype=bool), 0.0
    while (linked := left[first] & left[second] & (spare >= more)).any():
        first, second, spare = first[linked], second[linked], spare[linked]
        for rows in _connected(first, second):
            middle, alike = _middle(plains, rows, weight)
            fits = alike >= np.maximum(need[rows], need[middle]) + more - SLACK
            fits |= rows == middle
            left[rows[fits]] = False
            if fits.sum() > 1:
                yield rows[fits], middle, alike[fits]
        more += TIGHTER


def _pairwise(plains: list[str], first: Places, second: Places) -> Floats:
    one, other = [plains[row] for row in first], [plains[row] for row in second]
    letters = cpdist(one, other, scorer=fuzz.ratio, dtype=np.float64)
    words = cpdist(one, other, scorer=fuzz.token_set_ratio, dtype=np.float64)
    return np.asarray(np.minimum(letters, words - ANY_ORDER))


def _middle(plains: list[str], rows: Places, weight: Floats) -> tuple[int, Floats]:
    """Of a sample of the rows the one that is most like all of them, and how like each of them is to it."""
    spread = np.linspace(0, rows.size - 1, min(rows.size, SAMPLE)).astype(np.int64)
    sample = np.unique(np.append(spread, weight[rows].argmax()))
    every = [plains[row] for row in rows]
    letters = cdist([every[place] for place in sample], every, scorer=fuzz.ratio, dtype=np.float64)
    best = int((letters @ weight[rows]).argmax())
    middle = int(sample[best])
    words = cdist([every[middle]], every, scorer=fuzz.token_set_ratio, dtype=np.float64)[0]
    alike = np.minimum(letters[best], words - ANY_ORDER)
    alike[middle] = 100.0
    return int(rows[middle]), np.asarray(alike)


def _connected(first: Places, second: Places) -> Iterator[Places]:
    """Rows that hang together by pairs, each lot ascending."""
    rows, ends = np.unique(np.append(first, second), return_inverse=True)
    one, other = ends[: first.size], ends[first.size :]
    graph = sparse.coo_array((np.ones(one.size), (one, other)), shape=(rows.size, rows.size))
    _, lot = connected_components(graph, directed=False)
    order = np.argsort(lot, kind="stable")
    yield from np.split(rows[order], np.flatnonzero(np.diff(lot[order])) + 1)
