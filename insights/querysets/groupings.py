from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from topics.models import Topic

if TYPE_CHECKING:
    from insights.models import Grouping  # noqa: F401 - named in a string


class GroupingQuerySet(QuerySet["Grouping"]):
    def newest(self) -> Self:
        """The last grouping of each consultation."""
        return self.order_by("consultation_id", "-computed_at").distinct("consultation_id")

    def about(self, topic: Topic | None) -> Self:
        """Of consultations on one topic; of all without one."""
        return self.filter(consultation__topic=topic) if topic else self
