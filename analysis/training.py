"""How the tone models are made: `python -m analysis train tone FOLDER`.

Multinomial logistic regression on hashed n-grams (`fitting`), one model a language. How sure the scores are
is fitted on dev, and test and other are scored once for the card. The same data give the same file.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis import features, fitting, valence, weights
from analysis.negation import phrases
from analysis.pictures import pictures
from analysis.scores import calibration_error, kept, macro_f1
from analysis.tables import Labelled, labelled
from analysis.tone import ABSTAIN_UNDER, Model, chances

Floats = npt.NDArray[np.float64]
FORM = 4  # raised when features or file layout change
# Reviews of products and posts about banks speak another tongue than people on public affairs.
FAR = ("rozetka", "sentirueval")
KIN = {"ru": "uk", "uk": "ru"}
LICENCES = {
    "en": "SemEval 2013-2016 tweets: research terms; BRIGHTER: CC BY 4.0 as published; words of VADER: MIT",
    "ru": "RuSentiTweet and SentiRuEval: none stated, research; BRIGHTER: CC BY 4.0 as published",
    "uk": "BRIGHTER: CC BY 4.0 as published; sentiment-analysis-uk: none stated; "
    "SentimentAnalysis: Apache-2.0; Russian texts: none stated, research",
}


@dataclass(frozen=True)
class Settings:
    """`importance`: power of the inverse document frequency; `contrast`: of how far an n-gram's shares of the
    three classes differ; `balance`: 0 leaves classes as they are, 1 gives each the same weight; `far`: weight
    of a text from another domain; `kin`: of a text in the neighbouring language; `made_up`: share of the
    phrases about negation; `penalty`: of squared weights; `doubt`: what the temperature of dev is multiplied
    by, where texts to come differ from it; `pictures`: whether the training texts have none, so that they are
    learnt from `analysis.pictures`; `valence`: what a step of VADER's word list is worth, 0 without it."""

    importance: float = 1.0
    contrast: float = 1.0
    balance: float = 1.0
    far: float = 0.3
    kin: float = 0.0
    made_up: float = 0.01
    penalty: float = 3e-5
    doubt: float = 1.0
    pictures: bool = False
    valence: float = 0.0


# Models of English tweets to 2015 are rightly sure of those of 2016 at 1.15 times the temperature of dev.
SETTINGS = {
    "en": Settings(balance=0.5, doubt=1.15, pictures=True, valence=0.25),
    "ru": Settings(),
    "uk": Settings(contrast=0.0, kin=0.3),
}


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
    table, bias = fitting.fit(
        hashed.table,
        targets,
        share,
        importance=settings.importance,
        contrast=settings.contrast,
        penalty=settings.penalty,
        alike=valence.columns(valence.word_list(), settings.valence)
        if settings.valence
        else fitting.NONE_ALIKE,
    )
    if settings.pictures:
        signs, chance = zip(*pictures(), strict=True)
        table = fitting.extend(table, bias, features.hashed(signs).table, np.array(chance), rows=len(share))
    packed = fitting.sure(table, bias, dev, settings.doubt)
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
        "word_list": f"{valence.PACKAGE} {valence.VERSION}" if settings.valence else None,
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
