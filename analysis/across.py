"""What people speak of in several languages at once: clusters of sentence vectors, named in each language.

Vectors come from a function of the caller's (the `vectors` extra, or any other), so that this chapter
needs no model. Each language's mean is taken off first: what is left is what is said, not in which tongue.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given
from analysis.themes import FLOOR, themes

Floats = npt.NDArray[np.float64]
Encode = Callable[[Sequence[str]], npt.NDArray[np.floating]]
ROUNDS = 30
LABELS = 3


@dataclass(frozen=True)
class SharedTheme:
    """`labels`: up to three phrases a language; `by_language`: different people, of languages in which at
    least `floor` wrote; `authors`: different people in these; `members`: which texts, in the order given;
    `closeness`: mean cosine to the middle."""

    labels: dict[str, tuple[str, ...]]
    authors: int
    by_language: dict[str, int]
    members: tuple[int, ...]
    closeness: float


def across(
    texts: Sequence[str],
    authors: Sequence[Hashable],
    languages: Sequence[str],
    encode: Encode,
    *,
    floor: int = FLOOR,
    top: int = 8,
) -> list[SharedTheme]:
    """Up to `top` themes that at least `floor` people speak of, most people first.

    `encode(texts)` gives one vector a text, shape (texts, d). Spherical k-means from starts far apart, so
    nothing is drawn at random and the order of the texts does not matter. A language has a label where
    `floor` of its people share a phrase; clusters without any label are left out.
    Raises ValueError when the three are not equally long, or the vectors are not one finite row a text;
    TypeError for what is no list of texts, or no author.
    """
    given.texts(texts)
    given.texts(languages, "language")
    given.people(authors)
    if not len(texts) == len(authors) == len(languages):
        raise ValueError("every text needs its author and language")
    given.whole(floor, "the floor", least=1)
    given.whole(top, "the number of themes", least=1)
    order = sorted(range(len(texts)), key=lambda place: (languages[place], texts[place]))
    if len(order) < 2 * floor:
        return []
    vectors = _centred(encode([texts[place] for place in order]), [languages[place] for place in order])
    count = min(top, len(order) // floor)
    middle = _middles(vectors, count)
    likeness = vectors @ middle.T
    nearest = likeness.argmax(axis=1)
    found = []
    for cluster in range(count):
        mine = np.flatnonzero(nearest == cluster)
        members = tuple(sorted(order[place] for place in mine))
        labels, people = _named(members, texts, authors, languages, floor)
        if labels:
            # Only languages that are shown: a smaller one is not to be had by subtraction.
            total = len({authors[place] for place in members if languages[place] in people})
            closeness = round(float(likeness[mine, cluster].mean()), 4)
            found.append(SharedTheme(labels, total, people, members, closeness))
    return sorted(found, key=lambda theme: (-theme.authors, sorted(theme.labels.items())))


def _named(
    members: Sequence[int],
    texts: Sequence[str],
    authors: Sequence[Hashable],
    languages: Sequence[str],
    floor: int,
) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    inside = set(members)
    labels, people = {}, {}
    for language in sorted({languages[place] for place in members}):
        ours = [place for place in members if languages[place] == language]
        rest = [n for n, name in enumerate(languages) if name == language and n not in inside]
        count = len({authors[place] for place in ours})
        if count < floor:
            continue
        people[language] = count
        phrases = themes(
            [texts[place] for place in ours],
            [authors[place] for place in ours],
            [texts[place] for place in rest],
            [authors[place] for place in rest],
            language=language,
            floor=floor,
            top=LABELS,
        )
        if phrases:
            labels[language] = tuple(theme.phrase for theme in phrases)
    return labels, people


def _centred(vectors: npt.NDArray[np.floating], languages: Sequence[str]) -> Floats:
    """Rows of length one, the mean of the language taken off."""
    table = np.array(vectors, dtype=np.float64)
    if table.ndim != 2 or len(table) != len(languages) or not np.isfinite(table).all():
        raise ValueError("the vectors must be one row of finite numbers for each text")
    names = np.array(languages)
    for name in np.unique(names):
        table[names == name] -= table[names == name].mean(axis=0)
    return table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)


def _middles(vectors: Floats, count: int) -> Floats:
    """Spherical k-means: the mean directions of `count` clusters, shape (count, d)."""
    starts = [int((vectors @ vectors.sum(axis=0)).argmax())]
    nearest = vectors @ vectors[starts[0]]
    while len(starts) < count:
        starts.append(int(nearest.argmin()))
        nearest = np.maximum(nearest, vectors @ vectors[starts[-1]])
    middle = vectors[starts]
    for _ in range(ROUNDS):
        cluster = (vectors @ middle.T).argmax(axis=1)
        moved = np.stack(
            [vectors[cluster == n].sum(axis=0) if (cluster == n).any() else middle[n] for n in range(count)]
        )
        moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12)
        if np.allclose(moved, middle, atol=1e-9):
            break
        middle = moved
    return middle
