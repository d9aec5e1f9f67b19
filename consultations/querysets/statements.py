from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from consultations.states import Value
from contributions.states import PUBLIC

if TYPE_CHECKING:
    from consultations.models import Consultation, Participant, Statement, Vote  # noqa: F401 - named in strings

FRESH = 15  # seconds for which counted votes may be used again


@dataclass(frozen=True)
class Tally:
    """The votes on one statement."""

    agrees: int = 0
    disagrees: int = 0
    passes: int = 0

    @property
    def votes(self) -> int:
        return self.agrees + self.disagrees + self.passes

    @property
    def counts(self) -> dict[Value, int]:
        return {Value.AGREE: self.agrees, Value.DISAGREE: self.disagrees, Value.PASS: self.passes}


class StatementQuerySet(QuerySet["Statement"]):
    def public(self) -> Self:
        """What a moderator let through; everything else is left out everywhere."""
        return self.filter(contribution__state__in=PUBLIC)

    def for_page(self) -> Self:
        return self.select_related("contribution__author").prefetch_related("contribution__translations")

    def unvoted_by(self, participant: "Participant | None") -> Self:
        return self if participant is None else self.exclude(votes__participant=participant)


class VoteQuerySet(QuerySet["Vote"]):
    def public(self) -> Self:
        return self.filter(statement__contribution__state__in=PUBLIC)

    def of(self, participant: "Participant | None") -> Self:
        """A person's own votes on what is still shown, the last one first."""
        return self.none() if participant is None else self.public().filter(participant=participant)

    def of_others(self, author: int | None) -> Self:
        """By somebody else than the person with this key."""
        return self if author is None else self.exclude(participant__user=author)

    def for_page(self) -> Self:
        return (
            self.select_related("statement__contribution")
            .prefetch_related("statement__contribution__translations")
            .order_by("-at", "-pk")
        )

    def tallies(self) -> dict[int, Tally]:
        """Votes by statement; one pass over an index."""
        rows = (
            self.order_by()
            .values("statement")
            .annotate(
                agrees=Count("pk", filter=Q(value=Value.AGREE)),
                disagrees=Count("pk", filter=Q(value=Value.DISAGREE)),
                passes=Count("pk", filter=Q(value=Value.PASS)),
            )
        )
        return {row.pop("statement"): Tally(**row) for row in rows}

    def tallies_of(self, consultation: "Consultation") -> dict[int, Tally]:
        """All public statements, those without a vote too; counted anew every few seconds."""
        key = f"consultations.tallies.{consultation.pk}"
        counted: dict[int, Tally] | None = cache.get(key)
        if counted is None:
            voted = self.public().filter(statement__consultation=consultation).tallies()
            statements = consultation.statements.public().order_by("pk").values_list("pk", flat=True)
            counted = {pk: voted.get(pk, Tally()) for pk in statements}
            cache.set(key, counted, FRESH)
        return counted
