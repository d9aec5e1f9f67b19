"""How a text sounds: negative, neutral or positive. Never what its author is for or against.

One small model a language, read from `weights/` when it is first needed. Where the best of the three
is under .6 the reading says nothing (methods, section 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from analysis import features, weights
from analysis.language import detect_all

Floats = npt.NDArray[np.float64]

LANGUAGES = ("en", "ru", "uk")
LABELS = ("negative", "neutral", "positive")
ABSTAIN_UNDER = 0.6
BATCH = 2_000


@dataclass(frozen=True)
class Tone:
    """One reading. Probabilities are None where no model reads the language or there is nothing to read;
    `label` is None there too, and where the best probability is under .6. `model` names the model."""

    lang: str
    p_neg: float | None
    p_neu: float | None
    p_pos: float | None
    label: str | None
    model: str | None


def read(texts: Sequence[str], languages: Sequence[str | None] | None = None) -> list[Tone]:
    """The tone of each text, in the order given.

    `languages` holds a code per text; None, for all or for one, has it found. A code without a model
    (other, mixed, fr) is answered without a reading. Raises ValueError when the lengths differ.
    """
    known: list[str | None] = list(languages) if languages is not None else [None] * len(texts)
    if len(known) != len(texts):
        raise ValueError(f"{len(texts)} texts came with {len(known)} languages")
    unknown = [place for place, code in enumerate(known) if code is None]
    for place, found in zip(unknown, detect_all([texts[place] for place in unknown]), strict=True):
        known[place] = found.code
    readings: list[Tone | None] = [None] * len(texts)
    for language in LANGUAGES:
        mine = [place for place, code in enumerate(known) if code == language and texts[place].strip()]
        for start in range(0, len(mine), BATCH):
            part = mine[start : start + BATCH]
            model = load(language)
            for place, chance in zip(part, chances(model, [texts[place] for place in part]), strict=True):
                readings[place] = _reading(language, chance.tolist(), model.version)
    return [
        reading or Tone(code or "other", None, None, None, None, None)
        for reading, code in zip(readings, known, strict=True)
    ]


@cache
def load(language: str) -> weights.ToneWeights:
    """The model of a language, kept after the first call.

    Raises weights.UntrustedModel when it is missing or not the one its card describes.
    """
    return weights.load(f"tone-{language}")


def chances(model: weights.ToneWeights, texts: Sequence[str]) -> Floats:
    """Probabilities of negative, neutral, positive, shape (texts, 3); each row adds up to 1."""
    sums = features.hashed(texts) @ model.table
    sides = sums[:, :2] / np.sqrt(np.maximum(sums[:, 2:], 1e-12)) + model.bias
    scores = np.column_stack([sides[:, 0], np.zeros(len(sides)), sides[:, 1]])
    return probabilities(scores.astype(np.float64) / model.temperature)


def probabilities(scores: Floats) -> Floats:
    """Softmax over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _reading(language: str, chance: list[float], model: str) -> Tone:
    negative, neutral, positive = (round(p, 4) for p in chance)
    best = max(range(3), key=chance.__getitem__)
    label = LABELS[best] if chance[best] >= ABSTAIN_UNDER else None
    return Tone(language, negative, neutral, positive, label, model)
