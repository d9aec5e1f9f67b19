"""Petitions from another system, written in bulk: all of a file or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analysis.language import detect_all
from contributions.models import Contribution
from contributions.states import Kind
from contributions.states import State as Words
from core import advisory
from petitions.actions.files import read_file
from petitions.actions.records import Row
from petitions.models import Petition, slug_of
from petitions.states import TEXT_HIDDEN, State
from topics.models import Topic

BATCH = 500


@dataclass(frozen=True)
class Outcome:
    read: int
    new: int
    here_before: int
    repeated: int
    undated: int


def import_file(path: Path, *, topic: Topic, progress: Callable[[int], object] = int) -> Outcome:
    """All petitions of the file that are not here yet, or none. `progress` is told how many were done.

    Their signatures are kept apart as `imported_count`. What is new and has no date counts as of now.
    Raises BadFile.
    """
    rows, repeated = read_file(path)
    with advisory.lock("petitions.import"), transaction.atomic():
        keys = [row.key for row in rows]
        known = set(Contribution.objects.filter(import_key__in=keys).values_list("import_key", flat=True))
        new = [row for row in rows if row.key not in known]
        progress(len(rows) - len(new))
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            write(batch, topic)
            progress(len(batch))
    undated = sum(row.dated_at is None for row in new)
    return Outcome(len(rows), new=len(new), here_before=len(known), repeated=repeated, undated=undated)


def write(rows: list[Row], topic: Topic) -> None:
    now = timezone.now()
    found = detect_all([f"{row.action}\n{row.background}" for row in rows])
    states = [state_now(row, now) for row in rows]
    contributions = Contribution.objects.bulk_create(
        Contribution(
            topic=topic,
            kind=Kind.PETITION,
            body=row.background or row.action,
            language=row.language or known(language.mainly),
            state=words_of(state),
            created_at=row.dated_at or now,
            published_at=(row.dated_at or now) if state in (State.OPEN, State.CLOSED) else None,
            import_key=row.key,
        )
        for row, state, language in zip(rows, states, found, strict=True)
    )
    Petition.objects.bulk_create(
        petition_of(row, state, words, now)
        for row, state, words in zip(rows, states, contributions, strict=True)
    )


def state_now(row: Row, now: datetime) -> State:
    """What was still open in the file, but only until a day that is over, is closed."""
    return State.CLOSED if row.state == State.OPEN and row.closed_at and row.closed_at <= now else row.state


def words_of(state: State) -> Words:
    return {State.WAITING: Words.PENDING, State.REJECTED: Words.REJECTED}.get(state, Words.PUBLISHED)


def known(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else "other"


def petition_of(row: Row, state: State, words: Contribution, now: datetime) -> Petition:
    is_rejected, is_open = state == State.REJECTED, state == State.OPEN
    closes_at = row.closed_at or (now + timedelta(days=settings.PETITION_OPEN_DAYS) if is_open else None)
    return Petition(
        contribution=words,
        slug=slug_of(row.action, words.pk),
        action=row.action,
        details=row.details,
        state=state,
        opened_at=row.opened_at or ((row.dated_at or now) if is_open else None),
        closes_at=closes_at,
        closed_at=row.closed_at if state == State.CLOSED else None,
        imported_count=row.signatures,
        imported_from=row.source,
        imported_url=row.url,
        imported_response=row.response,
        rejection_code=row.rejection_code if is_rejected else "",
        rejection_reason={words.language: row.rejection_text} if is_rejected and row.rejection_text else {},
        rejection_shows_text=is_rejected and row.rejection_code not in TEXT_HIDDEN,
    )
