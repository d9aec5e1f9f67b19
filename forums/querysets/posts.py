from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from contributions.states import PUBLIC, State
from core.forms import number_in

if TYPE_CHECKING:
    from forums.models import Post

# What stood on the page once leaves its place behind, with a note of what became of it.
ONCE_PUBLIC = Q(contribution__published_at__isnull=False)


class PostQuerySet(QuerySet["Post"]):
    def public(self) -> Self:
        return self.filter(contribution__state__in=PUBLIC)

    def visible_to(self, viewer: User | None) -> Self:
        """What has a place on the page of this person: public words, notes of words that are gone, and
        one's own that wait or were refused. Moderators see those of everybody.
        """
        if viewer is None:
            return self.filter(ONCE_PUBLIC)
        if viewer.is_moderator:
            return self.filter(ONCE_PUBLIC | ~Q(contribution__state=State.WITHDRAWN))
        own = Q(contribution__author=viewer) & ~Q(contribution__state=State.WITHDRAWN)
        return self.filter(ONCE_PUBLIC | own)

    def top(self) -> Self:
        """Replies to the opening words."""
        return self.filter(parent=None)

    def under(self, roots: "Iterable[Post]", *, each: int) -> Self:
        """What stands under these top replies: the oldest `each`, with `of` how many there are."""
        return (
            self.for_tree()
            .filter(root__in=[post.pk for post in roots])
            .annotate(
                place=Window(RowNumber(), partition_by="root", order_by="pk"),
                of=Window(Count("pk"), partition_by="root"),
            )
            .filter(place__lte=each)
            .order_by("pk")
        )

    def part_with(self, words: str) -> "Post | None":
        """The top reply under which the reply with this key stands, or None where there is no such reply."""
        key = number_in(words)
        post = None if key is None else self.select_related("root").filter(pk=key).first()
        return (post.root or post) if post else None

    def for_tree(self) -> Self:
        return self.select_related("parent__contribution__author")

    def for_export(self) -> Self:
        return self.select_related("contribution__author")
