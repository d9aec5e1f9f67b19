"""One digest, one subscriber."""

from datetime import datetime

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from core.models import OutgoingEmail
from digests.models.digests import Digest
from digests.models.subscriptions import Subscription
from digests.querysets import DeliveryQuerySet


class Delivery(models.Model):
    """One digest to one subscriber; a window is never sent twice."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    digest = models.ForeignKey(Digest, models.PROTECT, related_name="deliveries")
    window_end = models.DateTimeField()
    email = models.OneToOneField(OutgoingEmail, models.SET_NULL, null=True, related_name="delivery")
    created_at = models.DateTimeField(default=now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-window_end"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "window_end"], name="window_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.window_end:%Y-%m-%d %H:%M}"

    @property
    def window(self) -> tuple[datetime, datetime]:
        return self.digest.since, self.digest.until
