"""What the machine found: a reading per contribution, tallies of readings, groupings of votes."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from contributions.models import Contribution
from contributions.states import Kind
from insights.querysets.groupings import GroupingQuerySet
from topics.models import Topic


class Reading(models.Model):
    """How one public contribution sounds, by one model. `label` is empty where the machine is unsure."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="reading"
    )
    model = models.CharField(_("Model"), max_length=80, blank=True)
    language = models.CharField(_("Language"), max_length=8)
    p_neg = models.FloatField(null=True)
    p_neu = models.FloatField(null=True)
    p_pos = models.FloatField(null=True)
    label = models.CharField(_("Tone"), max_length=10, blank=True)
    touched_at = models.DateTimeField(help_text=_("The state of the words that was read."))
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(p_neg=None, p_neu=None, p_pos=None, label="")
                | models.Q(p_neg__gte=0, p_neu__gte=0, p_pos__gte=0),
                name="chances_are_all_there_or_none",
            )
        ]
        indexes = [models.Index(fields=["model"], name="readings_by_model")]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.label or '-'}"


class Unread(models.Model):
    """Words that are to be read, whose reading is to go, or whose author serves or does so no more. The
    database's own triggers write it (migrations 4 and 9), so whoever changes them and however, the reader
    finds them without looking at all there are.
    """

    contribution = models.OneToOneField(
        Contribution, models.DO_NOTHING, primary_key=True, related_name="unread", db_constraint=False
    )

    class Meta:
        verbose_name = _("unread text")
        verbose_name_plural = _("unread texts")

    def __str__(self) -> str:
        return str(self.contribution_id)


class Tally(models.Model):
    """Readings added up: one row per topic, day, language, country and kind."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="tallies")
    day = models.DateField(_("Day"))
    language = models.CharField(_("Language"), max_length=8)
    country = models.CharField(_("Country"), max_length=2, blank=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    texts = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    read = models.PositiveIntegerField(help_text=_("Texts with a reading in numbers"))
    negative = models.FloatField(help_text=_("Sum of the chances"))
    neutral = models.FloatField()
    positive = models.FloatField()
    unsure = models.PositiveIntegerField()
    feelings = models.JSONField(default=dict)
    stances = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "day", "language", "country", "kind"], name="one_tally_per_cell"
            )
        ]
        indexes = [models.Index(fields=["day"], name="tallies_by_day")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.day} {self.language} {self.country} {self.kind}: {self.texts}"


class Carried(models.Model):
    """What the next grouping of a consultation carries on from, with who stands where (`analysis.updates`).

    Nobody is shown it. It holds no more than the votes do, and goes with them.
    """

    consultation = models.OneToOneField(
        Consultation, models.CASCADE, primary_key=True, related_name="carried"
    )
    state = models.BinaryField()
    until = models.DateTimeField(help_text=_("The last vote that was counted."))

    class Meta:
        verbose_name = _("carried picture")
        verbose_name_plural = _("carried pictures")

    def __str__(self) -> str:
        return str(self.consultation_id)


class Grouping(models.Model):
    """Opinion groups and common ground of one consultation at one moment; `result` is analysis' own JSON."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="groupings")
    computed_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(help_text=_("The last vote that was counted."))
    people = models.PositiveIntegerField()
    votes = models.PositiveIntegerField()
    result = models.JSONField()

    objects = GroupingQuerySet.as_manager()

    class Meta:
        verbose_name = _("grouping")
        verbose_name_plural = _("groupings")
        get_latest_by = "computed_at"
        ordering = ["-computed_at"]
        indexes = [models.Index(fields=["consultation", "-computed_at"], name="latest_grouping")]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.people}"
