"""Comments from another system: a file becomes one discussion, whole or not at all."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from contributions.models import Contribution
from contributions.states import Kind, State
from core import advisory
from core.slugs import slug_of
from forums.actions.lines import Line, read
from forums.models import NO_NAME, Board, Post, Thread

BATCH = 1_000


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
    return Thread.objects.create(
        contribution=contribution, board=board, title=title, slug=slug_of(title, otherwise=NO_NAME)
    )


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
