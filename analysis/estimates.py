"""The tone of many people as one figure: one voice per author, corrected for the machine's errors.

A text counts what its category is worth in its language (`audit.Audit.scores`); an author's texts are
averaged, then the authors. The interval holds two errors: who happened to write (bootstrap-t over
authors) and what the audit sample leaves open (its matrix drawn from the posterior). Methods, section 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given, resampling
from analysis.audit import VALUES, Audit
from analysis.heard import Heard
from analysis.intervals import DRAWS, TONE, Mean, mean_interval

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class NetTone:
    """Net tone, -1 to 1, of `authors` people. `plain` is the same without correction.

    `net`, `low` and `high` are corrected for the languages in `corrected`; where `uncorrected` names
    languages, with the reason, their texts count as the machine reads them, and the interval does not
    hold the machine's errors on them.
    """

    net: float
    low: float
    high: float
    authors: int
    plain: Mean
    corrected: tuple[str, ...]
    uncorrected: Mapping[str, str]

    @property
    def is_corrected(self) -> bool:
        return not self.uncorrected


@dataclass(frozen=True, eq=False)
class Scoring:
    """What each column of `voices` is worth: the machine's own reading, then the categories of a language."""

    audits: tuple[Audit, ...]
    faults: Mapping[str, str]

    @property
    def worth(self) -> Floats:
        """Shape (columns,)."""
        return np.concatenate([[1.0], *(audit.scores @ VALUES for audit in self.audits)])

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that a text can be worth."""
        worth = [*self.worth[1:].tolist(), *(TONE if self.faults or not self.audits else ())]
        return min(worth), max(worth)

    def values(self, voices: Floats) -> Floats:
        """What each author's row of `voices` is worth, the same in whatever order the texts came."""
        return np.round(voices @ self.worth, 12)

    def voices(self, texts: Heard) -> Floats:
        """One row an author, adding up each column over the author's texts and dividing by their number."""
        if not self.audits:
            return _plain(texts)[:, None]
        start, width = np.zeros(len(texts.names), dtype=np.int64), 1
        for audit in self.audits:
            if audit.language in texts.names:
                language = texts.names.index(audit.language)
                start[language] = width
                if np.any(texts.categories[texts.languages == language] >= audit.counts.shape[1]):
                    raise ValueError(f"a category of {audit.language} is not among those of its audit")
            width += audit.counts.shape[1]
        column = start[texts.languages]
        cell = texts.authors * width + np.where(column, column + texts.categories, 0)
        weights = np.where(column, 1.0, texts.tones)
        sums = np.bincount(cell, weights, minlength=texts.people * width).reshape(-1, width)
        return np.asarray(sums / np.bincount(texts.authors, minlength=texts.people)[:, None])

    def drawn_errors(self, mean: Floats, draws: int, seed: int) -> Floats:
        """How far off the correction of `mean`, shape (columns,), may be: one draw each, shape (draws,)."""
        total, start = np.zeros(draws), 1
        for number, audit in enumerate(self.audits):
            end = start + audit.counts.shape[1]
            shares, worth = mean[start:end] @ audit.scores, audit.scores @ VALUES
            total += (audit.posterior(draws, seed + 1 + number) - audit.matrix) @ worth @ shares
            start = end
        return total


def scoring(names: Sequence[str], audits: Mapping[str, Audit]) -> Scoring:
    """Which of these languages can be corrected, and why the others cannot."""
    faults = {name: audits[name].fault if name in audits else "no labelled texts" for name in sorted(names)}
    used = tuple(audits[name] for name, fault in faults.items() if not fault)
    return Scoring(used, {name: fault for name, fault in faults.items() if fault})


def net_tone(
    texts: Heard,
    audits: Mapping[str, Audit] | None = None,
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> NetTone:
    """Net tone with its interval; the order of the texts does not matter.

    `audits` by language, from `audit.tabulate`. A language without one, or with too little of one, is
    left as the machine reads it and named in `uncorrected`. Raises ValueError when nobody was heard, and
    for a level, draws and a seed as `intervals.mean_interval`.
    """
    given.drawing(level, draws, seed)
    if not texts.people:
        raise ValueError("net tone needs at least one author with a reading")
    plain = mean_interval(_plain(texts), level=level, draws=draws, seed=seed, limits=TONE)
    spoken = texts.spoken
    scores = scoring(spoken, audits or {})
    corrected = tuple(audit.language for audit in scores.audits)
    if not corrected or texts.people < 2:
        faults = scores.faults or dict.fromkeys(spoken, "one author")
        return NetTone(plain.mean, plain.low, plain.high, plain.authors, plain, (), faults)
    rows = scores.voices(texts)
    net, likely = resampling.likely_mean(scores.values(rows), scores.ends, draws, seed)
    likely -= scores.drawn_errors(rows.mean(axis=0), draws, seed)
    low, high = np.quantile(likely, [(1 - level) / 2, (1 + level) / 2])
    inside = float(np.clip(net, *TONE))  # a figure beyond the limits is moved back, and its interval with it
    return NetTone(
        net=inside,
        low=float(np.clip(low + inside - net, *TONE)),
        high=float(np.clip(high + inside - net, *TONE)),
        authors=texts.people,
        plain=plain,
        corrected=corrected,
        uncorrected=scores.faults,
    )


def _plain(texts: Heard) -> Floats:
    return np.round(np.bincount(texts.authors, texts.tones) / np.bincount(texts.authors), 12)
