from typing import TYPE_CHECKING, Self

from django.db.models import Count, Q, QuerySet

from contributions.states import PUBLIC

if TYPE_CHECKING:
    from forums.models import Board  # noqa: F401 - named in strings


class BoardQuerySet(QuerySet["Board"]):
    def for_list(self) -> Self:
        public = Q(threads__contribution__state__in=PUBLIC)
        return self.select_related("topic").annotate(thread_count=Count("threads", filter=public))
