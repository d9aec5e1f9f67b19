"""What people say breaks a rule."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution
from moderation.models.decisions import Decision
from moderation.querysets import ReportQuerySet
from moderation.states import Concern


class Report(models.Model):
    """A person says that words break a rule. Open until the next decision about these words."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="reports",
        verbose_name=_("Reported by"),
    )
    reason = models.CharField(_("What is wrong"), max_length=20, choices=Concern)
    note = models.CharField(_("Note"), max_length=500, blank=True)
    weight = models.FloatField(_("Weight"), default=1)
    at = models.DateTimeField(_("Reported"), default=timezone.now)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="reports")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "reporter"], name="reported_once"),
            models.CheckConstraint(condition=Q(reason__in=Concern.values), name="concern_known"),
        ]
        indexes = [models.Index(fields=["contribution"], name="reports_open", condition=Q(decision=None))]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.contribution_id})"
