"""The tree of a discussion: three levels, then flat; a fixed number of queries for any number of replies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional

from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import User
from contributions.models import Contribution
from contributions.states import State

if TYPE_CHECKING:
    from forums.models import Post

LEVELS = 3


@dataclass
class Branch:
    """A reply with the replies shown under it. `more` of its descendants are not shown.

    `answers` is the post it replies to, where its place in the tree does not say so.
    """

    post: "Post"
    level: int = 1
    replies: list["Branch"] = field(default_factory=list)
    answers: Optional["Post"] = None
    more: int = 0

    @property
    def is_bare(self) -> bool:
        """Withdrawn, and nobody replied: not even a note is needed."""
        return self.post.contribution.state == State.WITHDRAWN and not self.replies and not self.more


def grow(tops: "Iterable[Post]", below: "Iterable[Post]", viewer: User | None) -> list[Branch]:
    """Hang the posts `below` under their `tops`, both oldest first, with all that `_voice.html` shows.

    A reply to the third level stands beside what it answers. A reply whose parent is not among the posts
    given stands right under its top one.
    """
    tops, below = list(tops), list(below)
    prefetch_related_objects(
        [*tops, *below], Prefetch("contribution", Contribution.objects.for_voices(viewer))
    )
    branches = {post.pk: Branch(post) for post in tops}
    homes = dict(branches)  # where the replies to a post hang
    for post in below:
        root = branches[post.root_id]
        home = homes.get(post.parent_id, root)
        branch = Branch(post, level=home.level + 1)
        if home.post.pk != post.parent_id:
            branch.answers = post.parent
        home.replies.append(branch)
        homes[post.pk] = branch if branch.level < LEVELS else home
        root.more = getattr(post, "of", 0)
    for post in below:
        branches[post.root_id].more -= hasattr(post, "of")
    return prune(branches.values())


def prune(branches: Iterable[Branch]) -> list[Branch]:
    kept = []
    for branch in branches:
        branch.replies = prune(branch.replies)
        if not branch.is_bare:
            kept.append(branch)
    return kept
