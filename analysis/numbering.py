"""Numbers in place of names: the ground of every sum over people."""

from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
CLOSE = 16  # times as many values as rows: then a table of all values is quicker than sorting the rows


def ranks(
    values: npt.NDArray[Any], kind: type[np.signedinteger[Any]] = np.int64
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The different values in ascending order, and for each row the place of its value among them, as `kind`.

    What `numpy.unique(values, return_inverse=True)` says, several times as fast where whole numbers lie close
    together, as keys of a database do.
    """
    if not _are_close(values):
        found, place = np.unique(values, return_inverse=True)
        return found, place.astype(kind, copy=False)
    seen, low = _seen(values)
    places = np.flatnonzero(seen)
    number = np.zeros(seen.size, dtype=kind)
    number[places] = np.arange(places.size)
    return _from(low, places, values.dtype), number[_above(low, values)]


def distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The different values in ascending order. Of whole numbers several times as fast as `numpy.unique`."""
    if _are_close(values):
        seen, low = _seen(values)
        return _from(low, np.flatnonzero(seen), values.dtype)
    if values.dtype.kind not in "iu":
        return np.unique(values)
    ordered = np.sort(values)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))]


def _are_close(values: npt.NDArray[Any]) -> bool:
    if values.dtype.kind not in "iu" or not values.size:
        return False
    return int(values.max()) - int(values.min()) <= CLOSE * values.size


def _seen(values: npt.NDArray[Any]) -> tuple[npt.NDArray[np.bool_], int]:
    """(seen, low): whether `low` + n is among the values, for each n."""
    low, high = int(values.min()), int(values.max())
    if low > 0 and high <= CLOSE * values.size:
        low = 0
    seen = np.zeros(high - low + 1, dtype=bool)
    seen[_above(low, values)] = True
    return seen, low


def _above(low: int, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """How far each value is above `low`, which is the least of them or 0."""
    if not low:
        return values
    wide = np.uint64 if values.dtype.kind == "u" else np.int64  # an unsigned value may be beyond the signed
    return (values.astype(wide, copy=False) - wide(low)).astype(np.int64, copy=False)


def _from(low: int, places: Integers, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    """The values that are so far above `low`, as numbers of this kind."""
    wide = np.uint64 if kind.kind == "u" else np.int64
    return (places.astype(wide, copy=False) + wide(low)).astype(kind, copy=False)


def in_order(number: Integers) -> Integers:
    """The same numbers given in order of first appearance; `number` runs from 0 without gaps."""
    first = first_rows(number)
    opens = np.zeros(number.size, dtype=bool)
    opens[first] = True
    return np.asarray((np.cumsum(opens) - 1)[first][number])


def first_rows(number: Integers) -> Integers:
    """The first row of each number; `number` runs from 0 without gaps."""
    first = np.full(number.max(initial=-1) + 1, number.size, dtype=np.int64)
    first[number[::-1]] = np.arange(number.size)[::-1]  # of several values for one place, the last stays
    return first


def last_rows(number: Integers) -> Integers:
    """The last row of each number there is, numbers in ascending order; `number` lies close above 0."""
    last = np.full(number.max(initial=-1) + 1, -1, dtype=np.int64)
    last[number] = np.arange(number.size)  # of several values for one place, the last stays
    return last[last >= 0]


def last_rows_of_pairs(first: Integers, second: Integers) -> Integers:
    """The last row of each pair of numbers, pairs in ascending order; none is under 0.

    Each pair and its row are sorted as one number, which beats a table of all pairs where these are many.
    Raises ValueError where they do not fit into 63 bits.
    """
    wide, long = (int(numbers.max(initial=0)).bit_length() for numbers in (second, np.array(first.size)))
    if int(first.max(initial=0)).bit_length() + wide + long > 63:
        raise ValueError("the numbers are too great")
    ordered = np.sort((((first << wide) | second) << long) | np.arange(first.size))
    return np.asarray(ordered[np.diff(ordered >> long, append=-1) != 0] & ((1 << long) - 1))
