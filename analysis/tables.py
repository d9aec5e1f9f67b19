"""Votes and labelled texts from files, as open data sets publish them."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt


class BadTable(ValueError):
    """A file is missing or holds something else; the message names file, line and fault."""


@dataclass(frozen=True)
class Conversation:
    """Three equally long arrays of votes, and the ids of the statements that were moderated out."""

    participants: npt.NDArray[np.int64]
    statements: npt.NDArray[np.int64]
    values: npt.NDArray[np.int64]
    moderated_out: tuple[int, ...]


def conversation(folder: Path) -> Conversation:
    """Read votes_final.csv (participant, statement, vote) and comments.csv (comment-id, moderated).

    A statement is out when `moderated` is -1. Raises BadTable when a file, a column or a number is
    missing, and when a vote is for a statement that comments.csv does not have.
    """
    known, out = set(), []
    for line, row in _rows(folder / "comments.csv", ("comment-id", "moderated")):
        name = _whole("comments.csv", line, row["comment-id"])
        known.add(name)
        if (row["moderated"] or "").strip() == "-1":
            out.append(name)
    votes = []
    for line, row in _rows(folder / "votes_final.csv", ("participant", "statement", "vote")):
        entry = [_whole("votes_final.csv", line, row[key]) for key in ("participant", "statement", "vote")]
        if entry[1] not in known:
            raise BadTable(f"votes_final.csv, line {line}: statement {entry[1]} is not in comments.csv")
        if entry[2] not in (-1, 0, 1):
            raise BadTable(f"votes_final.csv, line {line}: a vote is 1, 0 or -1, not {entry[2]}")
        votes.append(entry)
    table = np.array(votes, dtype=np.int64).reshape(-1, 3)
    return Conversation(table[:, 0], table[:, 1], table[:, 2], tuple(out))


@dataclass(frozen=True)
class Labelled:
    """Texts with labels 0 negative, 1 neutral, 2 positive, and the source of each."""

    texts: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    sources: tuple[str, ...]


def labelled(paths: Iterable[Path]) -> Labelled:
    """Rows of tab-separated files with the header text, label, source; labels -1, 0, 1.

    Raises BadTable naming file and line for a row of another shape.
    """
    texts, labels, sources = [], [], []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").split("\n")[1:], start=2):
            if not line:
                continue
            cells = line.split("\t")
            if len(cells) != 3 or cells[1] not in {"-1", "0", "1"}:
                raise BadTable(f"{path.name}, line {number}: expected text, label (-1, 0 or 1) and source")
            texts.append(cells[0])
            labels.append(int(cells[1]) + 1)
            sources.append(cells[2])
    return Labelled(tuple(texts), np.array(labels, dtype=np.int64), tuple(sources))


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise BadTable(f"{path.name} has no column {', '.join(missing)}")
            for row in reader:
                yield reader.line_num, row
    except FileNotFoundError:
        raise BadTable(f"{path.parent} has no {path.name}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadTable(f"{path.name} cannot be read: {error}") from error


def _whole(name: str, line: int, value: str | None) -> int:
    try:
        return int(value or "")
    except ValueError:
        raise BadTable(f"{name}, line {line}: {value!r} is not a whole number") from None
