from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from insights.models import Grouping  # noqa: F401 - named in a string


class GroupingQuerySet(QuerySet["Grouping"]):
    def newest(self) -> Self:
        """The last grouping of each consultation."""
        return self.order_by("consultation_id", "-computed_at").distinct("consultation_id")
