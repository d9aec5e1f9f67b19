from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from accounts.models import User
from answers.states import PUBLIC as PUBLIC_ANSWERS
from contributions.states import PUBLIC as PUBLIC_WORDS
from petitions.states import State as PetitionState

if TYPE_CHECKING:
    from notices.models import News, Notice, Recipient  # noqa: F401 - named in strings

ABOUT = ("answer__petition", "answer__thread", "petition")  # what has words of citizens
STILL_PUBLIC = (
    Q(news__answer__state__in=PUBLIC_ANSWERS)
    | Q(
        news__petition__state__in=[PetitionState.OPEN, PetitionState.CLOSED],
        news__petition__contribution__state__in=PUBLIC_WORDS,
    )
    | Q(news__consultation__isnull=False)
)


class NewsQuerySet(QuerySet["News"]):
    def untold(self) -> Self:
        return self.filter(told_at=None).order_by("at", "pk")


class RecipientQuerySet(QuerySet["Recipient"]):
    def due(self, frequency: str, until: datetime, waiting: "NoticeQuerySet") -> Self:
        """Those for whom notices wait, unless their e-mail up to `until` has gone out."""
        rows = self.filter(frequency=frequency, pk__in=waiting.values("recipient"))
        return rows.exclude(bundles__until__gte=until).order_by("pk")

    def claim(self, most: int) -> list["Recipient"]:
        """Up to so many that no other worker is busy with, locked until the transaction ends."""
        return list(self.select_for_update(skip_locked=True, no_key=True, of=("self",))[:most])

    def without_news(self) -> Self:
        return self.filter(notices=None, bundles=None)


class NoticeQuerySet(QuerySet["Notice"]):
    def of(self, user: User) -> Self:
        """What a person may still read of it all."""
        return self.filter(STILL_PUBLIC, user=user).order_by("-news__at", "-pk")

    def awaiting_email(self, until: datetime) -> Self:
        """Made before that moment, and not in an e-mail yet."""
        return self.filter(emailed_at=None, created_at__lt=until).order_by()

    def for_page(self) -> Self:
        rows = self.select_related(
            "news__answer__office",
            "news__answer__consultation",
            "news__threshold",
            "news__consultation",
            *(f"news__{name}__contribution" for name in ABOUT),
        )
        translations = (f"news__{name}__contribution__translations" for name in ABOUT)
        return rows.prefetch_related("news__answer__translations", *translations)
