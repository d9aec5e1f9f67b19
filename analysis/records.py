"""Records from lines of JSON, each checked as it is read: a fault is told with the number of its line."""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

BATCH = 2_000
Record = dict[str, Any]


class BadInput(ValueError):
    """What was handed in cannot be used; the message is for the person who handed it in."""


def records(lines: Iterable[bytes], check: Callable[[Record], str] | None = None) -> Iterator[Record]:
    """One record a line, blank lines passed over.

    Each has a "text", perhaps a "lang", and perhaps an "id", which is text or a number. `check` says what
    else is wrong with one, or nothing. Raises BadInput naming the line, blank ones counted.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_constant=_no_number, parse_float=_decimal)
        except BadInput as error:
            raise BadInput(f"line {number}: {error}") from None
        except RecursionError:
            raise BadInput(f"line {number} is nested too deeply") from None
        except ValueError:  # also bytes that are not UTF-8
            raise BadInput(f"line {number} is not JSON") from None
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise BadInput(f'line {number} has no "text"')
        if fault := _fault(record) or (check(record) if check else ""):
            raise BadInput(f"line {number}: {fault}")
        yield record


def batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """The records, so many at a time."""
    while part := list(islice(records, BATCH)):
        yield part


def post(record: Record) -> str:
    """What a post lacks to be looked at for campaigns; empty for nothing."""
    if not _is_name(record.get("author")):
        return 'a post needs its "author", text or a number'
    if not _is_time(record.get("at")):
        return 'a post needs its "at": when it was posted, in seconds'
    if record.get("account_days") is not None and not _is_time(record["account_days"]):
        return '"account_days" is not a number of days'
    if record.get("network") is not None and not _is_name(record["network"]):
        return '"network" is neither text nor a number'
    return ""


def _fault(record: Record) -> str:
    if not isinstance(record.get("lang"), str | None):
        return '"lang" is not a language code'
    if record.get("id") is not None and not _is_name(record["id"]):
        return '"id" is neither text nor a number'
    for name in ("id", "lang"):
        if isinstance(said := record.get(name), str) and not _can_be_written(said):
            return f'"{name}" holds half of a character (a lone surrogate)'
    return ""


def _can_be_written(said: str) -> bool:
    try:
        said.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_name(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _decimal(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise BadInput("a number is too large")
    return number


def _no_number(name: str) -> float:
    raise BadInput(f"{name} is not a number")
