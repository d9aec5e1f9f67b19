"""Russian or Ukrainian, where the letters and the dictionaries do not say.

A logistic regression on hashed words, runs of two to five letters and the words that only one of the two
dictionaries has, trained on runs of two, four and eight words without a letter that only one language
uses. Made by `python -m analysis train language FOLDER`.
"""

import io
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis import given, weights
from analysis.arrays import part, unpacked
from analysis.lemmas import UK, known
from analysis.tables import labelled

Floats = npt.NDArray[np.float64]
NAME = "language-ru-uk"
BITS = 14
SIZE = 1 << BITS  # buckets; two columns more count the words of one dictionary only
RUNS = (2, 3, 4, 5)
PENALTY = 3e-5
MOST = 60_000  # runs of words of each language
_MASKED = re.compile(r"https?\S*|[@#]\w+|[^\w\s']|[\d_]")
_RU, _UK = re.compile(r"[ёыэъ]", re.IGNORECASE), re.compile(r"[іїєґ]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]{2}", re.IGNORECASE)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def odds(texts: Sequence[str]) -> Floats:
    """Log odds for Russian against Ukrainian, shape (texts,); 0 says nothing. Texts are in lower case.

    Raises weights.UntrustedModel when the model is missing or not the one its card describes, TypeError
    for what is no list of texts.
    """
    given.texts(texts)
    direction, bias = _model()
    return np.asarray(_table(texts) @ direction + bias)


def words(text: str) -> tuple[int, int, int]:
    """How many words of a lower-case text only Russian has, only Ukrainian, and neither of the two.

    Raises TypeError for what is no text.
    """
    given.text(text)
    rest, russian = divmod(sum(map(known.__getitem__, text.split())), UK)
    neither, ukrainian = divmod(rest, UK)
    return russian, ukrainian, neither


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
        language: float(np.mean((_table(texts) @ read[0] + read[1] > 0) == (language == "ru")))
        for language, texts in held.items()
    }
    card = {
        "name": NAME,
        "method": "hashed words, runs of 2-5 letters, and words of one dictionary only, logistic regression",
        "training": {language: min(len(texts), MOST) for language, texts in runs.items()},
        "licences": "as of the tone models: the texts of the same files, their labels not used",
        "scores": {"dev_runs_right": {language: round(share, 4) for language, share in right.items()}},
    }
    return weights.save(NAME, buffer.getvalue(), card, out)


def _fit(ru: Sequence[str], uk: Sequence[str]) -> tuple[Floats, float]:
    table = _table([*ru, *uk]).astype(np.float64)
    turned = table.T.tocsr()
    wanted = np.repeat([1.0, 0.0], [len(ru), len(uk)])
    share = np.repeat([0.5 / len(ru), 0.5 / len(uk)], [len(ru), len(uk)])

    def loss(flat: Floats) -> tuple[float, Floats]:
        score = table @ flat[:-1] + flat[-1]
        gap = share * (1 / (1 + np.exp(-score)) - wanted)
        value = float(share @ (np.logaddexp(0, score) - wanted * score))
        slope = np.append(turned @ gap + PENALTY * flat[:-1], gap.sum())
        return value + PENALTY / 2 * float(flat[:-1] @ flat[:-1]), slope

    from scipy.optimize import minimize  # a third of a second, for training only
    from threadpoolctl import threadpool_limits

    options = {"maxiter": 60}
    with threadpool_limits(1):
        found = minimize(loss, np.zeros(SIZE + 3), jac=True, method="L-BFGS-B", options=options).x
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


def _table(texts: Sequence[str]) -> sparse.csr_array:
    """Counts of the features of each text: shape (texts, SIZE + 2)."""
    line = "\n".join(f" {text} ".replace("\n", " ") for text in texts) + "\n"
    codes = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letter = np.where((codes >= 0x430) & (codes < 0x4A0), codes - 0x42F, 0).astype(np.uint64)
    row_of = np.cumsum(codes == 10)
    rows, columns = [], []
    rolling = letter
    for n in RUNS:
        rolling = rolling[:-1] * np.uint64(128) + letter[n - 1 :]
        if not rolling.size:
            break
        last, before = letter[n - 1 :], letter[n - 2 : -1]
        inside = ((last > 0) | (before > 0)) & (row_of[: rolling.size] == row_of[n - 1 :])
        if n > 2:
            inside &= letter[: rolling.size] + letter[1 : 1 + rolling.size] > 0
        rows.append(row_of[: rolling.size][inside])
        bucket = (rolling[inside] + np.uint64(n << 40)) * _MULTIPLIER >> np.uint64(64 - BITS)
        columns.append(bucket.astype(np.int64))
    whole = [(row, crc32(word.encode())) for row, text in enumerate(texts) for word in text.split()]
    of, code = np.array(whole, dtype=np.int64).reshape(-1, 2).T
    rows.append(of)
    columns.append(code & (SIZE - 1))
    counts = np.array([words(text)[:2] for text in texts], dtype=np.int64).reshape(-1, 2)
    for column in (0, 1):
        rows.append(np.repeat(np.arange(len(texts)), counts[:, column]))
        columns.append(np.full(counts[:, column].sum(), SIZE + column))
    places = np.concatenate(rows), np.concatenate(columns)
    ones = np.ones(places[0].size, dtype=np.float32)
    return sparse.coo_array((ones, places), shape=(len(texts), SIZE + 2)).tocsr()


@cache
def _model() -> tuple[npt.NDArray[np.float32], float]:
    content, _ = weights.content(NAME)
    return _unpack(content)


def _unpack(content: bytes) -> tuple[npt.NDArray[np.float32], float]:
    try:
        arrays = unpacked(content)
        direction = part(arrays, "direction", "i", SIZE + 2).astype(np.float32)
        scale, bias = part(arrays, "numbers", "f", 2).tolist()
    except ValueError as error:
        raise weights.UntrustedModel(f"{NAME} is not a model of two languages: {error}") from error
    return direction * np.float32(scale), bias
