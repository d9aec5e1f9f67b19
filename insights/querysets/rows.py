"""What was said in a window as columns, oldest first; row by row for whoever does not count a million."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self, TypeVar, overload

import numpy as np
import numpy.typing as npt

from analysis.numbering import distinct, ranks
from insights.querysets.table import Column, Said, Table

Key = TypeVar("Key", bound=Hashable)


By = str | Column | Callable[[Said], Key]
TEXTS = ("label", "feeling", "stance", "language", "country")
WEEK = np.timedelta64(7, "D")


@dataclass(frozen=True, eq=False)
class Rows(Sequence[Said]):
    """All rows of a table, or those `chosen` from others: a slice of them, or numbers."""

    table: Table
    whole: "Rows | None" = None
    chosen: slice | Column | None = None
    _picked: dict[str, Column] = field(default_factory=dict, repr=False)  # columns, once they were asked for

    @classmethod
    def of(cls, rows: Iterable[Said]) -> "Rows":
        """From rows that are oldest first; which model read them is not known."""
        if isinstance(rows, Rows):
            return rows
        found = list(rows)
        names = {name: tuple(dict.fromkeys(["", *(getattr(row, name) for row in found)])) for name in TEXTS}
        columns: dict[str, Column] = {
            name: np.array([names[name].index(getattr(row, name)) for row in found], dtype=np.int16)
            for name in TEXTS
        }
        for name in ("voice", "topic", "thread", "pk"):
            columns[name] = np.array([getattr(row, name) or 0 for row in found], dtype=np.int64)
        for name in ("negative", "positive"):
            columns[name] = np.array([getattr(row, name) for row in found], dtype=np.float64)
        columns["at"] = np.array([moment(row.at) for row in found], dtype="datetime64[us]")
        columns["model"] = np.zeros(len(found), dtype=np.int16)
        return cls(Table(columns, names | {"model": ("",)}))

    def column(self, name: str) -> Column:
        """One entry a row: a column of the table, its `person`, `tone` or `category`."""
        if name not in self._picked:
            if self.whole is None:
                found = self.table.columns[name] if name in self.table.columns else getattr(self.table, name)
            else:
                found = self.whole.column(name)[self.chosen]
            self._picked[name] = np.asarray(found)
        return self._picked[name]

    @property
    def people(self) -> Column:
        """Every voice there is, in ascending order."""
        everyone = self.table.people
        return everyone if self.whole is None else everyone[distinct(self.column("person"))]

    def names(self, text: str) -> tuple[str, ...]:
        return self.table.names[text]

    def says(self, text: str, value: str = "") -> npt.NDArray[np.bool_]:
        """Where a text is this, or is empty."""
        names = self.names(text)
        place = names.index(value) if value in names else -1
        return np.asarray(self.column(text) == place)

    def silent(self, text: str, where: Column) -> "Rows":
        """The same rows, of which those with True in `where` say nothing of this."""
        if not where.any():
            return self
        column = self.column(text).copy()
        column[where] = self.names(text).index("")
        return Rows(self.table, self, slice(0, len(self)), {text: column})

    def where(self, chosen: Column) -> "Rows":
        """The rows for which `chosen` is true, or with these numbers."""
        if chosen.dtype == bool:
            if chosen.all():
                return self
            chosen = np.flatnonzero(chosen)  # by which columns are picked sooner
        return Rows(self.table, self, chosen)

    def between(self, since: datetime, until: datetime) -> "Rows":
        """Up to, not including, `until`."""
        at = self.column("at")
        return self.where((at >= moment(since)) & (at < moment(until)))

    def since(self, start: datetime) -> "Rows":
        return self.where(self.column("at") >= moment(start))

    def weeks(self, start: datetime) -> Column:
        """How many full weeks after `start` each row was said."""
        return np.asarray((self.column("at") - moment(start)) // WEEK)

    def models(self) -> list[str]:
        """By which models the rows were read."""
        names = self.names("model")
        return sorted(name for place in np.unique(self.column("model")) if (name := names[place]))

    @overload
    def each(self, by: str | Column) -> "dict[Any, Rows]": ...
    @overload
    def each(self, by: Callable[[Said], Key]) -> "dict[Key, Rows]": ...
    def each(self, by: "By[Any]") -> "dict[Any, Rows]":
        """The rows of each part, in order of first appearance: by the name of a column, by one entry a row,
        or by any rule."""
        keys, number = self._parts(by)
        kept = np.int16 if len(keys) < 2**15 else np.int64  # whose sort is by far the quickest
        order = np.argsort(number.astype(kept), kind="stable")
        ends = np.cumsum(np.bincount(number, minlength=len(keys)))
        starts = np.append(0, ends[:-1])[: len(keys)]
        beside = Rows(self.table, self, order)
        return {
            keys[place]: Rows(self.table, beside, slice(int(starts[place]), int(ends[place])))
            for place in np.argsort(order[starts]).tolist()
        }

    def _parts(self, by: "By[Any]") -> tuple[Sequence[Any], Column]:
        """The keys of the parts, and for each row the place of its key among them."""
        if callable(by):
            numbers: dict[Any, int] = {}
            number = [numbers.setdefault(by(row), len(numbers)) for row in self]
            return list(numbers), np.array(number, dtype=np.int64)
        found, places = ranks(self.column(by) if isinstance(by, str) else by)
        if isinstance(by, str) and by in self.table.names:
            return [self.names(by)[place] for place in found], places
        return found.tolist(), places

    def __len__(self) -> int:
        if self.chosen is None:
            return int(self.table.columns["pk"].size)
        if isinstance(self.chosen, slice):
            return int(self.chosen.stop - self.chosen.start)
        return len(self.chosen)

    def __iter__(self) -> Iterator[Said]:
        lists = {name: self.column(name).tolist() for name in Said._fields}
        for name in TEXTS:
            lists[name] = [self.names(name)[place] for place in lists[name]]
        for name in ("negative", "positive"):
            lists[name] = [None if value != value else value for value in lists[name]]
        lists["thread"] = [thread or None for thread in lists["thread"]]
        lists["at"] = [at.replace(tzinfo=UTC) for at in lists["at"]]
        return map(Said, *lists.values())

    @overload
    def __getitem__(self, place: int) -> Said: ...
    @overload
    def __getitem__(self, place: slice) -> Self: ...
    def __getitem__(self, place: int | slice) -> Any:
        numbers = np.arange(len(self))[place]
        rows = self.where(np.atleast_1d(numbers))
        return rows if isinstance(place, slice) else next(iter(rows))


def moment(at: datetime) -> np.datetime64:
    return np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "us")
