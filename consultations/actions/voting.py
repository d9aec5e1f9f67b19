"""Votes on statements, statements that people add, and which one comes next."""

import zlib
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from analysis import routing
from consultations.actions.answering import take_part
from consultations.models import Consultation, Participant, Statement, Vote
from consultations.permissions import may_take_part, may_vote
from consultations.states import Value
from contributions.actions import speak
from contributions.states import Kind
from core.limits import within
from core.verdict import Refused


@transaction.atomic
def vote(statement: Statement, *, by: User, value: int) -> Vote:
    """Agree, disagree or pass; the last vote counts. Raises Refused when the consultation is not open."""
    may_vote(by, statement).insist()
    if value not in Value.values:
        raise Refused(_("Choose “Agree”, “Disagree” or “Pass”."))
    if not within("vote", f"user{by.pk}", limit=120, seconds=60):
        raise Refused(_("That is faster than anyone can read. Wait a minute, then go on."))
    participant = take_part(statement.consultation, by=by)
    return cast(participant, statement, value)


def cast(participant: Participant, statement: Statement, value: int) -> Vote:
    """One row per person and statement, in one command: the first vote or the changed one."""
    (vote,) = Vote.objects.bulk_create(
        [Vote(participant=participant, statement=statement, value=value, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["participant", "statement"],
        update_fields=["value", "at"],
    )
    return vote


@transaction.atomic
def suggest(consultation: Consultation, *, by: User, body: str, reader: str) -> Statement:
    """A participant's statement; a moderator reads it before others can vote on it."""
    may_take_part(by, consultation).insist()
    take_part(consultation, by=by)
    same = consultation.statements.public().filter(contribution__body__iexact=body.strip())
    if same.exists():
        raise Refused(_("This statement is already here. You can vote on it."))
    if not within(f"suggest{consultation.pk}", f"user{by.pk}", limit=10, seconds=24 * 3600):
        raise Refused(_("That is ten statements in a day. Add more tomorrow."))
    words = speak(author=by, topic=consultation.topic, kind=Kind.STATEMENT, body=body, reader=reader)
    return Statement.objects.create(contribution=words, consultation=consultation)


def next_statement(
    consultation: Consultation,
    participant: Participant | None,
    *,
    extremity: Mapping[int, float] | None = None,
) -> Statement | None:
    """The statement to ask about next, or None when there is none left.

    Drawn in proportion to its priority (methods, section 4, step 8), and for a share of the draws evenly.
    `extremity` tells how far a statement sets people apart, by its key; without it all count alike.
    The same person with the same votes is asked the same, so that loading the page again changes nothing.
    """
    tallies = Vote.objects.tallies_of(consultation)
    mine = Vote.objects.filter(participant=participant, statement__consultation=consultation)
    voted = set(mine.values_list("statement", flat=True)) if participant else set()
    keys = list(tallies)
    far = extremity or {}
    priorities = routing.priority(
        [tallies[key].agrees for key in keys],
        [tallies[key].passes for key in keys],
        [tallies[key].votes for key in keys],
        [far.get(key, 0.0) for key in keys],
    )
    seed = zlib.crc32(f"{consultation.pk} {participant.pk if participant else 0} {len(voted)}".encode())
    draw = routing.next_statement(keys, priorities, [key in voted for key in keys], seed=seed)
    if draw is None:
        return None
    shown = consultation.statements.public().for_page()
    drawn = shown.filter(pk=draw.statement).first()  # None when a moderator took it down a moment ago
    return drawn or shown.unvoted_by(participant).order_by("pk").first()
