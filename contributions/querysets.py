from typing import TYPE_CHECKING, Self

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from contributions.states import MODERATED, PUBLIC, State
from core.states import StateChange

if TYPE_CHECKING:
    from contributions.models import Contribution, Revision  # noqa: F401 - named in strings


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

    def linked_to(self, user: User | None) -> Self:
        """Words whose address leads somewhere: to them, or to the note of what became of them."""
        once_public = Q(published_at__isnull=False)
        if user is None or not user.is_authenticated:
            return self.filter(once_public)
        if user.is_moderator:
            return self
        return self.filter(once_public | Q(author=user))

    def for_voices(self, viewer: User | None = None) -> Self:
        """Everything that `_voice.html` shows, so that it never queries."""
        same = self.model._default_manager.filter(pk=OuterRef("pk"))
        count = same.values("pk").annotate(n=Count("reactions")).values("n")
        rows = self.select_related("author", "topic").prefetch_related("translations", self._why_taken_down())
        rows = rows.annotate(understood_count=Subquery(count))
        if viewer is None:
            return rows
        return rows.annotate(understood_by_me=Exists(same.filter(reactions__user=viewer)))

    def _why_taken_down(self) -> "Prefetch[str]":
        """Moderators' decisions, by related name: `moderation` stands above this app."""
        decisions = self.model._meta.get_field("decisions").related_model._default_manager  # type: ignore[union-attr]
        taken_down = decisions.filter(contribution__state__in=MODERATED).select_related("reason")
        return Prefetch("decisions", queryset=taken_down)


class RevisionQuerySet(QuerySet["Revision"]):
    def seen_by(self, user: User | None, words: "Contribution") -> Self:
        """What the words were while the public could read them. The author and moderators see all.

        Left out is what was changed before a moderator let the words appear, or after one took them down.
        """
        if user is not None and (user.is_moderator or user.pk == words.author_id):
            return self.all()
        if words.published_at is None:
            return self.none()
        changed_after_all = StateChange.objects.filter(
            kind=words._meta.label_lower, object_id=words.pk, before__in=MODERATED, after=State.PENDING
        )
        last = changed_after_all.aggregate(last=Max("at"))["last"]
        return self.filter(at__gt=max(words.published_at, last or words.published_at))
