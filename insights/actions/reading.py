"""The machine reads what is public, and forgets what no longer is."""

from datetime import UTC, date

from django.db import transaction
from django.db.models import F, Q

from analysis import tone
from contributions.models import Contribution
from contributions.states import PUBLIC
from insights.actions.tallying import rebuild_days
from insights.models import Reading

FIELDS = ["model", "language", "p_neg", "p_neu", "p_pos", "label", "touched_at", "read_at"]


def unread() -> Q:
    """Public words without a reading of their present state by a present model, and readings of words that
    are public no longer.
    """
    models = ["", *(tone.load(code).version for code in tone.LANGUAGES)]
    outdated = Q(reading=None) | Q(reading__touched_at__lt=F("touched_at")) | ~Q(reading__model__in=models)
    return (Q(state__in=PUBLIC) & outdated) | (~Q(state__in=PUBLIC) & Q(reading__isnull=False))


def read_some(batch: int = 2000) -> int:
    """Bring up to `batch` readings and their tallies up to date, in one transaction. Returns how many."""
    with transaction.atomic():
        rows = list(
            Contribution.objects.filter(unread())
            .select_for_update(skip_locked=True, no_key=True, of=("self",))
            .order_by("pk")[:batch]
        )
        if not rows:
            return 0
        public = [row for row in rows if row.is_public]
        Reading.objects.filter(contribution__in=[row.pk for row in rows if not row.is_public]).delete()
        Reading.objects.bulk_create(
            read(public), update_conflicts=True, unique_fields=["contribution"], update_fields=FIELDS
        )
        rebuild_days({(row.topic_id, day_of(row)) for row in rows if row.published_at})
    return len(rows)


def day_of(words: Contribution) -> date:
    assert words.published_at is not None
    return words.published_at.astimezone(UTC).date()


def read(rows: list[Contribution]) -> list[Reading]:
    """One reading per row. Words too short to tell their language are read in the one they were said in."""
    found = tone.read([row.body for row in rows], [row.language for row in rows])
    return [
        Reading(
            contribution=row,
            model=reading.model or "",
            language=reading.lang,
            p_neg=reading.p_neg,
            p_neu=reading.p_neu,
            p_pos=reading.p_pos,
            label=reading.label or "",
            touched_at=row.touched_at,
        )
        for row, reading in zip(rows, found, strict=True)
    ]


def read_all() -> int:
    """Until nothing is left to read."""
    total = 0
    while count := read_some():
        total += count
    return total
