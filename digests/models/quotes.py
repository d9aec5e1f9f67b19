"""Words that officials may be shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution
from digests.querysets import QuoteQuerySet
from digests.states import QuoteState


class Quote(models.Model):
    """Words that the machine finds typical. Officials see them in a digest when a moderator approved them."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="quote")
    touched_at = models.DateTimeField(help_text=_("The state of the words that was looked at."))
    state = models.CharField(_("State"), max_length=10, choices=QuoteState, default=QuoteState.PROPOSED)
    proposed_at = models.DateTimeField(_("Proposed"), default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("By")
    )
    decided_at = models.DateTimeField(_("Decided"), null=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuoteState.values), name="quote_state_known")
        ]
        indexes = [
            models.Index(fields=["proposed_at"], condition=Q(state="proposed"), name="quotes_to_decide")
        ]

    def __str__(self) -> str:
        return str(self.contribution)
