"""Votes and labelled texts from files, as open data sets publish them."""

import csv
import io
import math
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

COLUMNS = ("participant", "statement", "vote")
VOTES = (-1, 0, 1)


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

    A statement is out when `moderated` is -1, which may be written -1.0; it is shown when that is 0, 1 or
    empty. Raises BadTable when a file, a column or a number is missing, for anything else in `moderated`, and
    when a vote is for a statement that comments.csv does not have.
    """
    known, out = set(), []
    for line, row in _rows(folder / "comments.csv", ("comment-id", "moderated")):
        name = _whole("comments.csv", line, row["comment-id"])
        known.add(name)
        if _is_out(line, row["moderated"]):
            out.append(name)
    path = folder / "votes_final.csv"
    table = _quickly(path)
    allowed = table is not None and np.isin(table[:, 1], sorted(known)) & np.isin(table[:, 2], VOTES)
    if table is None or not np.all(allowed):
        table = _line_by_line(path, known)
    return Conversation(table[:, 0], table[:, 1], table[:, 2], tuple(out))


def _is_out(line: int, moderated: str | None) -> bool:
    try:
        number = float((moderated or "").strip() or 0)
    except ValueError:
        number = math.nan
    if number not in VOTES:
        raise BadTable(f"comments.csv, line {line}: moderated is -1, 0, 1 or empty, not {moderated!r}")
    return number == -1


def _quickly(path: Path) -> npt.NDArray[np.int64] | None:
    """The table of a plain file, shape (votes, 3), or None where it must be read line by line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file, warnings.catch_warnings():
            warnings.simplefilter("error")
            names = file.readline().strip().split(",")
            places = [names.index(name) for name in COLUMNS]
            return np.loadtxt(file, dtype=np.int64, delimiter=",", usecols=places, ndmin=2, comments=None)
    except (ValueError, OSError, UserWarning, DeprecationWarning):
        return None


def _line_by_line(path: Path, known: set[int]) -> npt.NDArray[np.int64]:
    votes = []
    for line, row in _rows(path, COLUMNS):
        entry = [_whole(path.name, line, row[key]) for key in COLUMNS]
        if entry[1] not in known:
            raise BadTable(f"{path.name}, line {line}: statement {entry[1]} is not in comments.csv")
        if entry[2] not in VOTES:
            raise BadTable(f"{path.name}, line {line}: a vote is 1, 0 or -1, not {entry[2]}")
        votes.append(entry)
    return np.array(votes, dtype=np.int64).reshape(-1, 3)


@dataclass(frozen=True)
class Labelled:
    """Texts with labels 0 negative, 1 neutral, 2 positive, and the source of each."""

    texts: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    sources: tuple[str, ...]


def labelled(paths: Iterable[Path]) -> Labelled:
    """Rows of tab-separated files with the header text, label, source; labels -1, 0, 1.

    Raises BadTable naming file and line for a row of another shape and for bytes that are not UTF-8.
    """
    texts, labels, sources = [], [], []
    for path in paths:
        for number, line in enumerate(lines(path)[1:], start=2):
            if not line:
                continue
            cells = line.split("\t")
            if len(cells) != 3 or cells[1] not in {"-1", "0", "1"}:
                raise BadTable(f"{path.name}, line {number}: expected text, label (-1, 0 or 1) and source")
            texts.append(cells[0])
            labels.append(int(cells[1]) + 1)
            sources.append(cells[2])
    return Labelled(tuple(texts), np.array(labels, dtype=np.int64), tuple(sources))


def lines(path: Path) -> list[str]:
    """The lines of a text file. Raises BadTable naming the line where bytes are not UTF-8."""
    return _content(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _content(path: Path) -> str:
    found = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        return found.decode()
    except UnicodeDecodeError as error:
        line = found[: error.start].count(b"\n") + 1
        raise BadTable(f"{path.name}, line {line}: this is not UTF-8") from None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        reader = csv.DictReader(io.StringIO(_content(path), newline=""))
    except FileNotFoundError:
        raise BadTable(f"{path.parent} has no {path.name}") from None
    except OSError as error:
        raise BadTable(f"{path.name} cannot be read: {error}") from error
    try:
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise BadTable(f"{path.name} has no column {', '.join(missing)}")
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise BadTable(f"{path.name}, line {reader.line_num + 1}: {error}") from error


def _whole(name: str, line: int, value: str | None) -> int:
    try:
        number = int(value or "")
    except ValueError:
        raise BadTable(f"{name}, line {line}: {value!r} is not a whole number") from None
    if not -(2**63) <= number < 2**63:
        raise BadTable(f"{name}, line {line}: {number} is too large a number")
    return number
