"""What a digest was counted from, kept with it for good: which texts, and how each was read then.

No words and no names: voices are numbered anew for each digest, below zero for imported texts.
"""

import io
from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from insights.querysets.table import Table
from insights.querysets.voices import Rows

RECORD = np.dtype(
    [
        ("voice", "<i8"), ("negative", "<f8"), ("positive", "<f8"), ("label", "S10"), ("feeling", "S10"),
        ("stance", "S10"), ("topic", "<i8"), ("language", "S8"), ("country", "S2"), ("thread", "<i8"),
        ("at", "<i8"), ("pk", "<i8"), ("apart", "?"),
    ]
)  # fmt: skip
APART = "apart"  # counts in figures over all topics, and in none of one topic
NAMES = [name for name in RECORD.names or () if name != APART]
TEXTS = [name for name in NAMES if RECORD[name].kind == "S"]

Records = npt.NDArray[np.void]


class Basis(NamedTuple):
    """What the figures of a window count: those over all topics `whole`, those of one topic `parts` of it."""

    whole: Rows
    parts: Rows

    @property
    def is_apart(self) -> npt.NDArray[np.bool_]:
        """Which rows of the whole are in no figure of one topic."""
        return ~np.isin(self.whole.column("pk"), self.parts.column("pk"))

    @property
    def apart(self) -> Rows:
        return self.whole.where(self.is_apart)

    def without(self, keys: Sequence[int]) -> "Basis":
        """The same without these contributions."""
        whole, parts = (rows.where(~np.isin(rows.column("pk"), keys)) for rows in self)
        return Basis(whole, parts)


class Frozen(NamedTuple):
    """The texts of the window and of the one before, oldest first; `at` in microseconds since 1970."""

    now: Records
    before: Records

    @classmethod
    def of(cls, now: Basis, before: Basis) -> Self:
        spoken = np.concatenate([before.whole.column("voice"), now.whole.column("voice")])
        voices, place = np.unique(spoken, return_inverse=True)
        imported = np.searchsorted(voices, 0)  # in the order that they had: sums come out the same
        number = np.arange(voices.size) - imported
        anew = np.where(number < 0, number, number + 1)[place]
        earlier = len(before.whole)
        return cls(records(now, anew[earlier:]), records(before, anew[:earlier]))

    @classmethod
    def load(cls, data: bytes) -> Self:
        """Empty for digests that were made before the rows were kept."""
        if not data:
            return cls(np.array([], dtype=RECORD), np.array([], dtype=RECORD))
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls(arrays["now"], arrays["before"])

    def dump(self) -> bytes:
        out = io.BytesIO()
        np.savez_compressed(out, now=self.now, before=self.before)
        return out.getvalue()

    def bases(self) -> tuple[Basis, Basis]:
        """The window and the one before, as they were counted."""
        return basis_of(self.now), basis_of(self.before)

    def seal(self) -> bytes:
        """What the digest's hash is taken over: the same however the file was compressed."""
        return self.now.tobytes() + b"|" + self.before.tobytes()


def records(basis: Basis, voices: npt.NDArray[np.int64]) -> Records:
    rows = basis.whole
    found = np.empty(len(rows), dtype=RECORD)
    found[APART] = basis.is_apart
    found["voice"], found["at"] = voices, rows.column("at").astype("datetime64[us]").astype(np.int64)
    for name in ("negative", "positive", "topic", "thread", "pk"):
        found[name] = rows.column(name)
    for name in TEXTS:
        names = np.array([text.encode() for text in rows.names(name)] or [b""], dtype=RECORD[name])
        found[name] = names[rows.column(name)]
    return found


def parts_of(records: Records) -> Records:
    """Digests that were made before anything was kept apart know of none."""
    return records[~records[APART]] if APART in (records.dtype.names or ()) else records


def basis_of(records: Records) -> Basis:
    return Basis(rows_of(records), rows_of(parts_of(records)))


def rows_of(records: Records) -> Rows:
    columns = {name: records[name] for name in NAMES if name not in TEXTS}
    columns["at"] = records["at"].astype("datetime64[us]")
    columns["model"] = np.zeros(len(records), dtype=np.int16)
    names: dict[str, tuple[str, ...]] = {"model": ("",)}
    for name in TEXTS:
        texts, place = np.unique(records[name], return_inverse=True)
        columns[name], names[name] = place.astype(np.int16), tuple(text.decode() for text in texts.tolist())
    return Rows(Table(columns, names))
