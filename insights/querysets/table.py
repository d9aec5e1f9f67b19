"""What was said in a window as columns, and as it is when it is looked at row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.audit import categories
from analysis.numbering import ranks

Column = npt.NDArray[Any]


class Said(NamedTuple):
    """One public text with its reading, as far as figures need it."""

    voice: int
    negative: float | None
    positive: float | None
    label: str
    feeling: str
    stance: str
    topic: int
    language: str
    country: str
    thread: int | None
    at: datetime
    pk: int


@dataclass(frozen=True, eq=False)
class Table:
    """Everything that was loaded at once. Texts are places in their `names`; NaN and thread 0 are none."""

    columns: Mapping[str, Column]
    names: Mapping[str, tuple[str, ...]]

    @cached_property
    def _voices(self) -> tuple[Column, Column]:
        return ranks(self.columns["voice"])

    @property
    def people(self) -> Column:
        """Every voice there is, in ascending order."""
        return self._voices[0]

    @property
    def person(self) -> Column:
        """The place of a row's voice among the people."""
        return self._voices[1]

    @cached_property
    def tone(self) -> Column:
        """Chance of positive minus negative."""
        return np.asarray(self.columns["positive"] - self.columns["negative"])

    @cached_property
    def category(self) -> Column:
        return categories_of(self.columns["negative"], self.columns["positive"]).astype(np.int8)


def categories_of(negative: Column, positive: Column) -> Column:
    """Of which of the machine's categories texts are, -1 where there is no reading: what figures are made of,
    and the labels that correct them.

    By the two chances that a digest keeps. They are rounded: the stored third may differ in its last place.
    What is left of 1 is rounded as they are: in binary, 1 - .0066 - .3934 is under .6.
    """
    neutral = np.round(1 - negative - positive, 4)
    return categories(np.stack([negative, neutral, positive]).T)
