"""Russian or Ukrainian, where a text has no letter that only one of them uses.

A logistic regression on hashed n-grams in 8,192 buckets, trained on runs of two, four and eight words
without such letters. Made by `python -m analysis train language FOLDER`.
"""

import io
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from analysis import features, weights
from analysis.tables import labelled

Floats = npt.NDArray[np.float64]
NAME = "language-ru-uk"
FOLD = 5  # bits dropped from the features' buckets
SIZE = features.SIZE >> FOLD
PENALTY = 3e-5
MOST = 60_000  # runs of words of each language
_MASKED = re.compile(r"https?\S*|[@#]\w+|[^\w\s'-]|[\d_]")
_RU, _UK = re.compile(r"[ёыэъ]", re.IGNORECASE), re.compile(r"[іїєґ]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]{2}", re.IGNORECASE)


def odds(texts: Sequence[str]) -> Floats:
    """Log odds for Russian against Ukrainian, shape (texts,); 0 says nothing.

    Raises weights.UntrustedModel when the model is missing or not the one its card describes.
    """
    direction, bias = _model()
    return np.asarray(_folded(texts) @ direction + bias)


def train(folder: Path, out: Path = weights.FOLDER) -> Path:
    """Train from `folder`/ru and `folder`/uk and write the model with its card.

    Raises FileNotFoundError when there is no training data.
    """
    runs = {language: _runs(folder / language, "train*.tsv") for language in ("ru", "uk")}
    held = {language: _runs(folder / language, "dev.tsv") for language in ("ru", "uk")}
    direction, bias = _fit(runs["ru"][:MOST], runs["uk"][:MOST])
    scale = float(np.abs(direction).max()) / 127
    buffer = io.BytesIO()
    np.savez(
        buffer,
        allow_pickle=False,
        direction=np.rint(direction / scale).astype(np.int8),
        numbers=np.array([scale, bias], dtype=np.float32),
    )
    read = _unpack(buffer.getvalue())
    right = {
        language: float(np.mean((_folded(texts) @ read[0] + read[1] > 0) == (language == "ru")))
        for language, texts in held.items()
    }
    card = {
        "name": NAME,
        "method": "hashed word (1-2) and character (2-5) n-grams, logistic regression",
        "training": {language: min(len(texts), MOST) for language, texts in runs.items()},
        "licences": "as of the tone models: the texts of the same files, their labels not used",
        "scores": {"dev_runs_right": {language: round(share, 4) for language, share in right.items()}},
    }
    return weights.save(NAME, buffer.getvalue(), card, out)


def _fit(ru: Sequence[str], uk: Sequence[str]) -> tuple[Floats, float]:
    table = _folded([*ru, *uk]).astype(np.float64)
    turned = table.T.tocsr()
    wanted = np.repeat([1.0, 0.0], [len(ru), len(uk)])
    share = np.repeat([0.5 / len(ru), 0.5 / len(uk)], [len(ru), len(uk)])

    def loss(flat: Floats) -> tuple[float, Floats]:
        score = table @ flat[:-1] + flat[-1]
        gap = share * (1 / (1 + np.exp(-score)) - wanted)
        value = float(share @ (np.logaddexp(0, score) - wanted * score))
        slope = np.append(turned @ gap + PENALTY * flat[:-1], gap.sum())
        return value + PENALTY / 2 * float(flat[:-1] @ flat[:-1]), slope

    found = minimize(loss, np.zeros(SIZE + 1), jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    return found[:-1], float(found[-1])


def _runs(folder: Path, pattern: str) -> list[str]:
    """Runs of words without a letter of one language only, from texts that are clearly of theirs."""
    own, other = (_RU, _UK) if folder.name == "ru" else (_UK, _RU)
    files = sorted(folder.glob(pattern))
    if not files:
        raise FileNotFoundError(f"{folder} has no {pattern}")
    texts = (text for text in labelled(files).texts if own.search(text) and not other.search(text))
    return list(dict.fromkeys(run for text in texts for run in _split(text)))


def _split(text: str) -> Iterable[str]:
    words = _MASKED.sub(" ", text).lower().split()
    for length in (2, 4, 8):
        for start in range(0, len(words) - length + 1, length):
            run = " ".join(words[start : start + length])
            if _CYRILLIC.search(run) and not _RU.search(run) and not _UK.search(run):
                yield run


def _folded(texts: Sequence[str]) -> sparse.csr_array:
    table = features.hashed(texts)
    return sparse.csr_array((table.data, table.indices >> FOLD, table.indptr), shape=(len(texts), SIZE))


@cache
def _model() -> tuple[npt.NDArray[np.float32], float]:
    content, _ = weights.content(NAME)
    return _unpack(content)


def _unpack(content: bytes) -> tuple[npt.NDArray[np.float32], float]:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        scale, bias = arrays["numbers"].tolist()
        return arrays["direction"].astype(np.float32) * np.float32(scale), bias
