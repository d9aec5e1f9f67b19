from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from insights.querysets.pulse import Pulse
from insights.querysets.report import report

if TYPE_CHECKING:
    from insights.models import Tally  # noqa: F401 - named in a string


class TallyQuerySet(QuerySet["Tally"]):
    def pulse(self) -> Pulse:
        """For a topic's own (`topic.tallies.pulse()`): what people there said in the last four weeks."""
        return report(self._hints["instance"]).pulse  # type: ignore[attr-defined]

    def for_api(self) -> Self:
        return self.select_related("topic").order_by("-day", "-pk")
