"""How the tone models are made: `python -m analysis train tone FOLDER`.

Multinomial logistic regression on hashed n-grams, one model a language. Settings are chosen on those
rows of dev that are of our own domain,
the temperature is fitted on dev, and test and other are scored once for the card. Everything is plain
double-precision arithmetic from fixed starts, so the same data give the same file.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize, minimize_scalar
from threadpoolctl import threadpool_limits

from analysis import features, weights
from analysis.features import SIZE
from analysis.scores import calibration_error, kept, macro_f1
from analysis.tables import Labelled, labelled
from analysis.tone import ABSTAIN_UNDER, chances, probabilities

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LANGUAGES = ("en", "ru", "uk")
FORM = 1  # raised when features or file layout change
ROUNDS = 60  # the search is stopped here, which holds the weights back a little more than l2 alone
# Reviews of products and posts about banks speak another tongue than people on public affairs.
FAR = ("rozetka", "sentirueval")
LICENCES = {
    "en": "SemEval 2013-2016 tweets: research terms; BRIGHTER: CC BY 4.0 as published",
    "ru": "RuSentiTweet and SentiRuEval: none stated, research; BRIGHTER: CC BY 4.0 as published",
    "uk": "BRIGHTER: CC BY 4.0 as published; sentiment-analysis-uk: none stated; "
    "SentimentAnalysis: Apache-2.0",
}


@dataclass(frozen=True)
class Settings:
    """`importance`: power of the inverse document frequency; `balance`: 0 leaves classes as they are, 1
    gives each the same weight; `far`: weight of a text from another domain; `penalty`: of squared weights."""

    importance: float = 1.0
    balance: float = 0.5
    far: float = 0.3
    penalty: float = 3e-5


def train(language: str, folder: Path, out: Path = weights.FOLDER, chosen: Settings | None = None) -> Path:
    """Train the model of one language from `folder`/`language`/*.tsv and write it with its card.

    With `chosen` the search on dev is skipped. Raises FileNotFoundError when there is no training data.
    """
    place = folder / language
    files = sorted(place.glob("train*.tsv"))
    if not files or not (place / "dev.tsv").is_file():
        raise FileNotFoundError(f"{place} has no train*.tsv with a dev.tsv beside it")
    training, dev = labelled(files), labelled([place / "dev.tsv"])
    table, dev_table = features.hashed(training.texts), features.hashed(dev.texts)
    options = [chosen] if chosen else list(_options(training))
    fits = [_fit(table, training, option) for option in options]
    near = np.array([not source.startswith(FAR) for source in dev.sources])
    guesses = [_read(fit, dev_table).argmax(axis=1) for fit in fits]
    tried = [macro_f1(dev.labels[near], guess[near]) for guess in guesses]
    best = int(np.argmax(tried))
    packed = _cooled(fits[best], dev_table, dev.labels)
    sets = {"dev": dev} | {
        name: labelled([place / f"{name}.tsv"])
        for name in ("test", "other")
        if (place / f"{name}.tsv").is_file()
    }
    description = {
        "name": f"tone-{language}",
        "language": language,
        "form": FORM,
        "method": "hashed word (1-2) and character (2-5) n-grams, multinomial logistic regression",
        "training": {name: training.sources.count(name) for name in sorted(set(training.sources))},
        "files": [path.name for path in files],
        "licences": LICENCES.get(language, "not stated"),
        "settings": asdict(options[best]),
        "scores": {name: _scores(packed, data) for name, data in sets.items()},
        "temperature": round(weights.unpack(packed, "new").temperature, 4),
    }
    return weights.save(f"tone-{language}", packed, description, out)


def _options(training: Labelled) -> Iterable[Settings]:
    mixed = any(source.startswith(FAR) for source in training.sources)
    base = Settings() if mixed else Settings(far=1.0)
    for importance, balance, penalty in product((0.5, 1.0), (0.25, 0.5), (1e-5, 3e-5, 1e-4)):
        yield replace(base, importance=importance, balance=balance, penalty=penalty)


@dataclass(frozen=True)
class _Fit:
    directions: Floats  # (SIZE, 2), against neutral, importance multiplied in
    squares: Floats  # (SIZE,)
    bias: Floats  # (2,)


def _fit(table: sparse.csr_array, training: Labelled, settings: Settings) -> _Fit:
    n, labels = len(training.texts), training.labels
    seen = np.bincount(table.indices, minlength=SIZE)
    importance = (np.log((1 + n) / (1 + seen)) + 1) ** settings.importance
    squares = importance**2
    length = np.sqrt(np.maximum(table @ squares, 1e-12))
    scaled = sparse.csr_array(
        (
            importance[table.indices] / np.repeat(length, np.diff(table.indptr)),
            table.indices,
            table.indptr,
        ),
        shape=table.shape,
    )
    near = np.array([settings.far if source.startswith(FAR) else 1.0 for source in training.sources])
    mass = np.bincount(labels, weights=near, minlength=3)
    share = near * (near.sum() / (3 * np.maximum(mass, 1e-9)))[labels] ** settings.balance
    found, bias = _descend(scaled, labels, share / share.sum(), settings.penalty)
    directions = (found - found[:, 1:2])[:, [0, 2]] * importance[:, None]
    return _Fit(directions, squares, (bias - bias[1])[[0, 2]])


def _descend(
    table: sparse.csr_array, labels: Integers, share: Floats, penalty: float
) -> tuple[Floats, Floats]:
    """Weights (SIZE, 3) and bias (3,) of least weighted log loss plus penalty/2 times squared weights."""
    turned, wanted = table.T.tocsr(), np.eye(3)[labels]

    def loss(flat: Floats) -> tuple[float, Floats]:
        coefficients, bias = flat[:-3].reshape(SIZE, 3), flat[-3:]
        chance = probabilities(table @ coefficients + bias)
        gap = share[:, None] * (chance - wanted)
        value = -float(share @ np.log(np.maximum((chance * wanted).sum(axis=1), 1e-300)))
        slope = (turned @ gap).ravel() + penalty * flat[:-3]
        return value + penalty / 2 * float(flat[:-3] @ flat[:-3]), np.append(slope, gap.sum(axis=0))

    options = {"maxiter": ROUNDS, "maxcor": 8}
    with threadpool_limits(1):  # two threads add up in another order, and the last bits differ
        result = minimize(loss, np.zeros(3 * SIZE + 3), jac=True, method="L-BFGS-B", options=options)
    return result.x[:-3].reshape(SIZE, 3), result.x[-3:]


def _read(fit: _Fit, table: sparse.csr_array) -> Floats:
    """Scores of shape (texts, 3) before the temperature."""
    scores = table @ np.column_stack([fit.directions, fit.squares])
    sides = scores[:, :2] / np.sqrt(np.maximum(scores[:, 2:], 1e-12)) + fit.bias
    return np.column_stack([sides[:, 0], np.zeros(len(sides)), sides[:, 1]])


def _cooled(fit: _Fit, table: sparse.csr_array, labels: Integers) -> bytes:
    """The packed model with the temperature of least log loss on dev."""
    scores, rows = _read(fit, table), np.arange(len(labels))

    def loss(temperature: float) -> float:
        chance = probabilities(scores / temperature)[rows, labels]
        return -float(np.log(np.maximum(chance, 1e-300)).mean())

    best = minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded", options={"xatol": 1e-4})
    return weights.pack(fit.directions, fit.squares, fit.bias, float(best.x))


def _scores(packed: bytes, data: Labelled) -> dict[str, Any]:
    chance = chances(weights.unpack(packed, "new"), data.texts)
    share, right = kept(data.labels, chance, ABSTAIN_UNDER)
    return {
        "texts": len(data.texts),
        "macro_f1": round(macro_f1(data.labels, chance.argmax(axis=1)), 4),
        "calibration_error": round(calibration_error(data.labels, chance), 4),
        "listed_share": round(share, 4),
        "listed_right": round(right, 4),
    }
