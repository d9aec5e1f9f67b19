from typing import TYPE_CHECKING, Self

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from contributions.states import PUBLIC, State

if TYPE_CHECKING:
    from contributions.models import Contribution


class ContributionQuerySet(QuerySet["Contribution"]):
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC)

    def awaiting_moderation(self) -> Self:
        return self.filter(state=State.PENDING).order_by("created_at")

    def visible_to(self, user: User | None) -> Self:
        """What is public, and one's own words whatever became of them. Moderators see all."""
        if user is None or not user.is_authenticated:
            return self.public()
        if user.is_moderator:
            return self
        return self.filter(Q(state__in=PUBLIC) | Q(author=user) & ~Q(state=State.WITHDRAWN))

    def for_voices(self) -> Self:
        """Everything that `_voice.html` shows, so that it never queries."""
        return (
            self.select_related("author", "topic")
            .prefetch_related("translations")
            .annotate(understood_count=Count("reactions"))
        )
