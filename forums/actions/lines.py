"""A file of JSON lines, one comment a line, checked before anything is written."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contributions.actions import written_in
from contributions.states import Feeling
from core import languages
from forums.models import Board

LONGEST_IMPORTED = 20_000  # characters: other systems allow more than our forms do
FAULTS_TOLD = 10
YEAR_OR_DAY = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2}))?(?!\d)")


class BadLine(Exception):
    """The fault of one line, in words."""


class BadLines(Exception):
    """Lines that cannot be imported; `faults` are sentences with the number of the line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Line:
    text: str
    language: str
    country: str
    feeling: str
    said_at: datetime
    key: str


def read(board: Board, rows: Iterable[bytes]) -> list[Line]:
    """Each line once; a line that stands in the file twice, with the same id, is one comment."""
    faults: list[str] = []
    lines: dict[str, Line] = {}
    seen: Counter[str] = Counter()
    for number, raw in enumerate(rows, 1):
        if not raw.strip():
            continue
        try:
            line = line_of(board, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, seen)
        except BadLine as fault:
            faults.append(f"line {number}: {fault}")
            if len(faults) == FAULTS_TOLD:
                break
        else:
            lines[line.key] = line
    if faults:
        raise BadLines(faults)
    if not lines:
        raise BadLines(["there is no comment in this file"])
    return list(lines.values())


def line_of(board: Board, raw: bytes, seen: Counter[str]) -> Line:
    try:
        row = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadLine("is not UTF-8") from None
    except (json.JSONDecodeError, RecursionError):
        raise BadLine("is not JSON") from None
    except ValueError:
        raise BadLine("has a number that is too long") from None
    if not isinstance(row, dict):
        raise BadLine('is not a JSON object, such as {"text": "…", "lang": "en"}')
    text = text_of(row)
    identity = row.get("id")
    if identity is None:  # the second of two equal texts without an id is a comment of its own
        seen[text] += 1
        identity = f"#{seen[text]}"
    key = hashlib.sha256(json.dumps([board.slug, str(identity), text]).encode()).hexdigest()
    return Line(
        text=text,
        language=language_of(row, text),
        country=code_of(row, "country").upper() if len(code_of(row, "country")) == 2 else "",
        feeling=code_of(row, "feeling") if code_of(row, "feeling") in Feeling else "",
        said_at=time_of(row),
        key=f"comment:{key}",
    )


def text_of(row: dict[str, Any]) -> str:
    text = row.get("text")
    if text is None:
        raise BadLine('has no "text"')
    if not isinstance(text, str):
        raise BadLine('has a "text" that is not a string')
    text = text.strip()
    if not text:
        raise BadLine('has an empty "text"')
    if len(text) > LONGEST_IMPORTED:
        raise BadLine(f"has a text of {len(text):,} characters; at most {LONGEST_IMPORTED:,} can be imported")
    if "\x00" in text:
        raise BadLine("has a text with a NUL character")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise BadLine("has a text with half a character (a lone surrogate)")
    return text


def code_of(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip().lower() if isinstance(value, str) and value.isascii() else ""


def language_of(row: dict[str, Any], text: str) -> str:
    code = row.get("lang") or ""
    try:
        return languages.named(str(code)) or written_in(text, reader="other")
    except ValueError:
        raise BadLine(f'has a "lang" that is no language: {str(code)[:40]!r}') from None


def time_of(row: dict[str, Any]) -> datetime:
    """When it was said: a full time, a day or a year, whichever the line has; now if it has none."""
    now = timezone.now()
    for name in ("published_at", "created_at", "date", "year"):
        value = row.get(name)
        if value in (None, ""):
            continue
        try:
            when = moment_of(str(value).strip())
        except (ValueError, OverflowError):
            raise BadLine(f'has a "{name}" that is no date: {str(value)[:40]!r}') from None
        if when > now:
            raise BadLine(f'has a "{name}" in the future: {str(value)[:40]!r}')
        return when
    return now


def moment_of(value: str) -> datetime:
    """ "2022-02-14T09:30:00Z", "2022-02-14", "2022" or "2022-23" (a season counts from its first year)."""
    if when := parse_datetime(value):
        return when if timezone.is_aware(when) else when.replace(tzinfo=UTC)
    found = YEAR_OR_DAY.match(value)
    if not found:
        raise ValueError(value)
    year, month, day = (int(part) if part else 1 for part in found.groups())
    return datetime(year, month, day, tzinfo=UTC)
