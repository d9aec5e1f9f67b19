from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.querysets.consultations import ConsultationQuerySet
from consultations.states import MOVES, PUBLIC, State
from core.states import Stateful
from topics.models import Topic


class Consultation(Stateful):
    MOVES: ClassVar[dict[Any, frozenset[Any]]] = MOVES

    slug = models.SlugField(_("Address"), unique=True, help_text=_("The last part of the page's address."))
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="consultations", verbose_name=_("Topic"))
    title = models.CharField(_("Title"), max_length=160)
    summary = models.TextField(_("Who asks, and what for"), blank=True, help_text=_("Markdown"))
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField(
        _("Opens"), null=True, blank=True, help_text=_("Planned; set to the moment when it is opened.")
    )
    closes_at = models.DateTimeField(
        _("Closes"),
        null=True,
        blank=True,
        help_text=_("By itself at this time; empty: when a facilitator closes it."),
    )
    results_while_open = models.BooleanField(
        _("Show survey results while it is open"),
        default=False,
        help_text=_("Otherwise they appear when it closes, so that early answers do not steer later ones."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="consultations"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    is_example = models.BooleanField(_("Example"), default=False, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="consultation_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC) | Q(opens_at__isnull=False),
                name="public_consultations_are_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(closes_at__isnull=False),
                name="closed_consultations_are_dated",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(closes_at__gte=F("opens_at")),
                name="consultation_opens_before_it_closes",
                violation_error_message=_("It must open before it closes."),
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], name="consultations_to_close", condition=Q(state="open"))
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_over(self) -> bool:
        """Its time has passed, whether or not the task that closes it has come by yet."""
        return self.state == State.CLOSED or (self.state == State.OPEN and self.closes_before(timezone.now()))

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN and not self.is_over

    @property
    def shows_survey_results(self) -> bool:
        return self.is_over or (self.state == State.OPEN and self.results_while_open)

    def closes_before(self, moment: datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= moment
