from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, NullIf

from accounts.models import User
from contributions.states import PUBLIC, State

if TYPE_CHECKING:
    from forums.models import Thread  # noqa: F401 - named in strings


class ThreadQuerySet(QuerySet["Thread"]):
    def public(self) -> Self:
        return self.filter(contribution__state__in=PUBLIC)

    def visible_to(self, viewer: User | None) -> Self:
        """Whatever was public keeps its page, because others' replies stand on it: without its words once
        they were hidden or withdrawn. One's own, and a moderator's, are seen before that as well.
        """
        once_public = Q(contribution__published_at__isnull=False)
        if viewer is None:
            return self.filter(once_public)
        if viewer.is_moderator:
            return self.filter(once_public | ~Q(contribution__state=State.WITHDRAWN))
        own = Q(contribution__author=viewer) & ~Q(contribution__state=State.WITHDRAWN)
        return self.filter(once_public | own)

    def waiting_of(self, viewer: User | None) -> Self:
        """What this person wrote and a moderator has not seen yet."""
        if viewer is None:
            return self.none()
        return self.filter(contribution__author=viewer, contribution__state=State.PENDING)

    def for_list(self) -> Self:
        """With `post_count`, `people_count` (None for fewer than ten) and `active_at`, when the newest public
        word was written.

        The newest is looked up by key, which an index has in order: no row is counted to sort a board.
        """
        same = self.model._default_manager.filter(pk=OuterRef("pk"))
        replies = same.filter(posts__contribution__state__in=PUBLIC)
        newest = replies.order_by("-posts__contribution").values("posts__contribution__published_at")[:1]
        others = ~Q(posts__contribution__author=F("contribution__author"))
        posts = replies.values("pk").annotate(n=Count("posts")).values("n")
        people = replies.values("pk").annotate(
            n=Count("posts__contribution__author", distinct=True, filter=others)
        )
        opener = Case(When(contribution__author=None, then=0), default=1, output_field=IntegerField())
        everybody = Coalesce(Subquery(people.values("n")), Value(0)) + opener
        few = Value(settings.SMALLEST_GROUP - 1)
        rows = self.select_related("contribution__author", "board__topic")
        return rows.prefetch_related("contribution__translations").annotate(
            active_at=Coalesce(Subquery(newest), F("contribution__published_at")),
            post_count=Coalesce(Subquery(posts), Value(0)),
            people_count=NullIf(Greatest(everybody, few), few),
        )

    def for_page(self) -> Self:
        return self.select_related("contribution__author", "contribution__topic", "board__topic")
