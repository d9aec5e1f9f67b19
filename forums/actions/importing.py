"""Comments from another system: a file of JSON lines becomes one discussion, whole or not at all."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contributions.actions import written_in
from contributions.models import Contribution
from contributions.states import Feeling, Kind, State
from core import advisory
from forums.models import Board, Post, Thread, slug_of

LONGEST_IMPORTED = 20_000  # characters: other systems allow more than our forms do
BATCH = 1_000
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


@dataclass(frozen=True)
class Imported:
    thread: Thread | None
    new: int
    known: int


def import_comments(
    board: Board,
    rows: Iterable[bytes],
    *,
    name: str,
    title: str = "",
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Imported:
    """Write what is new in these lines; what was imported before is left alone. `name` is the file's.

    Raises BadLines, and writes nothing, when a single line is not as it should be.
    """
    lines = read(board, rows)
    with advisory.lock(f"import_comments {board.pk}"):
        known = known_keys(lines)
        new = sorted((line for line in lines if line.key not in known), key=lambda line: line.said_at)
        if not new:
            return Imported(None, 0, len(lines))
        thread = thread_for(board, name=name, title=title, since=new[0].said_at)
        for start in range(0, len(new), BATCH):
            write(thread, new[start : start + BATCH])
            progress(min(start + BATCH, len(new)), len(new))
    return Imported(thread, len(new), len(lines) - len(new))


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
    return list(lines.values())


def line_of(board: Board, raw: bytes, seen: Counter[str]) -> Line:
    try:
        row = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadLine("is not UTF-8") from None
    except (json.JSONDecodeError, RecursionError):
        raise BadLine("is not JSON") from None
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
    code = code_of(row, "lang").split("-")[0]
    return code if code in dict(settings.LANGUAGES) else written_in(text, reader="other")


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


def known_keys(lines: list[Line]) -> set[str]:
    return {key for batch in batches(lines) for key in keys_in_database([line.key for line in batch])}


def keys_in_database(keys: list[str]) -> Iterable[str]:
    rows = Contribution.objects.filter(import_key__in=keys)
    return (key for key in rows.values_list("import_key", flat=True) if key)


def batches(lines: list[Line]) -> Iterator[list[Line]]:
    for start in range(0, len(lines), BATCH):
        yield lines[start : start + BATCH]


def thread_for(board: Board, *, name: str, title: str, since: datetime) -> Thread:
    """One discussion for each file: lines that were added to a file join those that came before."""
    key = "thread:" + hashlib.sha256(json.dumps([board.slug, name]).encode()).hexdigest()
    thread = Thread.objects.filter(contribution__import_key=key).first()
    if thread:
        return thread
    title = (title or f"Comments from {name.rsplit('.', 1)[0]}")[:160]
    contribution = Contribution.objects.create(
        topic=board.topic,
        kind=Kind.THREAD,
        body=f"What people wrote elsewhere, imported from {name}.",
        language="en",
        state=State.PUBLISHED,
        created_at=since,
        published_at=since,
        import_key=key,
    )
    return Thread.objects.create(contribution=contribution, board=board, title=title, slug=slug_of(title))


def write(thread: Thread, lines: list[Line]) -> None:
    now = timezone.now()
    contributions = Contribution.objects.bulk_create(
        Contribution(
            topic=thread.contribution.topic,
            kind=Kind.POST,
            body=line.text,
            language=line.language,
            country=line.country,
            feeling=line.feeling,
            state=State.PUBLISHED,
            created_at=line.said_at,
            published_at=line.said_at,
            touched_at=now,
            import_key=line.key,
        )
        for line in lines
    )
    Post.objects.bulk_create(Post(contribution=row, thread=thread) for row in contributions)
