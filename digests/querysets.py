from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from accounts.models import User

if TYPE_CHECKING:
    from digests.models import Subscription


class SubscriptionQuerySet(QuerySet["Subscription"]):
    def running(self) -> Self:
        return self.filter(ended_at=None, paused_at=None, user__is_active=True)

    def due(self, now: datetime) -> Self:
        return self.running().filter(due_at__lte=now).order_by("due_at")

    def of(self, user: User) -> Self:
        return self.filter(user=user, ended_at=None).order_by("pk")

    def for_page(self) -> Self:
        return self.select_related("office", "user").prefetch_related("topics")
