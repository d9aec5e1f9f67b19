"""The portal's plumbing: the trace, the e-mail outbox and the shared rate counter. No domain words."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.states import StateChange, Stateful

__all__ = ["Attempts", "OutgoingEmail", "StateChange", "Stateful", "Urgency"]


class Urgency(models.IntegerChoices):
    """Lower goes first."""

    CONFIRM = 0, "A person waits for it"
    NOTICE = 1, "Somebody follows it"
    DIGEST = 2, "An official expects it at an hour"
    BULK = 3, "To many"


class OutgoingEmail(models.Model):
    """One e-mail that waits, was sent, or cannot be. The row is the queue: a lost task loses nothing."""

    key = models.CharField(max_length=200, unique=True, help_text="The same key is never queued twice.")
    message_id = models.CharField(max_length=255)
    to = models.EmailField()
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=8)
    headers = models.JSONField(default=dict)
    reply_to = models.CharField(max_length=255, blank=True)
    urgency = models.SmallIntegerField(choices=Urgency.choices, default=Urgency.NOTICE)
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index(
                fields=["urgency", "due_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="email_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} -> {self.to}"


class Attempts(models.Model):
    """How often somebody tried something in a window of time. One row for all processes."""

    name = models.CharField(max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "window"], name="one_counter_per_window")]

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
