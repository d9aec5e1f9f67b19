"""The audit sample: texts of the portal, drawn by chance, and how two people say that each of them sounds.

The machine's answer is not kept here. It is taken from the reading of now, so that a new model is
audited by the same labels at once.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution
from insights.querysets.sample import DrawnTextQuerySet
from insights.states import LABELS, Tone


class DrawnText(models.Model):
    """The words of one contribution as they were when they were drawn; other words are another text."""

    contribution = models.ForeignKey(
        Contribution, models.CASCADE, related_name="drawn", verbose_name=_("Text")
    )
    language = models.CharField(_("Language"), max_length=8)
    written_at = models.DateTimeField(help_text=_("When the words that were drawn were written or edited."))
    drawn_at = models.DateTimeField(_("Drawn"), default=timezone.now)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    seed = models.CharField(max_length=40, help_text=_("Of the draw: the same seed draws the same texts."))

    objects = DrawnTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the audit sample")
        verbose_name_plural = _("audit sample")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "written_at"], name="same_words_drawn_once")
        ]
        indexes = [models.Index(fields=["language", "id"], name="audit_sample_by_language")]

    def __str__(self) -> str:
        return f"{self.language}: {self.contribution_id}"


class Label(models.Model):
    """How one person says that a text sounds. `place`: the first or the second label of the text."""

    text = models.ForeignKey(DrawnText, models.CASCADE, related_name="labels")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="tone_labels")
    place = models.PositiveSmallIntegerField()
    tone = models.CharField(_("Tone"), max_length=12, choices=Tone)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(fields=["text", "by"], name="one_label_per_person"),
            models.UniqueConstraint(fields=["text", "place"], name="one_label_per_place"),
            models.CheckConstraint(condition=models.Q(place__range=(1, LABELS)), name="two_labels_at_most"),
            models.CheckConstraint(condition=models.Q(tone__in=Tone.values), name="label_tone_known"),
        ]

    def __str__(self) -> str:
        return f"{self.text_id}: {self.tone}"
