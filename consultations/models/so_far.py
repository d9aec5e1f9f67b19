from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q

from consultations.models.consultations import Consultation
from consultations.models.statements import Vote
from consultations.models.surveys import Sheet
from consultations.querysets.statements import FRESH


@dataclass(frozen=True)
class SoFar:
    """How many have taken part, and what there is to take part in: counts, never shares.

    None stands for fewer than ten people, and for what would tell how many they are. `votes` are those on
    statements with ten or more: with the others in it, the figures of each statement would give theirs away.
    """

    questions: int
    answered: int | None
    countries: int | None
    statements: int
    voted: int | None
    imported: int | None
    votes: int | None


def told(people: int) -> int | None:
    return people if not people or people >= settings.SMALLEST_GROUP else None


def so_far(consultation: Consultation) -> SoFar:
    """Counted anew every few seconds."""
    key = f"consultations.so_far.{consultation.pk}"
    found: SoFar | None = cache.get(key)
    if found is None:
        tallies = Vote.objects.tallies_of(consultation)
        named = ~Q(participant__user__country="")
        answered = Sheet.objects.filter(participant__consultation=consultation).aggregate(
            people=Count("pk"), countries=Count("participant__user__country", distinct=True, filter=named)
        )
        cast = Vote.objects.public().filter(participant=OuterRef("pk"))
        voters = consultation.participants.filter(Exists(cast))
        voted = voters.aggregate(people=Count("pk"), imported=Count("import_key"))
        people, imported = voted["people"], voted["imported"]
        votes = sum(told(tally.votes) or 0 for tally in tallies.values())
        found = SoFar(
            questions=consultation.questions.count(),
            answered=told(answered["people"]),
            countries=None if told(answered["people"]) is None else answered["countries"],
            statements=len(tallies),
            voted=told(people),
            imported=None if None in (told(people), told(imported), told(people - imported)) else imported,
            votes=votes if votes or not people else None,
        )
        cache.set(key, found, FRESH)
    return found
