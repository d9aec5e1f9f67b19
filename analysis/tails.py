"""Differences where a window has no spread to draw from, and how small a chance is that no draw shows there.

A tail is the chance that an error goes at least so far, which is above 0, in the one direction asked for.
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
    """A difference, what is likely of it, and the tails of both errors towards zero; the windows drawn one by
    one: where one has no spread."""
    was, likely_before = resampling.likely_mean(before, ends, draws, seed)
    now, likely_after = resampling.likely_mean(after, ends, draws, seed + 1)
    nearer = (ends[1], ends[0]) if now > was else ends  # where each mean would have to go for no difference
    errors = [
        missed(float(values[0]), values.size, end) if resampling.same(values) else student(drawn, values.size)
        for values, drawn, end in zip((before, after), (likely_before, likely_after), nearer, strict=True)
    ]
    return now - was, likely_after - likely_before, errors


def student(drawn: Floats, people: int) -> Tail:
    """Of Student's t with the spread of what was drawn for so many people."""
    spread = max(float(drawn.std()), 1e-300)
    return lambda far: float(stdtr(people - 1, -far / spread))


def missed(value: float, people: int, end: float) -> Tail:
    """Where everyone says `value`: that others, who say `end`, were missed though they are so large a share
    that the mean is so far away (Clopper and Pearson, 1934)."""
    widest = abs(end - value)
    return lambda far: (1 - far / widest) ** people if far < widest else 0.0


def together(errors: Sequence[Tail]) -> Tail:
    """Of the sum of errors that know nothing of each other; rather too great, by one step in a hundred."""
    first, *others = errors
    if not others:
        return first
    rest = together(others)

    def tail(far: float) -> float:
        """Step by step: the first goes so far, and the others the rest of the way."""
        goes = [first(step * far) for step in STEPS]
        lacks = [rest((1 - step) * far) for step in STEPS[1:]]
        part = ((less - more) * lack for (less, more), lack in zip(pairwise(goes), lacks, strict=True))
        return (1 - goes[0]) * rest(far) + sum(part) + goes[-1]

    return tail
