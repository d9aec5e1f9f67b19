from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from accounts.models import Office, User

if TYPE_CHECKING:
    from digests.models import Alert, Delivery, Subscription  # noqa: F401 - named in strings


class SubscriptionQuerySet(QuerySet["Subscription"]):
    def running(self) -> Self:
        return self.filter(ended_at=None, paused_at=None, user__is_active=True)

    def due(self, now: datetime) -> Self:
        return self.running().filter(due_at__lte=now).order_by("due_at", "pk")

    def claim(self) -> "Subscription | None":
        """One that no other worker is busy with, locked until the transaction ends."""
        rows = self.for_page().select_for_update(skip_locked=True, no_key=True, of=("self",))
        return rows.first()

    def of(self, user: User) -> Self:
        return self.filter(user=user, ended_at=None).order_by("pk")

    def manageable_by(self, user: User) -> Self:
        """One's own, and those in the offices that one manages."""
        managed = Office.objects.filter(memberships__user=user, memberships__is_manager=True)
        return self.filter(Q(user=user) | Q(office__in=managed), ended_at=None)

    def in_office(self, office: Office) -> Self:
        """All that its officials receive."""
        return self.filter(office=office, ended_at=None).order_by("user__email", "pk")

    def to_look_at(self, before: datetime) -> Self:
        """Those with alerts that nobody has looked at since `before`."""
        unseen = Q(looked_at=None) | Q(looked_at__lt=before)
        return self.running().filter(unseen).exclude(alerts=[]).order_by("looked_at", "pk")

    def for_page(self) -> Self:
        return self.select_related("office", "user").prefetch_related("topics")


class DeliveryQuerySet(QuerySet["Delivery"]):
    def of(self, user: User) -> Self:
        return self.filter(subscription__user=user).order_by("-window_end", "-pk")

    def for_page(self) -> Self:
        """Without what the digests say."""
        rows = self.select_related("digest__office", "email")
        return rows.defer("digest__content", "digest__frozen", "email__text", "email__html")


class AlertQuerySet(QuerySet["Alert"]):
    def untold(self) -> Self:
        return self.filter(told_at=None).order_by("pk")
