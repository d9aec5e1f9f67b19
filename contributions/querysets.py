from typing import TYPE_CHECKING, Self

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from contributions.states import MODERATED, MOVES, PUBLIC, WORDS_KEPT, State
from core.states import StateChange

if TYPE_CHECKING:
    from contributions.models import Contribution, Revision  # noqa: F401 - named in strings


class ContributionQuerySet(QuerySet["Contribution"]):
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC)

    def said_by_the_public(self) -> Self:
        """Statements that a facilitator planted have no author and are nobody's; imported words are
        somebody's each. As the tallies count them, in SQL of their own: `insights.actions.tallying`.
        """
        somebody = Q(author__isnull=False) | Q(import_key__isnull=False)
        serving = User.objects.serving(at=OuterRef("published_at")).filter(pk=OuterRef("author"))
        return self.filter(somebody, ~Exists(serving))

    def visible_to(self, user: User | None) -> Self:
        """What is public, and one's own words whatever became of them. Moderators see all."""
        if user is None or not user.is_authenticated:
            return self.public()
        if user.is_moderator:
            return self
        return self.filter(Q(state__in=PUBLIC) | Q(author=user) & ~Q(state=State.WITHDRAWN))

    @transaction.atomic
    def take_back(self, *, by: User) -> int:
        """As `move()` to withdrawn would one by one, of those that can be; returns how many.

        Here, and not among the actions, so that `accounts` can do it: that stands below this app.
        """
        now = timezone.now()
        rows = self.filter(state__in=[state for state in MOVES if State.WITHDRAWN in MOVES[state]])
        before = dict(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", "state"))
        changes = {"state": State.WITHDRAWN, "state_changed_at": now, "touched_at": now}
        self.model._default_manager.filter(pk__in=before).update(**changes)
        StateChange.objects.bulk_create(
            StateChange(
                kind=self.model._meta.label_lower,
                object_id=pk,
                by=by,
                before=state,
                after=State.WITHDRAWN,
                at=now,
            )
            for pk, state in before.items()
        )
        return len(before)

    def to_erase(self) -> Self:
        """Taken back long enough ago, and no case about them is open (of `moderation`, above this app).

        A report alone keeps nothing: once the case is closed, nobody can decide about it any more.
        """
        before = timezone.now() - WORDS_KEPT
        rows = self.filter(state=State.WITHDRAWN, erased_at=None, state_changed_at__lt=before)
        return rows.exclude(case__state="open")

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

        Words that were taken down and then changed had something in them that is nobody's to read: so the
        history begins anew there. Restored as they were, they keep it.
        """
        if user is not None and (user.is_moderator or user.pk == words.author_id):
            return self.all()
        changed = StateChange.objects.filter(
            kind=words._meta.label_lower, object_id=words.pk, before__in=MODERATED, after=State.PENDING
        )
        return self.filter(~Exists(changed.filter(at__gte=OuterRef("at"))), was_public=True)
