from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from contributions.states import PUBLIC
from insights.states import LABELS

if TYPE_CHECKING:
    from insights.models import DrawnText  # noqa: F401 - named in a string


def written(prefix: str = "") -> Coalesce:
    """When the present words were written. `touched_at` will not do: it also moves when words are hidden and
    shown again, or their author leaves, and a label is about the words."""
    return Coalesce(f"{prefix}edited_at", f"{prefix}created_at")


class DrawnTextQuerySet(QuerySet["DrawnText"]):
    def counting(self) -> Self:
        """Those that are public and whose words are still the ones that were drawn."""
        return self.filter(contribution__state__in=PUBLIC, written_at=written("contribution__"))

    def to_label(self, user: User) -> Self:
        """Those that still want a label that this person may give; in the order in which chance put them."""
        return (
            self.counting()
            .annotate(given=Count("labels"), given_by_me=Count("labels", filter=Q(labels__by=user)))
            .filter(given__lt=LABELS, given_by_me=0)
            .exclude(contribution__author=user)
            .order_by("pk")
        )

    def for_labelling(self) -> Self:
        """With all that the page shows: the words and where they stand, and nobody's name."""
        return self.select_related(
            "contribution__petition",
            "contribution__thread",
            "contribution__post__thread",
            "contribution__statement__consultation",
            "contribution__open_answer__question",
        )

    def with_labels(self) -> Self:
        """`voice`, whose text it is, and `first` and `second`, the labels: None while there is none."""
        return self.annotate(
            voice=Coalesce("contribution__author_id", -F("contribution_id")),
            first=Max("labels__tone", filter=Q(labels__place=1)),
            second=Max("labels__tone", filter=Q(labels__place=2)),
        )

    def voices(self) -> list[int]:
        """Whose texts these are, one entry a text."""
        return list(self.with_labels().values_list("voice", flat=True))

    def progress(self) -> dict[str, dict[str, Any]]:
        """By language: `drawn` texts, and how many of them have two labels (`done`)."""
        texts = self.counting().with_labels().values("language", "first", "second").order_by()
        found: dict[str, dict[str, Any]] = {}
        for text in texts:
            row = found.setdefault(text["language"], {"drawn": 0, "done": 0})
            row["drawn"] += 1
            row["done"] += bool(text["first"] and text["second"])
        return found
