"""How a text sounds: negative, neutral or positive. Never what its author is for or against.

One small model a language, read from `weights/` when it is first needed, and with it, where a setting asks
for them, sentence vectors (`vectors`). Where the best of the three is under .6 the reading says nothing, and
why (methods, section 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analysis import features, given, sentences, weights
from analysis.language import detect_all

if TYPE_CHECKING:
    from analysis import heads, vectors

Floats = npt.NDArray[np.float64]

LANGUAGES = ("en", "ru", "uk")
LABELS = ("negative", "neutral", "positive")
ABSTAIN_UNDER = 0.6
SHORT = 2  # words; so few seldom say how they are meant
BATCH = 1_000


@dataclass(frozen=True)
class Tone:
    """One reading. Probabilities are None where no model reads the language or there is nothing to read.

    `label` is None there too, where the best probability is under .6, and where a text is mixed. `reason`
    says why there is no label: "empty", "no model", "too short", "unsure" or "mixed"; else it is None.
    `model` names the model.
    """

    lang: str
    p_neg: float | None
    p_neu: float | None
    p_pos: float | None
    label: str | None
    model: str | None
    reason: str | None = None


def read(texts: Sequence[str], languages: Sequence[str | None] | None = None) -> list[Tone]:
    """The tone of each text, in the order given; texts over 240 characters by their sentences.

    `languages` holds a code per text; None, for all or for one, has it found. A code without a model
    (other, mixed, fr) is answered without a reading. Raises ValueError when the lengths differ, TypeError for
    what is no list of texts, or of codes.
    """
    given.texts(texts)
    if languages is not None:
        given.texts(languages, "language", gaps=True)
    known: list[str | None] = list(languages) if languages is not None else [None] * len(texts)
    if len(known) != len(texts):
        raise ValueError(f"{len(texts)} texts came with {len(known)} languages")
    unknown = [place for place, code in enumerate(known) if code is None]
    for place, found in zip(unknown, detect_all([texts[place] for place in unknown]), strict=True):
        known[place] = found.code
    readings: dict[int, Tone] = {}
    for language in LANGUAGES:
        mine = [place for place, code in enumerate(known) if code == language and texts[place].strip()]
        for start in range(0, len(mine), BATCH):
            part = mine[start : start + BATCH]
            readings |= zip(part, _read(language, [texts[place] for place in part]), strict=True)
    return [
        readings.get(place) or _without(text, code or "other")
        for place, (text, code) in enumerate(zip(texts, known, strict=True))
    ]


@dataclass(frozen=True)
class Model:
    """The n-gram model of a language, and its head for sentence vectors where a setting asks for them."""

    ngrams: weights.ToneWeights
    encoder: "vectors.Encoder | None" = None
    head: "heads.Head | None" = None

    @property
    def version(self) -> str:
        return f"{self.ngrams.version}+{self.head.version}" if self.head else self.ngrams.version


@cache
def load(language: str) -> Model:
    """The model of a language, kept after the first call; with vectors if the setting of `vectors` says so.

    Raises weights.UntrustedModel when a file is missing or not the one its card describes, and
    vectors.NoVectors when the setting names a folder that cannot be used.
    """
    from analysis import heads, vectors

    ngrams, encoder = weights.load(f"tone-{language}"), vectors.chosen()
    return Model(ngrams, encoder, heads.load(language, encoder) if encoder else None)


def chances(model: Model, texts: Sequence[str]) -> Floats:
    """Probabilities of negative, neutral, positive, shape (texts, 3); each row adds up to 1."""
    from analysis import heads

    found, words = scores(model.ngrams, texts)
    if model.encoder is None or model.head is None or not len(texts):
        return softened(found, words, model.ngrams.temperature, model.ngrams.shrink)
    alone = softened(found, words, model.ngrams.temperature, 0.0)
    both = heads.raw(model.head, alone, model.encoder(texts))
    return softened(both, words, model.head.temperature, model.head.shrink)


def scores(model: weights.ToneWeights, texts: Sequence[str]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Scores (texts, 3) of negative, neutral, positive before the temperature, and each text's words."""
    parts = [(block.table @ model.table, block.words) for block in features.blocks(texts)]
    sums, words = (np.concatenate(part) for part in zip(*parts, strict=True))
    sides = sums[:, :2] / np.sqrt(np.maximum(sums[:, 2:], 1e-12)) + model.bias
    return np.column_stack([sides[:, 0], np.zeros(len(sides)), sides[:, 1]]).astype(np.float64), words


def softened(found: Floats, words: npt.ArrayLike, temperature: float, shrink: float) -> Floats:
    """Probabilities of scores (texts, 3) at `temperature` * (1 + `shrink` / words squared): one or two words
    say less about a text than the models take from them.
    """
    many = np.maximum(np.asarray(words, dtype=np.float64), 1.0)
    return probabilities(found / (temperature * (1 + shrink / many**2))[:, None])


def probabilities(scores: Floats) -> Floats:
    """Softmax over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _read(language: str, texts: Sequence[str]) -> list[Tone]:
    """Readings of texts in a language that has a model, none of them empty."""
    model = load(language)
    parts = [sentences.split(text) if len(text) > sentences.LONG else [text] for text in texts]
    table, version = chances(model, [piece for pieces in parts for piece in pieces]), model.version
    ends = np.cumsum([len(pieces) for pieces in parts])
    whole, mixed = table[ends - 1], [False] * len(texts)
    for place, pieces in enumerate(parts):
        if len(pieces) > 1:
            rows = table[ends[place] - len(pieces) : ends[place]]
            summary = sentences.add_up(rows, [len(piece) for piece in pieces])
            whole[place], mixed[place] = summary.chance, summary.mixed
    told = _rounded(whole)  # labels rest on the rounded chances, which are the ones that are stored
    readings, best, label = [], told.max(axis=1).tolist(), told.argmax(axis=1).tolist()
    for place, (negative, neutral, positive) in enumerate(told.tolist()):
        reason = None
        if mixed[place]:
            reason = "mixed"
        elif best[place] < ABSTAIN_UNDER:
            reason = "too short" if len(texts[place].split(maxsplit=SHORT)) <= SHORT else "unsure"
        said = None if reason else LABELS[label[place]]
        readings.append(Tone(language, negative, neutral, positive, said, version, reason))
    return readings


def _rounded(chance: Floats) -> Floats:
    """To four places as `round` has it, which is asked where multiplying may take a 5 to its other side."""
    moved = chance * 1e4
    found = np.rint(moved) / 1e4
    near = np.abs(moved - np.floor(moved) - 0.5) < 1e-6
    found[near] = [round(value, 4) for value in chance[near].tolist()]
    return found


def _without(text: str, language: str) -> Tone:
    is_empty = not any(sign.isprintable() and not sign.isspace() for sign in text)
    return Tone(language, None, None, None, None, None, "empty" if is_empty else "no model")
