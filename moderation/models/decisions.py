"""What was decided, and the reasons that can be given."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution
from contributions.states import Kind
from moderation.models.cases import Case
from moderation.querysets import DecisionQuerySet, ReasonQuerySet
from moderation.states import Verdict


class Reason(models.Model):
    """A rule of the portal, as the author will read it. One that was used stays: decisions point at it."""

    code = models.SlugField(_("Code"), unique=True)
    title = models.CharField(_("Title"), max_length=120)
    text = models.TextField(_("What the author reads"))
    shows_text = models.BooleanField(
        _("The words may stay readable"),
        default=False,
        help_text=_(
            "Of petitions: everybody can still read them, with the reason. Other words are never shown once "
            "they were taken down. Off for words that hurt by being read: threats, insults, personal details."
        ),
    )
    kinds = ArrayField(
        models.CharField(max_length=12, choices=Kind),
        default=list,
        blank=True,
        verbose_name=_("Only for these kinds"),
        help_text=_("Empty: for all"),
    )
    order = models.PositiveSmallIntegerField(_("Order"), default=0)
    is_active = models.BooleanField(_("In use"), default=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.title

    def fits(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


class Decision(models.Model):
    """What a moderator decided, and why. Never changed and never deleted."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="decisions")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="decisions",
        verbose_name=_("Moderator"),
    )
    verdict = models.CharField(_("Decision"), max_length=8, choices=Verdict)
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("Reason")
    )
    note = models.TextField(_("Note to the author"), blank=True)
    version = models.PositiveIntegerField(help_text=_("The version of the case that was decided."))
    at = models.DateTimeField(_("Decided"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="one_decision_per_version"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_known"),
            models.CheckConstraint(
                condition=~Q(verdict__in=["hide", "reject"]) | Q(reason__isnull=False),
                name="taking_down_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="decisions_latest")]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.pk})"

    def get_absolute_url(self) -> str:
        return f"{reverse('moderation:log')}#decision-{self.pk}"

    @property
    def took_down(self) -> bool:
        return self.verdict in (Verdict.HIDE, Verdict.REJECT)
