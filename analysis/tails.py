"""Differences between windows in one of which everyone has the same value, so that there is no spread to draw
from; and their tails, for chances so small that none of the draws shows them.

A tail is the chance that an error is so large or larger in one direction, for a size above 0.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from analysis import resampling

Floats = npt.NDArray[np.float64]
Tail = Callable[[float], float]
STEPS = [step / 100 for step in range(101)]


def each_by_itself(
    before: Floats, after: Floats, ends: tuple[float, float], draws: int, seed: int
) -> tuple[float, Floats, list[Tail]]:
    """A difference, values that are as likely to be the truth (see `resampling.likely`), and for each window
    the tail of its error in the direction of no difference. Each window is drawn by itself."""
    was, likely_before = resampling.likely_mean(before, ends, draws, seed)
    now, likely_after = resampling.likely_mean(after, ends, draws, seed + 1)
    nearer = (ends[1], ends[0]) if now > was else ends  # where each mean would have to go for no difference
    errors = [
        missed(float(values[0]), values.size, end) if resampling.same(values) else student(drawn, values.size)
        for values, drawn, end in zip((before, after), (likely_before, likely_after), nearer, strict=True)
    ]
    return now - was, likely_after - likely_before, errors


def student(drawn: Floats, people: int) -> Tail:
    """The tail of Student's t, with the spread of what was drawn for so many people."""
    spread = max(float(drawn.std()), 1e-300)
    return lambda far: float(stdtr(people - 1, -far / spread))


def missed(value: float, people: int, end: float) -> Tail:
    """The tail where everyone heard says `value`: the chance that nobody was heard of those who say `end`,
    though these are so many that the mean of all is so far from `value` (Clopper and Pearson, 1934)."""
    widest = abs(end - value)
    return lambda far: (1 - far / widest) ** people if far < widest else 0.0


def together(errors: Sequence[Tail]) -> Tail:
    """The tail of the sum of independent errors, in a hundred steps; these make it a little too great."""
    first, *others = errors
    if not others:
        return first
    rest = together(others)

    def tail(far: float) -> float:
        """Added up over how far the first error goes: the others go the rest of the way."""
        goes = [first(step * far) for step in STEPS]
        lacks = [rest((1 - step) * far) for step in STEPS[1:]]
        part = ((less - more) * lack for (less, more), lack in zip(pairwise(goes), lacks, strict=True))
        return (1 - goes[0]) * rest(far) + sum(part) + goes[-1]

    return tail
