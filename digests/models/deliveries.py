"""One digest, one subscriber."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import OutgoingEmail
from digests.models.digests import Digest
from digests.models.subscriptions import Subscription
from digests.querysets import DeliveryQuerySet


class Delivery(models.Model):
    """One digest to one subscriber; a window is never sent twice. Or to an official whom an operator sent it.

    `queued_at` stays when the e-mail is forgotten: a correction reaches everyone who was sent the digest.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, null=True, related_name="deliveries")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        db_index=False,  # the constraint below is an index of the few that have one
        related_name="+",
        verbose_name=_("Official"),
    )
    digest = models.ForeignKey(Digest, models.PROTECT, related_name="deliveries")
    window_end = models.DateTimeField()
    email = models.OneToOneField(OutgoingEmail, models.SET_NULL, null=True, related_name="delivery")
    catches_up = models.BooleanField(
        default=False, db_default=False, editable=False, help_text=_("With windows that were missed")
    )
    queued_at = models.DateTimeField(_("Queued"), null=True)
    created_at = models.DateTimeField(default=now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-window_end"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "window_end"], name="window_sent_once"),
            models.UniqueConstraint(
                fields=["user", "digest"], condition=~Q(user=None), name="digest_sent_once_by_hand"
            ),
            models.CheckConstraint(
                condition=Q(subscription=None) ^ Q(user=None), name="delivery_has_one_receiver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receiver}: {self.window_end:%Y-%m-%d %H:%M}"

    @property
    def receiver(self) -> User:
        found = self.user or (self.subscription and self.subscription.user)
        assert found, "the table has one of them"
        return found
