"""What part of a population lives in a country or speaks a language, as an operator states it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.templatetags.words import country, language_name
from insights.querysets.populations import PopulationQuerySet
from insights.states import Axis


class Population(models.Model):
    """Stated, with its source, never counted here: what those who take part are compared with."""

    axis = models.CharField(_("Of"), max_length=8, choices=Axis, default=Axis.COUNTRY)
    code = models.CharField(
        _("Code"), max_length=8, help_text=_("A country as UA, RU, PL; a language as uk, ru, en.")
    )
    share = models.FloatField(
        _("Share of the population"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_(
            "From 0 to 1: 0.41 is 41%. All shares of countries, and all of languages, add up to 1 at most."
        ),
    )
    source = models.CharField(
        _("Source"),
        max_length=200,
        help_text=_("Who states it, of which year: people read it beside the figure."),
    )
    source_url = models.URLField(_("Address of the source"), blank=True)

    objects = PopulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of a population")
        verbose_name_plural = _("shares of populations")
        ordering = ["axis", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="population_share_is_a_share"
            ),
            models.CheckConstraint(condition=Q(axis__in=Axis.values), name="population_axis_known"),
            models.CheckConstraint(condition=~Q(source=""), name="population_share_has_a_source"),
            models.UniqueConstraint(fields=["axis", "code"], name="one_population_share_per_code"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.share:.1%}"

    @property
    def name(self) -> str:
        return country(self.code) if self.axis == Axis.COUNTRY else language_name(self.code)
