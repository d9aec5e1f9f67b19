"""The machine reads what is public, and forgets what no longer is."""

import json
from collections.abc import Iterable
from datetime import UTC, date
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, TextField
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from analysis import tone
from contributions.models import Contribution
from contributions.states import PUBLIC
from insights.actions.tallying import rebuild_days
from insights.models import Reading, Unread

MODELS = """
WITH RECURSIVE known AS (  -- from one to the next along the index, of which there are many times as many rows
    SELECT min(model) AS model FROM insights_reading
    UNION ALL
    SELECT (SELECT min(model) FROM insights_reading r WHERE r.model > known.model) FROM known
    WHERE known.model IS NOT NULL
)
SELECT model FROM known WHERE model IS NOT NULL
"""
WRITE = """
INSERT INTO insights_reading
    (contribution_id, model, language, p_neg, p_neu, p_pos, label, touched_at, read_at)
SELECT *, %s FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::float8[], %s::float8[], %s::float8[],
                         %s::text[], %s::timestamptz[])
ON CONFLICT (contribution_id) DO UPDATE SET
    model = excluded.model, language = excluded.language, p_neg = excluded.p_neg, p_neu = excluded.p_neu,
    p_pos = excluded.p_pos, label = excluded.label, touched_at = excluded.touched_at,
    read_at = excluded.read_at
"""

FORGET = "DELETE FROM insights_unread WHERE contribution_id = ANY(%s::bigint[])"
BY_NGRAMS, WITH_VECTORS = 20_000, 100


class Words(NamedTuple):
    """Claimed words, as far as the reader needs them. An object of the model takes as long as the reading."""

    pk: int
    topic: int
    day: date | None
    body: str
    language: str
    is_public: bool
    is_unread: bool
    touched_at: str


def read_some(batch: int = 0) -> int:
    """Bring up to `batch` readings and their tallies up to date, in one transaction. Returns how many.

    What people have just said or changed comes before what a new model is to read again.
    """
    batch = batch or a_few_seconds()
    with transaction.atomic():
        queued, rows = unread(batch)
        rows = rows or claimed(outdated(), batch)
        if not rows:
            return 0
        write([row for row in rows if row.is_public], forget=queued)
        Reading.objects.filter(contribution__in=[row.pk for row in rows if not row.is_public]).delete()
        rebuild_days(days_of(queued or rows))
    return len(rows)


def unread(batch: int) -> tuple[list[Words], list[Words]]:
    """Some of the queue, and what of it is to be read. Where that is nothing, its days are added up again, as
    authors may have changed sides, it is forgotten, and the next are looked at; none at the queue's end.
    """
    while queued := claimed(Q(unread__isnull=False), batch):
        if rows := [row for row in queued if row.is_unread]:
            return queued, rows
        write([], forget=queued)
        rebuild_days(days_of(queued))
    return [], []


def days_of(rows: list[Words]) -> set[tuple[int, date]]:
    return {(row.topic, row.day) for row in rows if row.day}


def a_few_seconds() -> int:
    """How many texts are read in as long as somebody who edits one of them may have to wait."""
    return WITH_VECTORS if any(tone.load(code).encoder for code in tone.LANGUAGES) else BY_NGRAMS


def claimed(wanted: Q, batch: int) -> list[Words]:
    """Rows that no other worker has and nobody changes until the end of the transaction."""
    rows = Contribution.objects.filter(wanted).order_by("pk")
    rows = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    found = rows.values_list(
        "pk",
        "topic_id",
        TruncDate("published_at", tzinfo=UTC),
        "body",
        "language",
        ExpressionWrapper(Q(state__in=PUBLIC), BooleanField()),
        ExpressionWrapper(is_unread(), BooleanField()),
        Cast("touched_at", TextField()),  # to the microsecond, and only handed on
    )
    return [Words(*row) for row in found[:batch]]


def is_unread() -> Q:
    """Public words without a reading of their present state, and readings of words that are public no longer.

    "Another" state and not "a later" one: the clocks of two machines need not agree.
    """
    unread = Q(reading=None) | ~Q(reading__touched_at=F("touched_at"))
    return (Q(state__in=PUBLIC) & unread) | (~Q(state__in=PUBLIC) & Q(reading__isnull=False))


def outdated() -> Q:
    """Public words that a model of the past has read."""
    with connection.cursor() as cursor:
        cursor.execute(MODELS)
        models = {model for (model,) in cursor.fetchall()}
    past = models - {"", *(tone.load(code).version for code in tone.LANGUAGES)}
    return Q(state__in=PUBLIC, reading__model__in=past)


def find_unread() -> int:
    """Queue what no trigger told of, looking at everything: for once a night. Returns how many."""
    rows = Contribution.objects.filter(is_unread(), unread=None)
    rows = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))  # or two wait for each other
    with transaction.atomic():
        keys = list(rows.values_list("pk", flat=True))
        Unread.objects.bulk_create((Unread(contribution_id=key) for key in keys), ignore_conflicts=True)
    return len(keys)


def write(rows: list[Words], *, forget: list[Words]) -> None:
    """One reading per row, and the words to forget out of the queue: whoever changes them waits for our lock
    and puts them in again. The database does this while the machine reads the next.

    Words too short to tell their language are read in the one they were said in.
    """
    with connection.cursor() as cursor, connection.connection.pipeline():
        cursor.execute(FORGET, [array(row.pk for row in forget)])
        for start in range(0, len(rows), tone.BATCH):
            part = rows[start : start + tone.BATCH]
            found = tone.read([row.body for row in part], [row.language for row in part])
            readings = [as_row(row, one) for row, one in zip(part, found, strict=True)]
            cursor.execute(WRITE, [timezone.now(), *map(array, zip(*readings, strict=True))])


def as_row(row: Words, one: tone.Tone) -> tuple[object, ...]:
    chances = one.p_neg, one.p_neu, one.p_pos
    return row.pk, one.model or "", one.lang, *chances, one.label or "", row.touched_at


def array(values: Iterable[object]) -> str:
    """As PostgreSQL writes an array of numbers and codes, which is as JSON does but for its brackets."""
    return f"{{{json.dumps(list(values))[1:-1]}}}"


def read_all() -> int:
    """Until nothing is left to read."""
    total = 0
    while count := read_some():
        total += count
    return total
