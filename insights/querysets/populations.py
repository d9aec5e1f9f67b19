from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet, Sum

if TYPE_CHECKING:
    from insights.models import Population

TINY = 1e-9  # what decimals lose in binary


class PopulationQuerySet(QuerySet["Population"]):
    def on(self, axis: str) -> Self:
        return self.filter(axis=axis)

    def room(self, row: "Population") -> float:
        """What the other shares of its axis leave over."""
        others = self.on(row.axis).exclude(pk=row.pk).aggregate(total=Sum("share"))["total"]
        return 1 - float(others or 0)
