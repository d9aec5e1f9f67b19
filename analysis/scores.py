"""How well a reading agrees with people's labels."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def macro_f1(labels: Integers, guesses: Integers) -> float:
    """The mean of the F1 of every class that occurs among the labels."""
    scores = []
    for name in np.unique(labels):
        hit = int(((labels == name) & (guesses == name)).sum())
        wrong = int(((labels == name) != (guesses == name)).sum())
        scores.append(2 * hit / (2 * hit + wrong))
    return float(np.mean(scores)) if scores else 0.0


def calibration_error(labels: Integers, chances: Floats, bins: int = 10) -> float:
    """Expected calibration error: how far stated confidence is from the share that is right.

    `chances` has shape (texts, classes). Bins of equal width over the top probability (Guo et al., 2017).
    """
    top = chances.max(axis=1)
    right = chances.argmax(axis=1) == labels
    place = np.minimum((top * bins).astype(np.int64), bins - 1)
    gap = np.bincount(place, weights=top - right, minlength=bins)
    return float(np.abs(gap).sum() / max(len(labels), 1))


def kept(labels: Integers, chances: Floats, floor: float) -> tuple[float, float]:
    """The share of texts whose top probability reaches `floor`, and the share of those that are right."""
    listed = chances.max(axis=1) >= floor
    right = chances.argmax(axis=1) == labels
    return float(listed.mean()), float(right[listed].mean()) if listed.any() else 0.0
