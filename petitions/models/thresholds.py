"""From how many signatures on something must happen, and which petitions have them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.states import Consequence


class Threshold(models.Model):
    """So many signatures, and something must happen."""

    count = models.PositiveIntegerField(_("Signatures"), unique=True)
    consequence = models.CharField(_("What follows"), max_length=10, choices=Consequence)

    class Meta:
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ["count"]
        constraints = [
            models.CheckConstraint(condition=Q(consequence__in=Consequence.values), name="consequence_known"),
            models.CheckConstraint(condition=Q(count__gt=0), name="threshold_asks_for_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.count}: {self.get_consequence_display()}"


class Reached(models.Model):
    """A petition has so many signatures, since then. Gone again when false signatures are taken out."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="reached")
    threshold = models.ForeignKey(Threshold, models.PROTECT, related_name="reached")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reached threshold")
        verbose_name_plural = _("reached thresholds")
        constraints = [models.UniqueConstraint(fields=["petition", "threshold"], name="reached_once")]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.threshold_id}"
