from forums.querysets.boards import BoardQuerySet
from forums.querysets.branches import Branch, grow
from forums.querysets.facts import Facts, Standing, facts_of, standing_in
from forums.querysets.posts import PostQuerySet
from forums.querysets.threads import ThreadQuerySet

__all__ = [
    "BoardQuerySet",
    "Branch",
    "Facts",
    "PostQuerySet",
    "Standing",
    "ThreadQuerySet",
    "facts_of",
    "grow",
    "standing_in",
]
