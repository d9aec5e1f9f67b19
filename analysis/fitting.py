"""The arithmetic of the tone models: choosing n-grams, logistic regression, how sure scores are.

Plain double precision from fixed starts on one thread, so that the same data give the same numbers.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize, minimize_scalar
from threadpoolctl import threadpool_limits

from analysis import weights
from analysis.features import SIZE
from analysis.tables import Labelled
from analysis.tone import probabilities, scores, softened

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
ROUNDS = 60  # the search is stopped here, which holds the weights back a little more than l2 alone
MOST = 285_000  # buckets kept: what fits under 1 MB
FEWEST = 2  # texts that a bucket needs
EVEN = 1.5  # average texts of each class that every bucket is given before its ratios are taken
STEEPEST = 2.0  # a bucket that tells the classes apart better than this counts for no more
LISTED = 0.3  # and one of a word list for no less than this
FIRMNESS = 1e-3  # penalty of weights learnt from phrases alone
BRIEF = 8  # words of a short text
NONE_ALIKE = sparse.csr_array((SIZE, 0))


def fit(
    table: sparse.csr_array,
    targets: Floats,
    share: Floats,
    *,
    importance: float,
    contrast: float,
    penalty: float,
    alike: sparse.csr_array = NONE_ALIKE,
) -> tuple[Floats, Floats]:
    """The model as an array (SIZE, 3), see weights.ToneWeights, and its bias (2,).

    `table` (rows, SIZE) holds ones, `targets` (rows, 3) chances, `share` (rows,) adds up to 1; the rest as in
    training.Settings. Each column of `alike` (SIZE, groups) says how far buckets belong to a group: one more
    weight is learnt for it and added to theirs, so that a bucket met seldom leans on the others.
    """
    seen = np.bincount(table.indices, minlength=SIZE)
    listed = np.diff(alike.indptr) > 0
    chosen = _telling(table, targets, share, np.where(listed, np.maximum(seen, FEWEST), seen), listed)
    rarity = (np.log((1 + len(share)) / (1 + np.maximum(seen[chosen], FEWEST))) + 1) ** importance
    ratios = np.maximum(_ratios(table[:, chosen], targets, share), LISTED * listed[chosen])
    worth = rarity * ratios**contrast
    scaled = table[:, chosen].astype(np.float64).multiply(worth[None, :]).tocsr()
    length = np.sqrt(np.maximum(scaled.multiply(scaled).sum(axis=1), 1e-12))
    scaled.data /= np.repeat(length, np.diff(scaled.indptr))
    groups = alike[chosen]
    both, bias = descend(sparse.hstack([scaled, scaled @ groups]).tocsr(), targets, share, penalty)
    found = both[: len(chosen)] + groups @ both[len(chosen) :]
    full = np.zeros((SIZE, 3))
    full[chosen, :2] = (found - found[:, 1:2])[:, [0, 2]] * worth[:, None]
    full[chosen, 2] = worth**2
    return full, (bias - bias[1])[[0, 2]]


def extend(full: Floats, bias: Floats, table: sparse.csr_array, targets: Floats, *, rows: int) -> Floats:
    """`full` (SIZE, 3) with weights for buckets that it does not have, learnt from phrases about what no
    training text holds: `table` (phrases, SIZE) and `targets` (phrases, 3). The buckets are worth as much as
    the rarest and most telling ones of `rows` texts; all others stay as they are.
    """
    chosen = np.flatnonzero((full[:, 2] == 0) & (np.bincount(table.indices, minlength=SIZE) > 0))
    worth = STEEPEST * (np.log((1 + rows) / (1 + FEWEST)) + 1)
    scaled = table[:, chosen].astype(np.float64)
    scaled.data /= np.repeat(np.sqrt(np.maximum(scaled.sum(axis=1), 1.0)), np.diff(scaled.indptr))
    share = np.full(len(targets), 1 / len(targets))
    found, _ = descend(scaled, targets, share, FIRMNESS, np.array([bias[0], 0.0, bias[1]]))
    longer = full.copy()
    longer[chosen, :2] = (found - found[:, 1:2])[:, [0, 2]] * worth
    longer[chosen, 2] = worth**2
    return longer


def _ratios(table: sparse.csr_array, targets: Floats, share: Floats) -> Floats:
    """How far each bucket's share of a class is from its share of the three, as the largest logarithm of a
    ratio (the log-count ratios of Wang and Manning, 2012); shape (buckets,), above 0.
    """
    count = table.T @ (targets * share[:, None]) + EVEN / len(share)
    ratios = np.log(count / count.sum(axis=0))
    steepness = np.abs(ratios - ratios.mean(axis=1, keepdims=True)).max(axis=1)
    return np.asarray(np.clip(steepness, 1e-3, STEEPEST))


def _telling(
    table: sparse.csr_array, targets: Floats, share: Floats, seen: Integers, listed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.intp]:
    """The buckets that tell the classes apart best, at most MOST, by chi-squared against even spread; those
    that are listed come first.
    """
    expected = share @ targets
    found = table.T @ (targets * share[:, None])
    total = found.sum(axis=1, keepdims=True) * expected
    odd = ((found - total) ** 2 / np.maximum(total, 1e-300)).sum(axis=1)
    odd[listed] = np.inf
    order = np.argsort(np.where(seen >= FEWEST, -odd, np.inf), kind="stable")
    return np.sort(order[: min(MOST, int((seen >= FEWEST).sum()))])


def descend(
    table: Any, targets: Floats, share: Floats, penalty: float, fixed: Floats | None = None
) -> tuple[Floats, Floats]:
    """Weights (columns, 3) and bias (3,) of least weighted log loss plus penalty/2 times squared weights.

    `targets` (rows, 3) are the chances that each row should get; `share` (rows,) adds up to 1. A bias that is
    `fixed` stays.
    """
    turned, width = table.T.tocsr() if sparse.issparse(table) else table.T, table.shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        coefficients, bias = flat[:-3].reshape(width, 3), flat[-3:]
        chance = probabilities(table @ coefficients + bias)
        gap = share[:, None] * (chance - targets)
        value = -float(share @ (targets * np.log(np.maximum(chance, 1e-300))).sum(axis=1))
        slope = (turned @ gap).ravel() + penalty * flat[:-3]
        steep = gap.sum(axis=0) if fixed is None else np.zeros(3)
        return value + penalty / 2 * float(flat[:-3] @ flat[:-3]), np.append(slope, steep)

    options = {"maxiter": ROUNDS, "maxcor": 8}
    with threadpool_limits(1):  # two threads add up in another order, and the last bits differ
        start = np.append(np.zeros(3 * width), np.zeros(3) if fixed is None else fixed)
        result = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return result.x[:-3].reshape(width, 3), result.x[-3:]


def sure(table: Floats, bias: Floats, dev: Labelled, doubt: float) -> bytes:
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
