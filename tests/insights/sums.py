"""What must always hold between words, readings and tallies, worked out in plain Python."""

from collections import Counter, defaultdict
from datetime import UTC

import pytest
from django.core.management import call_command

from contributions.models import Contribution
from insights.actions import read_some
from insights.models import Reading, Tally

FIELDS = [field.name for field in Tally._meta.fields if field.name != "id"]


def tallies():
    return {tuple(row[:5]): row[5:] for row in Tally.objects.values_list(*FIELDS)}


def added_up():
    """What the tallies must be, added up in plain Python from the words and their readings."""
    cells = defaultdict(list)
    for row in Contribution.objects.select_related("reading", "author").filter(state="published"):
        if is_the_publics(row):
            day = row.published_at.astimezone(UTC).date()
            cells[row.topic_id, day, row.reading.language, row.country, row.kind].append(row)
    return {cell: counted(rows) for cell, rows in cells.items()}


def is_the_publics(row):
    if row.author is None:
        return row.import_key is not None
    served = row.author.served_until
    return row.author.role == "citizen" and (served is None or row.published_at > served)


def counted(rows):
    read = [row.reading for row in rows if row.reading.p_neg is not None]
    return (
        len(rows),
        len({row.author_id or f"imported {row.pk}" for row in rows}),
        len(read),
        pytest.approx(sum(reading.p_neg for reading in read)),
        pytest.approx(sum(reading.p_neu for reading in read)),
        pytest.approx(sum(reading.p_pos for reading in read)),
        sum(not row.reading.label for row in rows),
        dict(Counter(row.feeling for row in rows if row.feeling)),
        dict(Counter(row.stance for row in rows if row.stance)),
    )


def check_all_is_read():
    """Readings are those of what is public, of its present state; tallies are their sums; nothing is left.

    And to build all tallies anew by the command changes nothing.
    """
    public = dict(Contribution.objects.public().values_list("pk", "touched_at"))
    assert dict(Reading.objects.values_list("pk", "touched_at")) == public
    before = tallies()
    assert before == added_up()
    call_command("rebuild_tallies", verbosity=0)
    assert tallies() == before
    assert read_some() == 0
