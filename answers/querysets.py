from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from accounts.models import User
from answers.states import PUBLIC, State

if TYPE_CHECKING:
    from answers.models import Answer  # noqa: F401 - named in strings


class AnswerQuerySet(QuerySet["Answer"]):
    def published(self) -> Self:
        return self.filter(state__in=PUBLIC).order_by("-published_at")

    def drafts_of(self, user: User) -> Self:
        """Drafts are shared within an office."""
        return self.filter(state=State.DRAFT, office__memberships__user=user).order_by("-state_changed_at")

    def visible_to(self, user: User | None) -> Self:
        if user is None or not user.is_authenticated:
            return self.filter(state__in=PUBLIC)
        return self.filter(state__in=PUBLIC) | self.filter(office__memberships__user=user)

    def for_page(self) -> Self:
        """Everything that `_official.html` and the lists show."""
        rows = self.select_related("office", "petition__contribution", "thread__contribution", "consultation")
        return rows.prefetch_related(
            "translations", "petition__contribution__translations", "thread__contribution__translations"
        )
