"""The tone of many people as one figure: one voice per author, corrected for the machine's errors.

A text counts what its category is worth in its language (`audit.Audit.scores`); an author's texts are
averaged, then the authors. The interval holds two errors: who happened to write (bootstrap-t over
authors) and what the audit sample leaves open (its matrix drawn from the posterior). Methods, section 3.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import numpy.typing as npt

from analysis import resampling
from analysis.audit import VALUES, Audit
from analysis.intervals import DRAWS, TONE, Mean, mean_interval, numbered
from analysis.numbering import ranks

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Keys = tuple[Hashable, ...] | npt.NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class Heard:
    """Texts of a topic and window, one entry each; `authors` are numbers from 0 to `people` - 1.

    `tones` are chances of positive minus negative, `categories` the machine's (`audit.categories`),
    `languages` index `names`. `keys` are the authors' own ids, in order of number: an array, ascending,
    where the authors were one.
    """

    authors: Integers
    tones: Floats
    categories: npt.NDArray[np.signedinteger]
    languages: npt.NDArray[np.signedinteger]
    names: tuple[str, ...]
    keys: Keys

    @property
    def people(self) -> int:
        return len(self.keys)

    @property
    def spoken(self) -> list[str]:
        """The names of the languages there are."""
        seen = np.bincount(self.languages, minlength=len(self.names))
        return [name for name, texts in zip(self.names, seen, strict=True) if texts]


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


def heard(
    authors: Sequence[Hashable] | npt.NDArray[np.generic],
    languages: Sequence[str] | npt.NDArray[np.generic],
    tones: npt.ArrayLike,
    categories: npt.ArrayLike,
    *,
    names: Sequence[str] | None = None,
) -> Heard:
    """Texts ready to be added up; those without a reading (NaN, category -1) are left out.

    With `names`, `languages` are places in it. Arrays of whole numbers are the quick way for all.
    Raises ValueError for lists of unequal length and for tones outside -1 to 1.
    """
    tone, category = np.asarray(tones, dtype=np.float64), _whole(categories)
    if not len(authors) == len(languages) == tone.size == category.size:
        raise ValueError("authors, languages, tones and categories must be equally long")
    read = np.isfinite(tone) & (category >= 0)
    if names is None:
        names = sorted({str(name) for name in languages})
        number = {name: n for n, name in enumerate(names)}
        languages = np.fromiter(map(number.__getitem__, languages), dtype=np.int64, count=len(languages))
    language = _whole(languages)
    if not read.all():
        tone, category, language = tone[read], category[read], language[read]
        authors = authors[read] if isinstance(authors, np.ndarray) else list(compress(authors, read))
    if tone.size and max(tone.max(), -tone.min()) > 1:
        raise ValueError("tones lie between -1 and 1")
    keys, place = ranks(authors) if isinstance(authors, np.ndarray) else _numbered(authors)
    return Heard(place, tone, category, language, tuple(names), keys)


def _whole(numbers: npt.ArrayLike) -> npt.NDArray[np.signedinteger]:
    """Whole numbers as they are, however narrow; what is none of these is made one."""
    array = np.asarray(numbers)
    return array if array.dtype.kind == "i" else array.astype(np.int64)


def _numbered(authors: Sequence[Hashable]) -> tuple[Keys, Integers]:
    return tuple(dict.fromkeys(authors)), numbered(authors)


@dataclass(frozen=True, eq=False)
class Scoring:
    """What each column of `voices` is worth: the machine's own reading, then the categories of a language."""

    audits: tuple[Audit, ...]
    faults: Mapping[str, str]

    @property
    def worth(self) -> Floats:
        """Shape (columns,)."""
        return np.concatenate([[1.0], *(audit.scores @ VALUES for audit in self.audits)])

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
    left as the machine reads it and named in `uncorrected`. Raises ValueError when nobody was heard.
    """
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
    values = rows @ scores.worth
    if np.ptp(values) > 1e-12:
        net, likely = resampling.likely(values[:, None], np.ones((texts.people, 1)), draws, seed)
    else:
        net, ends = float(values[0]), (float(scores.worth.min()), float(scores.worth.max()))
        likely = resampling.alike(net, texts.people, ends, draws, seed)
    likely -= scores.drawn_errors(rows.mean(axis=0), draws, seed)
    low, high = np.quantile(likely, [(1 - level) / 2, (1 + level) / 2])
    return NetTone(
        net=float(np.clip(net, *TONE)),
        low=float(np.clip(low, *TONE)),
        high=float(np.clip(high, *TONE)),
        authors=texts.people,
        plain=plain,
        corrected=corrected,
        uncorrected=scores.faults,
    )


def _plain(texts: Heard) -> Floats:
    return np.asarray(np.bincount(texts.authors, texts.tones) / np.bincount(texts.authors))
