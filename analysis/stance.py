"""Whether a text is for or against something named: the talks, a proposal. Estimated, never from its tone.

Learnt (`stance_training`) from posts about the same target that people have labelled; without any, from
seed sentences (`seeds`), which is a first guess only. With sentence vectors of the caller's, the mean of
an n-gram and a vector model. Ask people rather than infer: what
they declare comes first, and stands apart from this. Methods, section 1.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis import given
from analysis.stopwords import COMMON
from analysis.tone import probabilities

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Encode = Callable[[Sequence[str]], npt.NDArray[np.floating]]
LABELS = ("against", "neutral or unclear", "for")
ABSTAIN_UNDER = 0.6
STEM, NEAR = 5, 4  # letters; words
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]")
_LINK = re.compile(r"https?\S*|www\.\S+|@\w+")


@dataclass(frozen=True)
class Stance:
    """An estimate of one text's stance. `label` is one of LABELS, or None with the `reason` why not.

    Probabilities are None where there is nothing to read. `basis` says what it was learnt from.
    """

    target: str
    p_against: float | None
    p_neutral: float | None
    p_for: float | None
    label: str | None
    reason: str | None
    basis: str
    estimated: bool = True


@dataclass(frozen=True)
class Model:
    """What `stance_training` found. `weights` has a row for each known feature, and three columns.

    `doubt` is the share of even chances in those that are told.
    """

    target: str
    basis: str
    features: dict[str, int]
    importance: Floats
    weights: Floats
    bias: Floats
    vector_weights: Floats | None
    vector_bias: Floats
    temperature: float = 1.0
    doubt: float = 0.0


def read(model: Model, texts: Sequence[str], *, encode: Encode | None = None) -> list[Stance]:
    """The estimated stance of each text, in the order given.

    Raises ValueError when the model was trained with vectors and there is no `encode`, TypeError for what is
    no list of texts.
    """
    given.texts(texts)
    if model.vector_weights is not None and encode is None:
        raise ValueError("this model reads sentence vectors too: hand in the function that makes them")
    if not len(texts):
        return []
    vectors = unit(encode(texts), len(texts)) if encode and model.vector_weights is not None else None
    seen = [any(f"s {stem}" in model.features for stem in _subject(text)) for text in texts]
    chance = chances(model, texts, vectors)
    return [
        _stance(model, row.tolist(), text, known or vectors is not None)
        for row, text, known in zip(chance, texts, seen, strict=True)
    ]


def _stance(model: Model, chance: list[float], text: str, known: bool) -> Stance:
    if not text.strip() or not known:
        why = "nothing to read" if not text.strip() else "no word that the model knows"
        return Stance(model.target, None, None, None, None, why, model.basis)
    best = max(range(3), key=chance.__getitem__)
    sure = chance[best] >= ABSTAIN_UNDER
    p_against, p_neutral, p_for = (round(p, 4) for p in chance)
    label = LABELS[best] if sure else None
    reason = None if sure else "unsure"
    return Stance(model.target, p_against, p_neutral, p_for, label, reason, model.basis)


def features(text: str) -> set[str]:
    """Words, first five letters, neighbours, and stems within four words of content.

    Raises TypeError for what is no text.
    """
    given.text(text)
    words = _words(text)
    subject = _subject(text)
    found = {f"w {word}" for word in words} | {f"s {word[:STEM]}" for word in words}
    found |= {f"b {one} {two}" for one, two in pairwise(words)}
    for place, one in enumerate(subject):
        found |= {f"p {min(one, other)} {max(one, other)}" for other in subject[place + 1 : place + NEAR]}
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(_LINK.sub(" ", text.lower().replace("\u2019", "'")))


def _subject(text: str) -> list[str]:
    """Stems of the words of content."""
    return [word[:STEM] for word in _words(text) if len(word) > 2 and word not in COMMON]


def table_of(found: Sequence[set[str]], places: dict[str, int], importance: Floats) -> sparse.csr_array:
    """Rows of length one, shape (texts, features)."""
    rows = [sorted(places[name] for name in names if name in places) for names in found]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([place for row in rows for place in row], dtype=np.int64)
    table = sparse.csr_array((importance[columns], columns, ends), shape=(len(found), len(places)))
    length = np.sqrt(np.maximum(table.multiply(table).sum(axis=1), 1e-12))
    table.data /= np.repeat(length, np.diff(table.indptr))
    return table


def chances(model: Model, texts: Sequence[str], vectors: Floats | None) -> Floats:
    """Probabilities of against, neutral, for: shape (texts, 3), each row adding up to 1.

    Raises ValueError for vectors of another length than those that the model was learnt from.
    """
    table = table_of([features(text) for text in texts], model.features, model.importance)
    chance = probabilities((table @ model.weights + model.bias) / model.temperature)
    if vectors is not None and model.vector_weights is not None:
        if vectors.shape[1] != len(model.vector_weights):
            wanted = len(model.vector_weights)
            raise ValueError(f"the model learnt from vectors of {wanted} numbers, not {vectors.shape[1]}")
        other = probabilities((vectors @ model.vector_weights + model.vector_bias) / model.temperature)
        chance = (chance + other) / 2
    return np.asarray((1 - model.doubt) * chance + model.doubt / 3)


def unit(vectors: npt.NDArray[np.floating], count: int) -> Floats:
    """Rows of length one. Raises ValueError when there is not one row of finite numbers for each text."""
    table = np.asarray(vectors, dtype=np.float64)
    if table.ndim != 2 or len(table) != count or not np.isfinite(table).all():
        raise ValueError("the vectors must be one row of finite numbers for each text")
    return np.asarray(table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12))
