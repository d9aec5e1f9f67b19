"""What a digest was counted from, kept with it for good: which texts, and how each was read then.

No words and no names: voices are numbered anew for each digest, below zero for imported texts.
"""

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from insights.querysets.voices import Said

RECORD = np.dtype(
    [
        ("voice", "<i8"), ("negative", "<f8"), ("positive", "<f8"), ("label", "S10"), ("feeling", "S10"),
        ("stance", "S10"), ("topic", "<i8"), ("language", "S8"), ("country", "S2"), ("thread", "<i8"),
        ("at", "<i8"), ("pk", "<i8"),
    ]
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TEXTS = [name for name in RECORD.names or () if RECORD[name].kind == "S"]


class Frozen(NamedTuple):
    """The texts of the window and of the one before, oldest first; `at` in microseconds since 1970."""

    now: npt.NDArray[np.void]
    before: npt.NDArray[np.void]

    @classmethod
    def of(cls, now: Iterable[Said], before: Iterable[Said]) -> Self:
        now, before = list(now), list(before)
        numbers: dict[int, int] = {}
        for row in (*before, *now):
            if row.voice not in numbers:
                numbers[row.voice] = (len(numbers) + 1) * (1 if row.voice > 0 else -1)
        return cls(records(now, numbers), records(before, numbers))

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

    def rows(self) -> tuple[list[Said], list[Said]]:
        """The window and the one before, as they were counted."""
        return said(self.now), said(self.before)

    def seal(self) -> bytes:
        """What the digest's hash is taken over: the same however the file was compressed."""
        return self.now.tobytes() + b"|" + self.before.tobytes()


def records(rows: list[Said], numbers: dict[int, int]) -> npt.NDArray[np.void]:
    missing = float("nan")
    found = [
        (
            numbers[row.voice],
            missing if row.negative is None else row.negative,
            missing if row.positive is None else row.positive,
            row.label,
            row.feeling,
            row.stance,
            row.topic,
            row.language,
            row.country,
            row.thread or 0,
            round(row.at.timestamp() * 1_000_000),
            row.pk,
        )
        for row in rows
    ]
    return np.array(found, dtype=RECORD)


def said(records: npt.NDArray[np.void]) -> list[Said]:
    found = []
    for record in records.tolist():
        row = dict(zip(RECORD.names or (), record, strict=True))
        row |= {name: row[name].decode() for name in TEXTS}
        row |= {name: None if np.isnan(row[name]) else row[name] for name in ("negative", "positive")}
        row["at"] = EPOCH + timedelta(microseconds=row["at"])
        found.append(Said(**row | {"thread": row["thread"] or None}))
    return found
