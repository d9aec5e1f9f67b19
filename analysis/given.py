"""What callers hand in, checked in one way and refused in a sentence: texts, people, numbers and draws."""

import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.ArrayLike | Sequence[float | None]
_LEAST, _MOST = 5e-324, sys.float_info.max


def texts(given: Sequence[Any], kind: str = "text", *, gaps: bool = False) -> None:
    """Nothing, where all of a list are texts; with `gaps` None may stand among them.

    Raises TypeError for one text in place of a list, and for the first entry that is no text, with its place
    counted from 0. `kind` is what an entry is called.
    """
    _listed(given, kind)
    if {*map(type, given)} <= {str}:
        return
    for place, entry in enumerate(given):
        if not isinstance(entry, str) and not (gaps and entry is None):
            raise TypeError(f"{kind} {place} is {_named(entry)}, not text")


def people(given: Sequence[Any] | npt.NDArray[np.generic], kind: str = "author") -> None:
    """Nothing, where each of a flat list or array can stand for a person, or for what else `kind` calls it:
    whatever Python can hash, numbers and texts together too.

    Raises TypeError for anything but such a list, and for the first entry that cannot, with its place counted
    from 0.
    """
    _listed(given, kind)
    if isinstance(given, np.ndarray):
        if given.ndim != 1:
            raise TypeError(f"{kind}s are a flat list, not an array of {given.ndim} dimensions")
        if given.dtype.kind != "O":
            return
    if {*map(type, given)} <= {int, str}:
        return
    for place, entry in enumerate(given):
        try:
            hash(entry)
        except TypeError:
            raise TypeError(
                f"{kind} {place} is {_named(entry)}, by which no {kind} can be known again"
            ) from None


def text(given: Any) -> None:
    """Nothing, where it is a text. Raises TypeError for anything else."""
    if not isinstance(given, str):
        raise TypeError(f"a text is wanted, not {_named(given)}")


def numbers(values: Numbers, kind: str = "values", *, gaps: bool = False) -> Floats:
    """A flat array of them; with `gaps` None and NaN may stand among them, as NaN.

    Raises ValueError for any other shape and for what is not a number.
    """
    array = table(values, kind)
    if array.ndim != 1 or not (np.isfinite(array) | (np.isnan(array) & gaps)).all():
        what = "infinite" if gaps else "missing"
        raise ValueError(f"{kind} must be a flat list of numbers, none of them {what}")
    return array


def addable(values: Floats) -> bool:
    """Whether the sum of so great numbers is one."""
    return float(np.abs(values).max(initial=0)) * values.size < np.inf


def table(values: Numbers, kind: str = "values") -> Floats:
    """An array of any shape; what is missing is NaN. Raises ValueError for what is not a number."""
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "biufO" or _has_text(array):
            raise TypeError
        return array.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{kind} must be numbers, and as many in each row") from None


def share(successes: float, n: float, z: float) -> None:
    """Nothing, where so many of `n` are a share. Raises ValueError where they are none, and for a z that is
    not above 0."""
    if not _ordered(0, successes, n, _MOST):
        raise ValueError(f"{successes} of {n} is not a share")
    if not _ordered(_LEAST, z, _MOST):
        raise ValueError(f"z is a number above 0, and not {z}")


def shares(successes: npt.ArrayLike, n: npt.ArrayLike, z: float) -> tuple[Floats, Floats]:
    """The same for arrays of one shape, and them as decimals. Raises ValueError as `share`."""
    hits, seen = table(successes, "successes"), table(n, "numbers of answers")
    if hits.shape != seen.shape:
        raise ValueError(f"successes of shape {hits.shape} came with answers of shape {seen.shape}")
    share(1, 1, z)
    wrong = np.flatnonzero(~((hits >= 0) & (hits <= seen) & np.isfinite(seen)))
    if wrong.size:
        place = int(wrong[0])
        raise ValueError(f"{hits.flat[place]:g} of {seen.flat[place]:g}, at place {place}, is not a share")
    return hits, seen


def flags(values: Numbers, kind: str) -> npt.NDArray[np.bool_]:
    """A flat array of True and False, which may be given as 1 and 0. Raises ValueError for anything else."""
    array = table(values, kind)
    if array.ndim != 1 or not ((array == 0) | (array == 1)).all():
        raise ValueError(f"{kind} must be a flat list of yes or no")
    return array.astype(bool)


def drawing(level: float, draws: int, seed: int) -> None:
    """Nothing, where an interval can be drawn so. Raises ValueError for a level that is not between 0 and 1,
    for no draws, and for a seed under 0."""
    between(level, "the level of an interval", ends=False)
    whole(draws, "the number of draws", least=1)
    whole(seed, "a seed", least=0)


def between(number: float, name: str, *, ends: bool = True) -> None:
    """Nothing, where it lies between 0 and 1; with `ends` it may be either. Raises ValueError if not."""
    if not _ordered(0, number, 1) or (number in (0, 1) and not ends):
        raise ValueError(f"{name} lies between 0 and 1, and is not {number}")


def whole(number: int, name: str, *, least: int) -> None:
    """Nothing, where it is a whole number of at least so much. Raises ValueError for anything else."""
    if not isinstance(number, int | np.integer) or number < least:
        raise ValueError(f"{name} is a whole number from {least} on, and not {number}")


def _ordered(*numbers: float) -> bool:
    """Whether each is no more than the next; False for what is no number."""
    try:
        return all(one <= two for one, two in pairwise(numbers))
    except TypeError:
        return False


def _has_text(array: npt.NDArray[Any]) -> bool:
    return array.dtype.kind == "O" and any(isinstance(value, str | bytes) for value in array.flat)


def _listed(given: Any, kind: str) -> None:
    if isinstance(given, str | bytes | Mapping) or not hasattr(given, "__getitem__"):
        raise TypeError(f"{kind}s are a list, not {_named(given)}; for one {kind} give a list of it alone")


def _named(value: Any) -> str:
    return "None" if value is None else type(value).__name__
