"""Who receives what when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from digests.models.scopes import Scope
from digests.querysets import SubscriptionQuerySet
from digests.states import Frequency, Weekday
from topics.models import Topic


class Subscription(models.Model):
    """One official's digest: topics, language and hour, in their own time zone."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="subscriptions", verbose_name=_("Office"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    topics = models.ManyToManyField(
        Topic,
        related_name="subscriptions",
        blank=True,
        verbose_name=_("Topics"),
        help_text=_("None chosen: all of them"),
    )
    countries = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("Countries")
    )
    languages = ArrayField(
        models.CharField(max_length=8), default=list, blank=True, verbose_name=_("Languages written in")
    )
    language = models.CharField(
        _("Language of the e-mail"), max_length=8, choices=settings.LANGUAGES, default="en"
    )
    frequency = models.CharField(_("How often"), max_length=8, choices=Frequency, default=Frequency.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("Day of the week"), choices=Weekday, default=Weekday.MONDAY)
    hour = models.PositiveSmallIntegerField(_("Hour"), default=8, validators=[MaxValueValidator(23)])
    timezone = models.CharField(_("Time zone"), max_length=60, default="UTC")
    due_at = models.DateTimeField(_("Next one"), default=now)
    paused_at = models.DateTimeField(_("Paused"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.CheckConstraint(condition=Q(frequency__in=Frequency.values), name="frequency_known"),
            models.CheckConstraint(condition=Q(hour__lte=23) & Q(weekday__lte=6), name="hour_and_day_exist"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(ended_at=None, paused_at=None), name="subscriptions_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.office} · {self.get_frequency_display()}"

    @property
    def scope(self) -> Scope:
        return Scope.of(self.topics.all(), self.countries, self.languages)
