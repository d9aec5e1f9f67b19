"""Short statements, and one vote per person and statement."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.consultations import Consultation
from consultations.models.surveys import Participant
from consultations.querysets.statements import StatementQuerySet, VoteQuerySet
from consultations.states import Value
from contributions.models import Contribution


class Statement(models.Model):
    """One idea in one sentence, to agree or disagree with."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="statement"
    )
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="statements")

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return str(self.contribution)

    def get_absolute_url(self) -> str:
        return f"{reverse('consultations:statements', args=[self.consultation.slug])}?statement={self.pk}"


class Seed(models.Model):
    """The facilitator's, in several languages; it becomes a statement when the consultation opens."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="seeds")
    text = models.CharField(_("Statement"), max_length=140)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)
    statement = models.OneToOneField(
        Statement, models.SET_NULL, null=True, editable=False, related_name="seed"
    )

    class Meta:
        verbose_name = _("first statement")
        verbose_name_plural = _("first statements")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    # Both keys lead an index of their own below.
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes", db_index=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes", db_index=False)
    value = models.SmallIntegerField(choices=Value)
    at = models.DateTimeField(default=timezone.now)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="one_vote_per_statement"),
            models.CheckConstraint(condition=Q(value__in=Value.values), name="vote_value_known"),
        ]
        indexes = [models.Index(fields=["statement", "value"], name="votes_by_statement")]

    def __str__(self) -> str:
        return self.get_value_display()
