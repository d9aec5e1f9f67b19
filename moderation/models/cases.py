"""The moderators' queue: a case for all words that somebody has to look at."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution
from contributions.states import State as Words
from core.states import Stateful
from moderation.querysets import CaseQuerySet
from moderation.states import BUTTONS, DUE_AFTER, MOVES, POSSIBLE, State, Verdict, Why

if TYPE_CHECKING:
    from moderation.models.decisions import Decision
    from moderation.models.reports import Report


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
