"""Petitions in a file of another system: read and checked, every one, before anything is written."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from petitions.actions.records import Fault, Row, row_of, row_of_parliament


class BadFile(Exception):
    """The file cannot be imported; the text names the file, the line and the fault."""


def records(path: Path) -> Iterator[tuple[str, Callable[[Any], Row], Any]]:
    """Where it stands, how to read it, and the record. Raises BadFile where that is not JSON."""
    try:
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as fault:
        raise BadFile(f"{path}: {fault.strerror or fault}.") from None
    if content.lstrip()[:1] == b"[":
        entries = parse(path, content, 1)
        yield from ((f"entry {number}", row_of_parliament, entry) for number, entry in enumerate(entries, 1))
        return
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            yield f"line {number}", row_of, parse(path, line, number)


def parse(path: Path, content: bytes, line: int) -> Any:
    try:
        return json.loads(content.decode())
    except UnicodeDecodeError as fault:
        line += content.count(b"\n", 0, fault.start)
        raise BadFile(f"{path}, line {line}: it is not text in UTF-8.") from None
    except json.JSONDecodeError as fault:
        raise BadFile(f"{path}, line {line + fault.lineno - 1}: it is not JSON ({fault.msg}).") from None
    except ValueError:
        raise BadFile(f"{path}, line {line}: it holds a number that is too long.") from None
    except RecursionError:
        raise BadFile(f"{path}, line {line}: it is nested too deeply.") from None


def read_file(path: Path) -> tuple[list[Row], int]:
    """Every petition of the file, and how many of them stand in it more than once. Raises BadFile.

    A petition with the number (or, without one, the words) of an earlier one is still a petition of its own:
    old lists reuse both. The order within the file tells them apart the next time.
    """
    rows: list[Row] = []
    times: Counter[str] = Counter()
    for where, reader, record in records(path):
        try:
            row = reader(record)
        except Fault as fault:
            raise BadFile(f"{path}, {where}: {fault}.") from None
        times[row.key] += 1
        again = times[row.key] - 1
        rows.append(replace(row, key=f"{row.key}:{again}") if again else row)
    if not rows:
        raise BadFile(f"{path}: there is no petition in this file.")
    return rows, len(rows) - len(times)
