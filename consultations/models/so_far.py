from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q

from consultations.models.consultations import Consultation
from consultations.models.statements import Vote
from consultations.models.surveys import Sheet
from consultations.querysets.statements import FRESH


@dataclass(frozen=True)
class SoFar:
    """How many have taken part, and what there is to take part in: counts, never shares."""

    questions: int
    answered: int
    countries: int
    statements: int
    voted: int
    imported: int
    votes: int


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
        voters = consultation.participants.filter(Exists(Vote.objects.filter(participant=OuterRef("pk"))))
        voted = voters.aggregate(people=Count("pk"), imported=Count("import_key"))
        found = SoFar(
            questions=consultation.questions.count(),
            answered=answered["people"],
            countries=answered["countries"],
            statements=len(tallies),
            voted=voted["people"],
            imported=voted["imported"],
            votes=sum(tally.votes for tally in tallies.values()),
        )
        cache.set(key, found, FRESH)
    return found
