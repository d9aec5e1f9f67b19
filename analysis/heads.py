"""What sentence vectors add to a tone model: a small head a language, learnt on the vectors of one encoder.

`train` makes them anew, in about half an hour: multinomial logistic regression on the vectors of texts in all
three languages, each of the other two weighing .15 of its own, and on dev the temperature of the mean with
n-grams.
"""

import hashlib
import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis import fitting, tone, training, weights
from analysis.arrays import part, unpacked
from analysis.tables import Labelled, labelled
from analysis.vectors import Encoder, Vectors

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MOST = 10_000  # texts of each language; the first in the order of their hashes
OTHERS = 0.15  # weight of all texts of another language, those of its own weighing 1
PENALTY = 0.1


@dataclass(frozen=True)
class Head:
    """`table` (dimensions, 3) and `bias` (3,) give scores; `temperature` and `shrink` belong to the mean of
    both models' chances. `version` names the head and its hash.
    """

    table: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    temperature: float
    shrink: float
    version: str


def load(language: str, encoder: Encoder) -> Head:
    """The head of a language for this encoder.

    Raises weights.UntrustedModel when it is missing, not the one on its card, learnt on other vectors, or
    where an array in it is missing or does not fit.
    """
    name, folder = f"tone-vectors-{language}", encoder.heads or weights.FOLDER
    file, digest = weights.content(name, folder)
    learnt_on = weights.card(name, folder).get("encoder")
    if learnt_on != encoder.name:
        raise weights.UntrustedModel(f"the model {name} was learnt on {learnt_on}, not on {encoder.name}")
    try:
        arrays = unpacked(file)
        table, bias = part(arrays, "table", "f", None, 3), part(arrays, "bias", "f", 3)
        sure = weights.sureness(part(arrays, "sureness", "f", 2))
        return Head(table, bias, *sure, f"{name}-{digest[:8]}")
    except ValueError as error:
        raise weights.UntrustedModel(f"{name} is not a head: {error}") from error


def raw(head: Head, ngrams: Floats, vectors: Vectors) -> Floats:
    """The logarithm of the mean of both models' chances, shape (texts, 3); `ngrams` holds the chances of the
    n-gram model before any shrink. Raises weights.UntrustedModel for vectors that the head was not learnt on:
    of another length, or with what is no finite number.
    """
    if vectors.shape != (len(ngrams), len(head.table)) or not np.isfinite(vectors).all():
        raise weights.UntrustedModel(
            f"{head.version} reads {len(head.table)} finite numbers a text, not a table of {vectors.shape}"
        )
    own = tone.probabilities((vectors @ head.table + head.bias).astype(np.float64))
    return np.asarray(np.log((ngrams + own) / 2))


def train(folder: Path, encoder: Encoder, out: Path | None = None) -> list[Path]:
    """Train the heads of all languages on `folder`/*/train*.tsv, and write them with their cards: to `out`,
    or to where the encoder's heads are looked for.

    The n-gram models must be there. Raises FileNotFoundError when there is no training data.
    """
    place = out or encoder.heads or weights.FOLDER
    drawn = {language: _drawn(language, folder) for language in tone.LANGUAGES}
    found = {language: encoder(data.texts) for language, data in drawn.items()}
    everything = np.vstack(list(found.values())).astype(np.float64)
    middle = everything.mean(axis=0)
    scale = 1 / (everything - middle).std()
    targets = np.eye(3)[np.concatenate([data.labels for data in drawn.values()])]
    paths = []
    for language in tone.LANGUAGES:
        parts = [_even(data.labels, 1 if name == language else OTHERS) for name, data in drawn.items()]
        share = np.concatenate(parts)
        table, bias = fitting.descend((everything - middle) * scale, targets, share / share.sum(), PENALTY)
        table = table * scale
        plain = Head(
            table.astype(np.float32),
            (bias - middle @ table).astype(np.float32),
            temperature=1.0,
            shrink=weights.load(f"tone-{language}").shrink,
            version="new",
        )
        sets = {
            name: _both(language, plain, labelled([path]), encoder)
            for name in ("dev", "test")
            if (path := folder / language / f"{name}.tsv").is_file()
        }
        head = replace(plain, temperature=_temperature(language, *sets["dev"]))
        card = {
            "name": f"tone-vectors-{language}",
            "language": language,
            "method": "multinomial logistic regression on sentence vectors; mean with the n-gram model",
            "encoder": encoder.name,
            "training": {name: len(data.texts) for name, data in drawn.items()},
            "licences": training.LICENCES,
            "settings": {"most": MOST, "others": OTHERS, "penalty": PENALTY},
            "scores": {name: _judged(head, *read) for name, read in sets.items()},
            "temperature": round(head.temperature, 4),
            "shrink": round(head.shrink, 4),
        }
        paths.append(weights.save(f"tone-vectors-{language}", _packed(head), card, place))
    return paths


def _drawn(language: str, folder: Path) -> Labelled:
    """At most MOST training texts of our own domain, whatever the order of the rows."""
    files = sorted((folder / language).glob("train*.tsv"))
    if not files:
        raise FileNotFoundError(f"{folder / language} has no train*.tsv")
    data = training.near(labelled(files))
    first = {text: row for row, text in reversed(list(enumerate(data.texts)))}
    texts = sorted(first, key=lambda text: hashlib.sha256(text.encode()).hexdigest())[:MOST]
    rows = [first[text] for text in texts]
    return Labelled(tuple(texts), data.labels[rows], tuple(data.sources[row] for row in rows))


def _even(labels: npt.NDArray[np.int64], weight: float) -> Floats:
    """Weights that give every class the same, and add up to `weight`."""
    return np.asarray((weight / (3 * np.maximum(np.bincount(labels, minlength=3), 1)))[labels])


def _both(language: str, head: Head, data: Labelled, encoder: Encoder) -> tuple[Labelled, Floats, Integers]:
    """The texts, what both models make of them before the temperature, and how many words each has."""
    ngrams = weights.load(f"tone-{language}")
    scores, words = tone.scores(ngrams, data.texts)
    alone = tone.softened(scores, words, ngrams.temperature, 0.0)
    return data, raw(head, alone, encoder(data.texts)), words


def _temperature(language: str, dev: Labelled, found: Floats, words: Integers) -> float:
    even = np.ones(len(words))
    best = fitting.coolest(lambda t: tone.softened(found, words, t, 0.0), dev.labels, even, (0.2, 5.0))
    return best * training.SETTINGS[language].doubt


def _judged(head: Head, data: Labelled, found: Floats, words: Integers) -> dict[str, float]:
    return training.judged(data, tone.softened(found, words, head.temperature, head.shrink))


def _packed(head: Head) -> bytes:
    buffer = io.BytesIO()
    np.savez(
        buffer,
        allow_pickle=False,
        table=head.table,
        bias=head.bias,
        sureness=np.array([head.temperature, head.shrink], dtype=np.float32),
    )
    return buffer.getvalue()
