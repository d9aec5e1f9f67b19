"""The machine reads what is public, and forgets what no longer is."""

import json
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from analysis import tone
from contributions.models import Contribution
from contributions.states import PUBLIC
from insights.actions.tallying import rebuild_days
from insights.models import Reading, Unread
from insights.querysets.columns import among

NEEDED = ["state", "body", "language", "touched_at", "topic", "published_at"]
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
SELECT contribution_id, model, language, p_neg, p_neu, p_pos, label, touched_at, %s
FROM json_to_recordset(%s::json)
     AS row (contribution_id bigint, model text, language text, p_neg float8, p_neu float8, p_pos float8,
             label text, touched_at timestamptz)
ON CONFLICT (contribution_id) DO UPDATE SET
    model = excluded.model, language = excluded.language, p_neg = excluded.p_neg, p_neu = excluded.p_neu,
    p_pos = excluded.p_pos, label = excluded.label, touched_at = excluded.touched_at,
    read_at = excluded.read_at
"""


def read_some(batch: int = 10_000) -> int:
    """Bring up to `batch` readings and their tallies up to date, in one transaction. Returns how many.

    What people have just said or changed comes before what a new model is to read again.
    """
    with transaction.atomic():
        while queued := claimed(Q(unread__isnull=False), batch):
            forget(queued)
            if rows := [row for row in queued if is_unread(row)]:
                break
        else:
            rows = claimed(outdated(), batch)
        if not rows:
            return 0
        public = [row for row in rows if row.is_public]
        Reading.objects.filter(contribution__in=[row.pk for row in rows if not row.is_public]).delete()
        write(public)
        rebuild_days({(row.topic_id, day_of(row)) for row in rows if row.published_at})
    return len(rows)


def claimed(wanted: Q, batch: int) -> list[Contribution]:
    """Rows that no other worker has and nobody changes until the end of the transaction."""
    rows = Contribution.objects.filter(wanted).annotate(read_as=F("reading__touched_at"))
    rows = rows.order_by("pk").only(*NEEDED)
    return list(rows.select_for_update(skip_locked=True, no_key=True, of=("self",))[:batch])


def is_unread(row: Contribution) -> bool:
    """Claimed words are public and not read in their present state, or read and public no longer.

    "Another" state and not "a later" one: the clocks of two machines need not agree.
    """
    read_as: datetime | None = row.read_as  # type: ignore[attr-defined]  # `claimed` annotates it
    return read_as != (row.touched_at if row.is_public else None)


def forget(rows: list[Contribution]) -> None:
    """Take claimed words out of the queue. Whoever changes them waits, and then puts them in again."""
    Unread.objects.filter(pk__in=among(row.pk for row in rows)).delete()


def outdated() -> Q:
    """Public words that a model of the past has read."""
    with connection.cursor() as cursor:
        cursor.execute(MODELS)
        models = {model for (model,) in cursor.fetchall()}
    past = models - {"", *(tone.load(code).version for code in tone.LANGUAGES)}
    return Q(state__in=PUBLIC, reading__model__in=past)


def find_unread() -> int:
    """Queue what no trigger told of, looking at everything: for once a night. Returns how many."""
    unread = Q(reading=None) | ~Q(reading__touched_at=F("touched_at"))
    missed = (Q(state__in=PUBLIC) & unread) | (~Q(state__in=PUBLIC) & Q(reading__isnull=False))
    rows = Contribution.objects.filter(missed, unread=None)
    rows = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))  # or two wait for each other
    with transaction.atomic():
        keys = list(rows.values_list("pk", flat=True))
        Unread.objects.bulk_create((Unread(contribution_id=key) for key in keys), ignore_conflicts=True)
    return len(keys)


def day_of(words: Contribution) -> date:
    assert words.published_at is not None
    return words.published_at.astimezone(UTC).date()


def write(rows: list[Contribution]) -> None:
    """One reading per row, in one statement.

    Words too short to tell their language are read in the one they were said in.
    """
    found = tone.read([row.body for row in rows], [row.language for row in rows])
    readings = [
        {
            "contribution_id": row.pk,
            "model": reading.model or "",
            "language": reading.lang,
            "p_neg": reading.p_neg,
            "p_neu": reading.p_neu,
            "p_pos": reading.p_pos,
            "label": reading.label or "",
            "touched_at": row.touched_at.isoformat(),
        }
        for row, reading in zip(rows, found, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [timezone.now(), json.dumps(readings)])


def read_all() -> int:
    """Until nothing is left to read."""
    total = 0
    while count := read_some():
        total += count
    return total
