"""A folder of votes from another system: every line is read and checked before anything is written."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

VOTES, STATEMENTS = "votes_final.csv", "comments.csv"
LONGEST_KEY, LONGEST_TEXT = 40, 1000
MODERATED = {"-1": False, "0": True, "1": True, "": True}  # only what was taken out there is taken out here


class BadFile(Exception):
    """The folder cannot be imported; the text names the file, the line and the fault."""


@dataclass(frozen=True)
class Said:
    key: str
    text: str
    is_shown: bool
    at: datetime | None


@dataclass(frozen=True)
class Folder:
    statements: list[Said]
    votes: list[tuple[str, str, int]]  # participant, statement, value


def read_folder(folder: Path) -> Folder:
    """Raises BadFile at the first line that is not right."""
    if not folder.is_dir():
        raise BadFile(f"{folder} is not a folder. Give the folder that holds {VOTES} and {STATEMENTS}.")
    statements = list(_statements(folder / STATEMENTS))
    known = {row.key for row in statements}
    return Folder(statements, list(_votes(folder / VOTES, known)))


def _statements(file: Path) -> Iterator[Said]:
    seen: dict[str, int] = {}
    for line, (key, text, moderated, at) in _rows(
        file, ["comment-id", "comment-body", "moderated"], ["timestamp"]
    ):
        where = f"{file.name}, line {line}"
        if not key or len(key) > LONGEST_KEY:
            raise BadFile(f"{where}: comment-id must have 1 to {LONGEST_KEY} signs, not {key!r}.")
        if key in seen:
            raise BadFile(f"{where}: the statement {key} is in line {seen[key]} already.")
        if not text or len(text) > LONGEST_TEXT:
            raise BadFile(
                f"{where}: comment-body must have 1 to {LONGEST_TEXT} characters; it has {len(text)}."
            )
        if moderated not in MODERATED:
            raise BadFile(f"{where}: moderated must be 1, 0 or -1, not {moderated!r}.")
        seen[key] = line
        yield Said(key, text, MODERATED[moderated], _moment(at, where))


def _moment(at: str, where: str) -> datetime | None:
    """Milliseconds since 1970."""
    if not at:
        return None
    try:
        return datetime.fromtimestamp(int(at) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadFile(f"{where}: timestamp must be in milliseconds since 1970, not {at!r}.") from None


def _votes(file: Path, known: set[str]) -> Iterator[tuple[str, str, int]]:
    values = {"1": 1, "0": 0, "-1": -1}
    seen: dict[tuple[str, str], int] = {}
    for line, (person, statement, vote) in _rows(file, ["participant", "statement", "vote"], []):
        where = f"{file.name}, line {line}"
        if not person or len(person) > LONGEST_KEY:
            raise BadFile(f"{where}: participant must have 1 to {LONGEST_KEY} signs, not {person!r}.")
        if statement not in known:
            raise BadFile(f"{where}: there is no statement {statement!r} in {STATEMENTS}.")
        if vote not in values:
            raise BadFile(f"{where}: vote must be 1 (agree), 0 (pass) or -1 (disagree), not {vote!r}.")
        if (person, statement) in seen:
            first = seen[person, statement]
            raise BadFile(f"{where}: {person} has voted on {statement} in line {first} already.")
        seen[person, statement] = line
        yield person, statement, values[vote]


def _rows(file: Path, needed: list[str], optional: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Number of the line on which each row ends, and its values in the order asked for."""
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        missing = [name for name in needed if name not in head]
        if missing:
            raise BadFile(
                f"{file.name}, line 1: the column {missing[0]} is missing. Needed: {', '.join(needed)}."
            )
        places = [head.index(name) for name in needed]
        places += [head.index(name) if name in head else -1 for name in optional]
        for row in reader:
            if not row:
                continue
            if len(row) != len(head):
                raise BadFile(
                    f"{file.name}, line {reader.line_num}: {len(row)} values, but {len(head)} columns."
                )
            yield reader.line_num, [row[place].strip() if place >= 0 else "" for place in places]
    except csv.Error as fault:
        raise BadFile(f"{file.name}, line {reader.line_num}: this is not CSV ({fault}).") from None


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError:
        raise BadFile(f"{file} is missing or cannot be read.") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise BadFile(f"{file.name}, line {line}: this is not text in UTF-8.") from None
    if (place := text.find("\x00")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise BadFile(f"{file.name}, line {line}: this is not a text file.")
    return text
