"""How the tone models are made: `python -m analysis train tone FOLDER`.

Multinomial logistic regression on hashed n-grams, one model a language. How sure the scores are is fitted on
dev, and test and other are scored once for the card. Everything is plain double-precision arithmetic from
fixed starts, so the same data give the same file.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize, minimize_scalar
from threadpoolctl import threadpool_limits

from analysis import features, weights
from analysis.features import SIZE
from analysis.negation import phrases
from analysis.scores import calibration_error, kept, macro_f1
from analysis.tables import Labelled, labelled
from analysis.tone import ABSTAIN_UNDER, Model, chances, probabilities, scores, softened

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LANGUAGES = ("en", "ru", "uk")
FORM = 2  # raised when features or file layout change
ROUNDS = 60  # the search is stopped here, which holds the weights back a little more than l2 alone
MOST = 285_000  # buckets kept: what fits under 1 MB
FEWEST = 2  # texts that a bucket needs
BRIEF = 8  # words of a short text
# Reviews of products and posts about banks speak another tongue than people on public affairs.
FAR = ("rozetka", "sentirueval")
KIN = {"ru": "uk", "uk": "ru"}
LICENCES = {
    "en": "SemEval 2013-2016 tweets: research terms; BRIGHTER: CC BY 4.0 as published",
    "ru": "RuSentiTweet and SentiRuEval: none stated, research; BRIGHTER: CC BY 4.0 as published",
    "uk": "BRIGHTER: CC BY 4.0 as published; sentiment-analysis-uk: none stated; "
    "SentimentAnalysis: Apache-2.0; Russian texts: none stated, research",
}


@dataclass(frozen=True)
class Settings:
    """`importance`: power of the inverse document frequency; `balance`: 0 leaves classes as they are, 1
    gives each the same weight; `far`: weight of a text from another domain; `kin`: of a text in the
    neighbouring language; `made_up`: share of the phrases about negation; `penalty`: of squared weights;
    `doubt`: what the temperature of dev is multiplied by, where texts to come differ from it."""

    importance: float = 1.0
    balance: float = 1.0
    far: float = 0.3
    kin: float = 0.0
    made_up: float = 0.01
    penalty: float = 3e-5
    doubt: float = 1.0


# Models of English tweets to 2015 are rightly sure of those of 2016 at 1.15 times the temperature of dev.
SETTINGS = {"en": Settings(balance=0.5, penalty=1e-5, doubt=1.15), "ru": Settings(), "uk": Settings(kin=0.3)}


def train(language: str, folder: Path, out: Path = weights.FOLDER, chosen: Settings | None = None) -> Path:
    """Train the model of one language from `folder`/`language`/*.tsv and write it with its card.

    `chosen` replaces the settings found best. Raises FileNotFoundError when there is no training data.
    """
    settings = chosen or SETTINGS.get(language, Settings())
    training, share, files = corpus(language, folder, settings)
    place = folder / language
    dev = labelled([place / "dev.tsv"])
    made_up = list(phrases(language))
    if made_up:
        extra = np.full(len(made_up), settings.made_up / len(made_up))
        share = np.append(share * (1 - settings.made_up), extra)
    targets = np.array([*np.eye(3)[training.labels].tolist(), *(chance for _, chance in made_up)])
    hashed = features.hashed([*training.texts, *(text for text, _ in made_up)])
    table, bias = _fit(hashed.table, targets, share, settings)
    packed = _sure(table, bias, dev, settings.doubt)
    model = Model(weights.unpack(packed, "new"))
    sets = {"dev": dev} | {
        name: labelled([place / f"{name}.tsv"])
        for name in ("test", "other")
        if (place / f"{name}.tsv").is_file()
    }
    description = {
        "name": f"tone-{language}",
        "language": language,
        "form": FORM,
        "method": "hashed words (1-2), turned words and characters (2-5), multinomial logistic regression",
        "training": {name: training.sources.count(name) for name in sorted(set(training.sources))},
        "made_up_phrases": len(made_up),
        "files": files,
        "licences": LICENCES.get(language, "not stated"),
        "settings": asdict(settings),
        "scores": {name: judged(data, chances(model, data.texts)) for name, data in sets.items()},
        "temperature": round(model.ngrams.temperature, 4),
        "shrink": round(model.ngrams.shrink, 4),
    }
    return weights.save(f"tone-{language}", packed, description, out)


def corpus(language: str, folder: Path, settings: Settings) -> tuple[Labelled, Floats, list[str]]:
    """The training texts of a language and, if asked for, of its neighbour; the share of each, which add up
    to 1; and the names of the files.

    Raises FileNotFoundError when there are none, or no dev.tsv beside them.
    """
    files = sorted((folder / language).glob("train*.tsv"))
    if not files or not (folder / language / "dev.tsv").is_file():
        raise FileNotFoundError(f"{folder / language} has no train*.tsv with a dev.tsv beside it")
    neighbour = sorted((folder / KIN.get(language, language)).glob("train*.tsv")) if settings.kin else []
    own, kin = labelled(files), labelled(neighbour)
    weight = np.repeat([1.0, settings.kin], [len(own.texts), len(kin.texts)])
    sources, labels = own.sources + kin.sources, np.append(own.labels, kin.labels)
    weight *= np.array([settings.far if source.startswith(FAR) else 1.0 for source in sources])
    mass = np.bincount(labels, weights=weight, minlength=3)
    weight *= (weight.sum() / (3 * np.maximum(mass, 1e-9)))[labels] ** settings.balance
    names = [f"{path.parent.name}/{path.name}" for path in [*files, *neighbour]]
    return Labelled(own.texts + kin.texts, labels, sources), weight / weight.sum(), names


def near(data: Labelled) -> Labelled:
    """Those texts that are not from another domain."""
    place = [row for row, source in enumerate(data.sources) if not source.startswith(FAR)]
    texts, sources = ([column[row] for row in place] for column in (data.texts, data.sources))
    return Labelled(tuple(texts), data.labels[place], tuple(sources))


def judged(data: Labelled, chance: Floats) -> dict[str, Any]:
    """The scores of a card: `chance` has shape (texts, 3)."""
    share, right = kept(data.labels, chance, ABSTAIN_UNDER)
    return {
        "texts": len(data.texts),
        "macro_f1": round(macro_f1(data.labels, chance.argmax(axis=1)), 4),
        "calibration_error": round(calibration_error(data.labels, chance), 4),
        "listed_share": round(share, 4),
        "listed_right": round(right, 4),
    }


def _fit(
    table: sparse.csr_array, targets: Floats, share: Floats, settings: Settings
) -> tuple[Floats, Floats]:
    """The model as an array (SIZE, 3), see weights.ToneWeights, and its bias (2,)."""
    seen = np.bincount(table.indices, minlength=SIZE)
    chosen = _telling(table, targets, share, seen)
    importance = (np.log((1 + len(share)) / (1 + seen[chosen])) + 1) ** settings.importance
    scaled = table[:, chosen].astype(np.float64).multiply(importance[None, :]).tocsr()
    length = np.sqrt(np.maximum(scaled.multiply(scaled).sum(axis=1), 1e-12))
    scaled.data /= np.repeat(length, np.diff(scaled.indptr))
    found, bias = descend(scaled, targets, share, settings.penalty)
    full = np.zeros((SIZE, 3))
    full[chosen, :2] = (found - found[:, 1:2])[:, [0, 2]] * importance[:, None]
    full[chosen, 2] = importance**2
    return full, (bias - bias[1])[[0, 2]]


def _telling(table: sparse.csr_array, targets: Floats, share: Floats, seen: Integers) -> npt.NDArray[np.intp]:
    """The buckets that tell the classes apart best, at most MOST, by chi-squared against even spread."""
    expected = share @ targets
    found = table.T @ (targets * share[:, None])
    total = found.sum(axis=1, keepdims=True) * expected
    odd = ((found - total) ** 2 / np.maximum(total, 1e-300)).sum(axis=1)
    order = np.argsort(np.where(seen >= FEWEST, -odd, np.inf), kind="stable")
    return np.sort(order[: min(MOST, int((seen >= FEWEST).sum()))])


def descend(table: Any, targets: Floats, share: Floats, penalty: float) -> tuple[Floats, Floats]:
    """Weights (columns, 3) and bias (3,) of least weighted log loss plus penalty/2 times squared weights.

    `targets` (rows, 3) are the chances that each row should get; `share` (rows,) adds up to 1.
    """
    turned, width = table.T.tocsr() if sparse.issparse(table) else table.T, table.shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        coefficients, bias = flat[:-3].reshape(width, 3), flat[-3:]
        chance = probabilities(table @ coefficients + bias)
        gap = share[:, None] * (chance - targets)
        value = -float(share @ (targets * np.log(np.maximum(chance, 1e-300))).sum(axis=1))
        slope = (turned @ gap).ravel() + penalty * flat[:-3]
        return value + penalty / 2 * float(flat[:-3] @ flat[:-3]), np.append(slope, gap.sum(axis=0))

    options = {"maxiter": ROUNDS, "maxcor": 8}
    with threadpool_limits(1):  # two threads add up in another order, and the last bits differ
        result = minimize(loss, np.zeros(3 * width + 3), jac=True, method="L-BFGS-B", options=options)
    return result.x[:-3].reshape(width, 3), result.x[-3:]


def _sure(table: Floats, bias: Floats, dev: Labelled, doubt: float) -> bytes:
    """The packed model with `doubt` times the temperature of least log loss on dev, and then the shrink of
    least log loss on its short texts and, at a tenth of the weight, on the first one and two words of all.
    """
    raw = weights.unpack(weights.pack(table, bias, 1.0, 0.0), "new")
    whole, words = scores(raw, dev.texts)
    even = np.ones(len(words))
    best = coolest(lambda t: softened(whole, words, t, 0.0), dev.labels, even, (0.2, 5.0))
    temperature = best * doubt
    starts = [" ".join(text.split()[:count]) for count in (1, 2) for text in dev.texts]
    cut, few = scores(raw, starts)
    found, counts = np.vstack([whole, cut]), np.append(words, few)
    weight = np.append(words <= BRIEF, np.full(len(starts), 0.1))
    labels = np.tile(dev.labels, 3)
    shrink = coolest(lambda k: softened(found, counts, temperature, k), labels, weight, (0.0, 20.0))
    return weights.pack(table, bias, temperature, shrink)


def coolest(
    chance: Callable[[float], Floats], labels: Integers, weight: Floats, bounds: tuple[float, float]
) -> float:
    """The number within bounds whose chances (texts, 3) have the least weighted log loss."""
    rows = np.arange(len(labels))

    def loss(value: float) -> float:
        return -float(weight @ np.log(np.maximum(chance(value)[rows, labels], 1e-300)))

    best = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-4})
    return float(best.x)
