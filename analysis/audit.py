"""How wrong the machine is on the portal's own texts, from a sample that people have labelled.

Draw the sample as the figures are made: a person at random, then one of the person's texts. Two people
label each text without seeing the machine's reading or each other's label; where they differ, the text
counts half for each. Methods, section 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given
from analysis.intervals import wilson

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CLASSES = ("negative", "neutral", "positive")
VALUES = np.array([-1.0, 0.0, 1.0])  # what a class adds to net tone
CATEGORIES = (*CLASSES, *(f"leaning {name}" for name in CLASSES))
SURE = 0.6
ENOUGH = 100  # labelled texts of a language
ENOUGH_OF_CLASS = 5
WIDEST = 0.25  # standard error of net tone that a correction may bring in by itself
PRIOR = 0.05  # added to every cell, so that what was not seen is not held impossible


def categories(chances: npt.ArrayLike, sure: float = SURE) -> Integers:
    """The machine's answer as one of CATEGORIES, from chances of shape (texts, 3): the most likely class,
    apart for texts where its chance is under `sure`. -1 for rows of NaN, which have no reading.

    Telling sure from unsure answers apart costs nothing and makes corrected figures a fifth more exact.
    """
    array = given.table(chances, "chances")
    if array.ndim != 2 or array.shape[1] != 3:
        raise ValueError("chances have one row a text, of negative, neutral and positive")
    negative, neutral, positive = array.T
    highest = np.maximum(negative, neutral)
    np.maximum(highest, positive, out=highest)
    is_not_negative = negative != highest
    is_positive = is_not_negative & (neutral != highest)
    found = is_not_negative.view(np.int8) + is_positive.view(np.int8) + 3 * (highest < sure).view(np.int8)
    found[~np.isfinite(highest)] = -1
    return found.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Audit:
    """Labelled texts of one language: `counts[h, k]` of people's class h and the machine's category k.

    Shape (3, categories); halves where two people differ.
    """

    language: str
    counts: Floats

    @property
    def texts(self) -> float:
        return float(self.counts.sum())

    @property
    def matrix(self) -> Floats:
        """Chance of each category given the class, same shape; rows add up to 1."""
        weights = self.counts + PRIOR
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))

    @property
    def scores(self) -> Floats:
        """What a text of each category counts for each class: shape (categories, 3).

        matrix @ scores is the identity, so averages of scores are unbiased for shares of classes whatever
        the shares are: the mix of a topic need not be that of the sample. Of all such scores these vary
        least over the sampled texts (generalised least squares; Aitken, 1936).
        """
        usual = (self.counts + PRIOR).sum(axis=0) / (self.counts + PRIOR).sum()
        scaled = self.matrix / usual
        return np.asarray(np.linalg.pinv(scaled @ self.matrix.T, hermitian=True, rcond=1e-9) @ scaled).T

    def posterior(self, draws: int, seed: int) -> Floats:
        """Matrices drawn from the Dirichlet posterior of each row: shape (draws, 3, categories)."""
        drawn = np.random.default_rng(seed).gamma(self.counts + PRIOR, size=(draws, *self.counts.shape))
        drawn = np.maximum(drawn, 1e-300)
        return np.asarray(drawn / drawn.sum(axis=2, keepdims=True))

    @property
    def error(self) -> float:
        """The standard error that this correction alone leaves in the net tone of the texts sampled;
        infinite where the machine answers two classes alike."""
        if not np.allclose(self.matrix @ self.scores, np.eye(3), atol=1e-6):
            return float("inf")
        value = self.scores @ VALUES
        spread = self.matrix @ value**2 - (self.matrix @ value) ** 2
        labels = self.counts.sum(axis=1)
        return float(np.sqrt(np.sum((labels / max(self.texts, 1)) ** 2 * spread / (labels + 1))))

    @property
    def fault(self) -> str:
        """Why figures of this language cannot be corrected; empty when they can."""
        if self.texts < ENOUGH:
            return f"{self.texts:g} labelled texts, {ENOUGH} are needed"
        if self.counts.sum(axis=1).min() < ENOUGH_OF_CLASS:
            return f"under {ENOUGH_OF_CLASS} labelled texts of a class"
        if self.error > WIDEST:
            return "the machine hardly tells the classes apart"
        return ""


@dataclass(frozen=True)
class Accuracy:
    """The share of a language's audited texts whose most likely class is what people say; 95 % Wilson."""

    share: float
    low: float
    high: float
    texts: int


def accuracy(audit: Audit, *, sure_only: bool = False) -> Accuracy:
    """How often the machine is right: a text on which people differ is half right.

    `sure_only`: only among texts whose highest chance, as given to `categories`, is .6 or more. These are the
    texts that get a label, and mixed ones, which get none.
    """
    answers = audit.counts[:, :3] if sure_only else audit.counts
    right = sum(float(np.trace(answers[:, start : start + 3])) for start in range(0, answers.shape[1], 3))
    seen = float(answers.sum())
    low, high = wilson(right, seen)
    return Accuracy(right / seen if seen else 0.0, low, high, round(seen))


def tabulate(
    languages: Sequence[str],
    machine: npt.ArrayLike,
    first: npt.ArrayLike,
    second: npt.ArrayLike | None = None,
    *,
    kinds: int = len(CATEGORIES),
) -> Mapping[str, Audit]:
    """The audit of each language, from one entry a text.

    `machine` is a category; `first` and `second` are people's classes 0 negative, 1 neutral, 2 positive,
    or -1 where that person gave none. Texts without a category (-1) or without any label are left out.
    Raises ValueError for other numbers and for lists of unequal length.
    """
    category = _codes(machine, kinds, len(languages))
    labels = [_codes(person, 3, len(languages)) for person in (first, second) if person is not None]
    names = np.asarray(languages, dtype=object)
    people = np.sum([label >= 0 for label in labels], axis=0)
    audits = {}
    for language in sorted(set(languages)):
        counts = np.zeros((3, kinds))
        for label in labels:
            used = (label >= 0) & (category >= 0) & (names == language)
            np.add.at(counts, (label[used], category[used]), 1.0 / people[used])
        audits[language] = Audit(language, counts)
    return audits


def _codes(values: npt.ArrayLike, kinds: int, size: int) -> Integers:
    array = given.table(values, "categories and labels")
    if array.shape != (size,) or (size and (array != np.floor(array)).any()):
        raise ValueError(f"expected {size} whole numbers, one for each text")
    if size and (array.min() < -1 or array.max() >= kinds):
        raise ValueError(f"categories and labels run from 0 to {kinds - 1}, or -1 for none")
    return array.astype(np.int64)
