"""The moderators' queue: reports come in, cases wait, decisions stay."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution
from contributions.states import Kind
from contributions.states import State as Words
from core.states import Stateful
from moderation.querysets import CaseQuerySet, DecisionQuerySet, ReasonQuerySet, ReportQuerySet
from moderation.states import BUTTONS, DUE_AFTER, MOVES, POSSIBLE, Concern, State, Verdict, Why


class Reason(models.Model):
    """A rule of the portal, as the author will read it. One that was used stays: decisions point at it."""

    code = models.SlugField(_("Code"), unique=True)
    title = models.CharField(_("Title"), max_length=120)
    text = models.TextField(_("What the author reads"))
    shows_text = models.BooleanField(
        _("The words may stay readable"),
        default=False,
        help_text=_("Off for words that hurt by being read: threats, insults, personal details."),
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


class Case(Stateful):
    """One for each contribution, opened as often as it must be looked at."""

    MOVES: ClassVar[dict[Any, frozenset[Any]]] = MOVES

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="case")
    why = models.CharField(_("Why it is here"), max_length=12, choices=Why)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.OPEN)
    score = models.FloatField(
        _("Score"), default=0, help_text=_("Kind and reports; waiting is added when shown.")
    )
    is_urgent = models.BooleanField(_("Look first"), default=False)
    opened_at = models.DateTimeField(_("Waits since"), default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="claimed_cases"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text=_("Grows with every decision and every opening.")
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("queue")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_known"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="case_why_known"),
        ]
        indexes = [models.Index(fields=["opened_at"], name="cases_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.get_why_display()}: {self.contribution}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def waits(self) -> timedelta:
        return timezone.now() - self.opened_at

    @property
    def rank(self) -> float:
        """The order of the queue, after what is urgent: a day of waiting counts as much as one report."""
        return self.score + self.waits / timedelta(days=1)

    @property
    def open_reports(self) -> "list[Report]":
        """Reads what `for_queue` prefetched."""
        return [report for report in self.contribution.reports.all() if report.decision_id is None]

    @property
    def reported_weight(self) -> float:
        return sum(report.weight for report in self.open_reports)

    @property
    def earlier_decisions(self) -> "list[Decision]":
        return list(self.contribution.decisions.all())

    @property
    def due_in(self) -> timedelta:
        return DUE_AFTER - self.waits

    @property
    def hours_left(self) -> int:
        """Whole hours until it should have been decided; below zero when it is late."""
        return self.due_in // timedelta(hours=1)

    @property
    def hours_late(self) -> int:
        return max(-self.hours_left, 0)

    @property
    def holder(self) -> models.Model | None:
        """The moderator who has it now."""
        if self.claimed_until is None or self.claimed_until <= timezone.now():
            return None
        return self.claimed_by

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return POSSIBLE[self.contribution.state]

    @property
    def buttons(self) -> "list[tuple[Verdict, str]]":
        state = Words(self.contribution.state)
        return [(verdict, str(BUTTONS[state, verdict])) for verdict in self.verdicts]


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
