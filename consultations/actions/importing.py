"""Votes from another system, written in bulk: all of a folder or nothing, and the same twice as once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from analysis.language import detect_all
from consultations.actions.files import BadFile, Folder, Said
from consultations.models import Consultation, Statement
from consultations.states import State
from contributions.models import Contribution
from contributions.states import Kind
from contributions.states import State as Words
from core import advisory
from topics.models import Topic

BATCH = 5000
STAGE = """
CREATE TEMPORARY TABLE votes_incoming (participant text, statement text, value smallint) ON COMMIT DROP
"""
PEOPLE = """
INSERT INTO consultations_participant (consultation_id, import_key)
SELECT DISTINCT %s::bigint, participant FROM votes_incoming ORDER BY participant
ON CONFLICT (consultation_id, import_key) DO NOTHING
"""
VOTES = """
INSERT INTO consultations_vote (participant_id, statement_id, value, at)
SELECT participant.id, words.id, incoming.value, %s
FROM votes_incoming incoming
JOIN consultations_participant participant
  ON participant.consultation_id = %s AND participant.import_key = incoming.participant
JOIN contributions_contribution words ON words.import_key = %s || incoming.statement
ON CONFLICT (participant_id, statement_id) DO UPDATE SET value = EXCLUDED.value, at = EXCLUDED.at
WHERE consultations_vote.value <> EXCLUDED.value
"""


@dataclass(frozen=True)
class Outcome:
    """`new_votes` counts those that were changed as well."""

    statements: int
    new_statements: int
    new_people: int
    votes: int
    new_votes: int


@transaction.atomic
def create_for_import(title: str, *, slug: str, topic: Topic) -> Consultation:
    """An open consultation that holds what is imported; its other languages are filled in later."""
    if slugify(slug) != slug or len(slug) > 50:
        raise BadFile(f"{slug!r} cannot be an address: use small letters, digits and hyphens, at most 50.")
    if not title.strip() or len(title) > 160:
        raise BadFile("A title has 1 to 160 characters.")
    if Consultation.objects.filter(slug=slug).exists():
        raise BadFile(f"There is a consultation {slug!r} already: leave out --create to import into it.")
    return Consultation.objects.create(
        slug=slug, topic=topic, title=title.strip(), state=State.OPEN, opens_at=timezone.now()
    )


def import_votes(
    consultation: Consultation, folder: Folder, *, progress: Callable[[int], object] = int
) -> Outcome:
    """Statements, participants and votes that are not here yet; a vote that changed there changes here.

    What was moderated out there is rejected here. `progress` is told how many votes were sent.
    """
    prefix = f"statement:{consultation.pk}:"
    with advisory.lock("consultations.import"), transaction.atomic(), connection.cursor() as cursor:
        new_statements = _write_statements(consultation, folder.statements, prefix)
        cursor.execute(STAGE)
        with cursor.copy("COPY votes_incoming FROM STDIN") as copy:
            for start in range(0, len(folder.votes), BATCH):
                batch = folder.votes[start : start + BATCH]
                for vote in batch:
                    copy.write_row(vote)
                progress(len(batch))
        cursor.execute("ANALYZE votes_incoming")
        cursor.execute(PEOPLE, [consultation.pk])
        new_people = cursor.rowcount
        cursor.execute(VOTES, [timezone.now(), consultation.pk, prefix])
        new_votes = cursor.rowcount
        cursor.execute("DROP TABLE votes_incoming")
    return Outcome(len(folder.statements), new_statements, new_people, len(folder.votes), new_votes)


def _write_statements(consultation: Consultation, rows: list[Said], prefix: str) -> int:
    keys = Contribution.objects.filter(import_key__startswith=prefix).values_list("import_key", flat=True)
    known = set(keys)
    new = [row for row in rows if prefix + row.key not in known]
    now, languages = timezone.now(), dict(settings.LANGUAGES)
    found = detect_all([row.text for row in new])
    contributions = Contribution.objects.bulk_create(
        Contribution(
            topic_id=consultation.topic_id,
            kind=Kind.STATEMENT,
            body=row.text,
            language=language.mainly if language.mainly in languages else "other",
            state=Words.PUBLISHED if row.is_shown else Words.REJECTED,
            created_at=row.at or now,
            published_at=(row.at or now) if row.is_shown else None,
            import_key=prefix + row.key,
        )
        for row, language in zip(new, found, strict=True)
    )
    Statement.objects.bulk_create(
        Statement(contribution=words, consultation=consultation) for words in contributions
    )
    return len(new)
