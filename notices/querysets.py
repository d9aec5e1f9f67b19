from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User
from answers.models import Answer
from notices.states import FRESH, Frequency
from petitions.models import Petition, Signature

if TYPE_CHECKING:
    from notices.models import News, Notice, Recipient  # noqa: F401 - named in strings

# What has words of citizens.
ABOUT = ("answer__petition", "answer__thread", "withdrawn__petition", "withdrawn__thread", "petition")


def still_public(news: str = "") -> Q:
    """What was withdrawn or taken down meanwhile is told to nobody, but the withdrawal itself.

    `news`: where it stands, "news__".
    """
    answer = Answer.objects.published().to_what_is_shown().filter(pk=OuterRef(f"{news}answer"))
    withdrawn = Answer.objects.withdrawn().to_what_is_shown().filter(pk=OuterRef(f"{news}withdrawn"))
    petition = Petition.objects.public().filter(pk=OuterRef(f"{news}petition"))
    consultation = Q(**{f"{news}consultation__isnull": False})
    return Q(Exists(answer)) | Q(Exists(withdrawn)) | Q(Exists(petition)) | consultation


class NewsQuerySet(QuerySet["News"]):
    def untold(self) -> Self:
        """What can be told now."""
        fresh = self.filter(still_public(), told_at=None, at__gte=timezone.now() - FRESH)
        return fresh.order_by("at", "pk")

    def never_told(self, now: datetime) -> Self:
        """It could not be told while it was news."""
        return self.filter(told_at=None, at__lt=now - FRESH)


class RecipientQuerySet(QuerySet["Recipient"]):
    def due(self, frequency: str, until: datetime, waiting: "NoticeQuerySet") -> Self:
        """Those for whom notices wait, unless their e-mail up to `until` has gone out."""
        rows = self.filter(frequency=frequency, pk__in=waiting.values("recipient"))
        return rows.exclude(bundles__until__gte=until).order_by("pk")

    def claim(self, most: int) -> list["Recipient"]:
        """Up to so many that no other worker is busy with, locked until the transaction ends."""
        return list(self.select_for_update(skip_locked=True, no_key=True, of=("self",))[:most])

    def not_needed(self) -> Self:
        """Nothing was told to them, or all of it is forgotten, and nobody chose how often they hear."""
        return self.filter(notices=None, bundles=None, chosen_at=None)

    def chosen_by_nobody_now(self) -> Self:
        """Nobody has an account or a signature with this address any more. Never is never: that stays."""
        chosen = self.filter(notices=None, bundles=None, chosen_at__isnull=False).exclude(
            frequency=Frequency.NEVER
        )
        address = Lower("email")
        users = User.objects.alias(address=address).filter(address=OuterRef("email"))
        signatures = Signature.objects.alias(address=address).filter(address=OuterRef("email"))
        return chosen.filter(~Exists(users), ~Exists(signatures))


class NoticeQuerySet(QuerySet["Notice"]):
    def of(self, user: User) -> Self:
        """What a person may still read of it all."""
        return self.filter(still_public("news__"), user=user).order_by("-news__at", "-pk")

    def told_before(self, moment: datetime) -> Self:
        """Those whom it reached by e-mail or on the page."""
        return self.filter(Q(emailed_at__lt=moment) | Q(read_at__lt=moment))

    def of_closed_accounts(self) -> Self:
        return self.filter(user__is_active=False, user__email__endswith="@invalid")

    def with_is_public(self) -> Self:
        """`is_public`: whether it may be told still."""
        public = ExpressionWrapper(still_public("news__"), output_field=BooleanField())
        return self.annotate(is_public=public)

    def awaiting_email(self, until: datetime) -> Self:
        """Made before that moment, and not in an e-mail yet.

        What was taken down waits for as long as it is news: it may come back.
        """
        told_or_old = still_public("news__") | Q(news__at__lt=timezone.now() - FRESH)
        return self.filter(told_or_old, emailed_at=None, created_at__lt=until).order_by()

    def for_page(self) -> Self:
        rows = self.select_related(
            "news__answer__office",
            "news__answer__consultation",
            "news__withdrawn__office",
            "news__withdrawn__consultation",
            "news__threshold",
            "news__consultation",
            *(f"news__{name}__contribution" for name in ABOUT),
        )
        translations = (f"news__{name}__contribution__translations" for name in ABOUT)
        return rows.prefetch_related("news__answer__translations", *translations)
