from typing import TYPE_CHECKING, Self

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from consultations.states import PUBLIC, State

if TYPE_CHECKING:
    from consultations.models import Consultation  # noqa: F401 - named in strings

HOLD_OPEN = """
SELECT 1 FROM consultations_consultation
WHERE id = %s AND state = 'open' AND (closes_at IS NULL OR closes_at > %s) FOR SHARE
"""


class ConsultationQuerySet(QuerySet["Consultation"]):
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC)

    def open(self) -> Self:
        """Those that one may answer now; past its end it is not, even before the task has closed it."""
        return self.filter(state=State.OPEN).filter(Q(closes_at=None) | Q(closes_at__gt=timezone.now()))

    def over(self) -> Self:
        return self.filter(Q(state=State.CLOSED) | Q(state=State.OPEN, closes_at__lte=timezone.now()))

    def awaiting_answer(self) -> Self:
        """Over, and no office has said yet what came of it. The longest wait comes first."""
        return self.over().exclude(answers__state="published").order_by("closes_at", "pk")

    def to_close(self) -> Self:
        return self.filter(state=State.OPEN, closes_at__lte=timezone.now())

    def drafts(self) -> Self:
        return self.filter(state=State.DRAFT).order_by("-created_at")

    def visible_to(self, user: User | None) -> Self:
        """Drafts are seen by facilitators only."""
        return self if user is not None and user.is_facilitator else self.public()

    def for_page(self) -> Self:
        return self.select_related("topic")

    def hold_open(self, pk: int) -> bool:
        """Whether it is open; if so it stays open until this transaction ends: nobody comes too late.

        FOR SHARE lets many people vote at once, and lets the one who closes wait for them.
        """
        with connection.cursor() as cursor:
            cursor.execute(HOLD_OPEN, [pk, timezone.now()])
            return cursor.fetchone() is not None
