"""Whose texts are added up: one voice per author, however many texts there are. Methods, section 3."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from analysis import given
from analysis.numbering import in_order, ranks

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Keys = tuple[Hashable, ...] | npt.NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class Heard:
    """Texts of a topic and window, one entry each; `authors` are numbers from 0 to `people` - 1.

    `tones` are chances of positive minus negative, `categories` the machine's (`audit.categories`),
    `languages` index `names`. `keys` are the authors' own ids, in order of number: an array, ascending,
    where the authors were one, and not one of objects.
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
    Raises ValueError for lists of unequal length, for tones outside -1 to 1, categories that are no whole
    numbers and languages that are not among the names; TypeError for what is no author.
    """
    given.people(authors)
    tone, category = given.table(tones, "tones"), _whole(categories)
    if not len(authors) == len(languages) == tone.size == category.size or tone.ndim != 1:
        raise ValueError("authors, languages, tones and categories must be equally long")
    read = ~np.isnan(tone) & (category >= 0)
    if names is None:
        names = sorted({str(name) for name in languages})
        number = {name: n for n, name in enumerate(names)}
        languages = np.fromiter(map(number.__getitem__, languages), dtype=np.int64, count=len(languages))
    language = _whole(languages)
    if language.size and not 0 <= language.min() <= language.max() < len(names):
        raise ValueError(f"languages run from 0 to {len(names) - 1}, as their names do")
    if not read.all():
        tone, category, language = tone[read], category[read], language[read]
        authors = authors[read] if isinstance(authors, np.ndarray) else list(compress(authors, read))
    if tone.size and max(tone.max(), -tone.min()) > 1:
        raise ValueError("tones lie between -1 and 1")
    keys, place = ranks(authors) if _can_be_sorted(authors) else _numbered(authors)
    return Heard(place, tone, category, language, tuple(names), keys)


def _whole(numbers: npt.ArrayLike) -> npt.NDArray[np.signedinteger]:
    """Whole numbers as they are, however narrow; what is none of these is made one."""
    array = np.asarray(numbers)
    if array.dtype.kind == "i":
        return array
    whole = np.where(np.isnan(array), -1, array) if array.dtype.kind == "f" else array
    if whole.dtype.kind not in "iufb" or np.any(whole != np.floor(whole)):
        raise ValueError("categories and languages are whole numbers")
    return whole.astype(np.int64)


def _numbered(authors: Sequence[Hashable] | npt.NDArray[np.generic]) -> tuple[Keys, Integers]:
    return tuple(dict.fromkeys(authors)), numbered(authors)


def one_voice(authors: Sequence[Hashable] | npt.NDArray[np.generic], values: npt.ArrayLike) -> Floats:
    """The mean of each author's values, in order of first appearance: shape (authors,).

    To twelve decimals, so that it is the same in whatever order an author's values come.

    Raises ValueError when the lengths differ or a value is not a number, TypeError for what is no author.
    """
    place, array = numbered(authors, "author"), given.numbers(values)
    if place.size != array.size:
        raise ValueError(f"{place.size} authors came with {array.size} values")
    return np.round(np.bincount(place, weights=array) / np.maximum(np.bincount(place), 1), 12)


def numbered(names: Sequence[Hashable] | npt.NDArray[np.generic], kind: str = "name") -> Integers:
    """0, 1, 2, ... for each name in order of first appearance: shape (names,). Arrays are the quick way, but
    for those of objects, which may be of several kinds and are taken as a list.

    Raises TypeError for what is no list of names; `kind` is what one is called there.
    """
    given.people(names, kind)
    if _can_be_sorted(names):
        return in_order(ranks(names)[1])
    number_of = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.fromiter(map(number_of.__getitem__, names), dtype=np.int64, count=len(names))


def _can_be_sorted(names: Sequence[Hashable] | npt.NDArray[Any]) -> TypeGuard[npt.NDArray[Any]]:
    """Whether they are an array, and not one of objects: these may be of kinds that have no common order."""
    return isinstance(names, np.ndarray) and names.dtype.kind != "O"
