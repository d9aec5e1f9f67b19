from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from accounts.models import User

if TYPE_CHECKING:
    from notices.models import Notice  # noqa: F401 - named in strings


class NoticeQuerySet(QuerySet["Notice"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user).order_by("-created_at")

    def awaiting_email(self) -> Self:
        return self.filter(emailed_at=None).order_by("created_at", "pk")

    def for_page(self) -> Self:
        return self.select_related(
            "answer__office",
            "answer__petition__contribution",
            "answer__thread__contribution",
            "answer__consultation",
        ).prefetch_related(
            "answer__translations",
            "answer__petition__contribution__translations",
            "answer__thread__contribution__translations",
        )
