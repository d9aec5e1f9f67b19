"""How stance models are made: from labelled posts about a target, or from seed sentences alone.

Words, stems, pairs of neighbours and of stems nearby, multinomial logistic regression with classes of equal
weight; the temperature from posts left out in turn. Chances are drawn towards even ones, the more so the
fewer posts there are: as if thirty more had been seen that say nothing. Fixed starts and one thread: the same
posts, in any order, give the same model.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from threadpoolctl import threadpool_limits

from analysis import given
from analysis.seeds import TALKS, Seeds
from analysis.stance import Encode, Floats, Integers, Model, chances, features, table_of, unit
from analysis.tables import BadTable, lines
from analysis.tone import probabilities

FEWEST = 10  # labelled posts on either side
FOLDS = 3
PENALTY, VECTOR_PENALTY, SEED_PENALTY = 3e-4, 1e-3, 1e-3
ROUNDS = 60
BLANK = 30  # posts' worth of belief that all three stances are as likely


def train(texts: Sequence[str], labels: Sequence[int], target: str, *, encode: Encode | None = None) -> Model:
    """Learn from labelled posts about a target: 1 for, 0 neutral or unclear, -1 against.

    The same for any order of the posts. From n different posts no chance is over (n + 10) / (n + 30), .63
    from 24 and .85 from 100; where those for or those against are few among many, n is three times their
    number.
    Raises ValueError when there are not ten for and ten against, for another label, and when texts and labels
    are not equally many; TypeError for what is no list of texts.
    """
    given.texts(texts)
    if len(texts) != len(labels):
        raise ValueError(f"{len(texts)} texts came with {len(labels)} labels")
    for place, label in enumerate(labels):
        if label not in (-1, 0, 1):
            raise ValueError(f"a stance is -1, 0 or 1, not {label} (label {place})")
    counts = Counter(labels)
    if min(counts[-1], counts[1]) < FEWEST:
        raise ValueError(f"not enough: {FEWEST} posts for and {FEWEST} against are needed")
    rows = sorted(zip(texts, labels, strict=True))
    plain, wanted = [text for text, _ in rows], np.array([int(label) + 1 for _, label in rows])
    vectors = None if encode is None else unit(encode(plain), len(plain))
    fold = np.array([crc32(text.encode("utf-8", "surrogatepass")) % FOLDS for text in plain])
    chance = np.full((len(plain), 3), 1 / 3)
    for n in range(FOLDS):
        kept, out = np.flatnonzero(fold != n), np.flatnonzero(fold == n)
        if out.size and len(set(wanted[kept].tolist())) == len(set(wanted.tolist())):
            part = None if vectors is None else vectors[kept]
            model = _fit(target, [plain[row] for row in kept], wanted[kept], part, "", 2, PENALTY)
            part = None if vectors is None else vectors[out]
            chance[out] = chances(model, [plain[row] for row in out], part)
    basis = f"{len(rows)} labelled posts"
    model = _fit(target, plain, wanted, vectors, basis, 2, PENALTY)
    return replace(model, temperature=_temperature(chance, wanted), doubt=_doubt(plain, wanted))


def cold_start(seeds: Seeds = TALKS, *, encode: Encode | None = None) -> Model:
    """A first model of a target from seed sentences, as unsure as one of so many posts.

    Raises ValueError when either side has none, TypeError for what is no text.
    """
    for sentences in (seeds.for_, seeds.against, seeds.neutral):
        given.texts(sentences, "sentence")
    if not seeds.for_ or not seeds.against:
        raise ValueError("seed sentences for and against are needed")
    plain = [*seeds.against, *seeds.neutral, *seeds.for_]
    wanted = np.repeat([0, 1, 2], [len(seeds.against), len(seeds.neutral), len(seeds.for_)])
    order = sorted(range(len(plain)), key=lambda row: (plain[row], wanted[row]))
    plain, wanted = [plain[row] for row in order], wanted[order]
    vectors = None if encode is None else unit(encode(plain), len(plain))
    model = _fit(seeds.target, plain, wanted, vectors, "seed sentences", 1, SEED_PENALTY)
    return replace(model, doubt=_doubt(plain, wanted))


def posts(path: Path, column: str) -> tuple[list[str], list[int]]:
    """Labelled posts of a tab-separated file with the columns `text` and `column` (-1, 0 or 1).

    Raises BadTable naming file and line for a row of another shape and for bytes that are not UTF-8.
    """
    head, *rows = lines(path)
    names = head.split("\t")
    if "text" not in names or column not in names:
        raise BadTable(f"{path.name} has no column {column if 'text' in names else 'text'}")
    texts, labels = [], []
    for number, line in enumerate(rows, start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(names):
            raise BadTable(f"{path.name}, line {number}: {len(names)} cells are wanted, not {len(cells)}")
        row = dict(zip(names, cells, strict=True))
        if row[column] not in {"-1", "0", "1"}:
            raise BadTable(f"{path.name}, line {number}: {column} is -1, 0 or 1")
        texts.append(row["text"])
        labels.append(int(row[column]))
    return texts, labels


def _fit(
    target: str,
    texts: Sequence[str],
    wanted: Integers,
    vectors: Floats | None,
    basis: str,
    least: int,
    penalty: float,
) -> Model:
    found = [features(text) for text in texts]
    spread = Counter(name for names in found for name in names)
    names = sorted(feature for feature, count in spread.items() if count >= least)
    places = {name: place for place, name in enumerate(names)}
    importance = np.log((1 + len(texts)) / (1 + np.array([spread[name] for name in names]))) + 1
    weights, bias = _descend(table_of(found, places, importance), wanted, penalty)
    vector_weights, vector_bias = (
        (None, np.zeros(3)) if vectors is None else _descend(vectors, wanted, VECTOR_PENALTY)
    )
    return Model(target, basis, places, importance, weights, bias, vector_weights, vector_bias)


def _descend(table: Any, wanted: Integers, penalty: float) -> tuple[Floats, Floats]:
    """Multinomial logistic regression, the three classes of equal weight: (features, 3) and (3,)."""
    size, hot = table.shape[1], np.eye(3)[wanted]
    share = 1.0 / np.maximum(np.bincount(wanted, minlength=3), 1)[wanted]
    share /= share.sum()
    turned = table.T.tocsr() if hasattr(table, "tocsr") else table.T

    def loss(flat: Floats) -> tuple[float, Floats]:
        coefficients, bias = flat[:-3].reshape(size, 3), flat[-3:]
        chance = probabilities(table @ coefficients + bias)
        gap = share[:, None] * (chance - hot)
        value = -float(share @ np.log(np.maximum((chance * hot).sum(axis=1), 1e-300)))
        slope = np.append((turned @ gap).ravel() + penalty * flat[:-3], gap.sum(axis=0))
        return value + penalty / 2 * float(flat[:-3] @ flat[:-3]), slope

    with threadpool_limits(1):  # two threads add up in another order, and the last bits differ
        best = minimize(
            loss, np.zeros(3 * size + 3), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
        ).x
    return best[:-3].reshape(size, 3), best[-3:]


def _doubt(texts: Sequence[str], wanted: Integers) -> float:
    """The share of even chances in those of a model learnt from these texts. Those that are the same count
    once, and all together no more than three times those for or those against, whichever are fewer."""
    kinds = Counter(kind for _, kind in {*zip(texts, wanted.tolist(), strict=True)})
    return BLANK / (BLANK + min(kinds.total(), 3 * min(kinds[0], kinds[2])))


def _temperature(chance: Floats, wanted: Integers) -> float:
    """The temperature of least log loss on texts that the model had not seen."""
    scores, rows = np.log(np.maximum(chance, 1e-12)), np.arange(len(wanted))

    def loss(temperature: float) -> float:
        return -float(np.log(np.maximum(probabilities(scores / temperature)[rows, wanted], 1e-300)).mean())

    return float(minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded", options={"xatol": 1e-4}).x)
