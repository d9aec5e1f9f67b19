"""Who receives what when."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from digests.models.scopes import Scope
from digests.querysets import SubscriptionQuerySet
from digests.states import LAST_DAY, LONG_WAIT, AlertKind, Frequency, Quiet, Weekday
from topics.models import Topic


class Subscription(models.Model):
    """One official's digest: topics, language and hour, in their own time zone."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="subscriptions", verbose_name=_("Office"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    topics = models.ManyToManyField(
        Topic,
        through="SubscriptionTopic",
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
    month_day = models.PositiveSmallIntegerField(_("Day of the month"), default=1)
    hour = models.PositiveSmallIntegerField(_("Hour"), default=8, validators=[MaxValueValidator(23)])
    timezone = models.CharField(_("Time zone"), max_length=60, default="UTC")
    when_quiet = models.CharField(_("When it was quiet"), max_length=4, choices=Quiet, default=Quiet.TELL)
    due_at = models.DateTimeField(_("Next one"), default=now)
    told_until = models.DateTimeField(
        null=True, editable=False, help_text=_("Where the next window begins; empty before the first one")
    )
    alerts = ArrayField(
        models.CharField(max_length=10, choices=AlertKind),
        default=list,
        blank=True,
        verbose_name=_("Alerts"),
    )
    waiting_days = models.PositiveSmallIntegerField(
        _("Days of waiting before an alert"), default=LONG_WAIT, validators=[MinValueValidator(1)]
    )
    alerts_since = models.DateTimeField(null=True, editable=False, help_text=_("What happened before is old"))
    kinds_since = models.JSONField(
        default=dict,
        db_default={},
        editable=False,
        help_text=_("Since when, of kinds that were chosen later"),
    )
    looked_at = models.DateTimeField(null=True, editable=False, help_text=_("Looked for alerts"))
    alerted_at = models.DateTimeField(null=True, editable=False, help_text=_("Last e-mail with alerts"))
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
            models.CheckConstraint(
                condition=Q(month_day__gte=1, month_day__lte=28) | Q(month_day=LAST_DAY),
                name="every_month_has_the_day",
            ),
            models.CheckConstraint(condition=Q(when_quiet__in=Quiet.values), name="when_quiet_known"),
            models.CheckConstraint(condition=Q(alerts__contained_by=AlertKind.values), name="alerts_known"),
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

    @property
    def wants_alerts_since(self) -> dict[str, datetime]:
        """By kind: what happened before is old."""
        first = self.alerts_since or self.created_at
        later = {kind: datetime.fromisoformat(since) for kind, since in self.kinds_since.items()}
        return {kind: max(first, later.get(kind, first)) for kind in self.alerts}

    @property
    def shown_days(self) -> str:
        """ "Once a week, Monday" """
        day = ""
        if self.frequency == Frequency.WEEKLY:
            day = str(self.get_weekday_display())
            if get_language() != "en":
                day = day.lower()  # only English writes it large within a sentence
        elif self.frequency == Frequency.MONTHLY:
            day = month_day_name(self.month_day)
        return ", ".join(str(part) for part in (self.get_frequency_display(), day) if part)


class SubscriptionTopic(models.Model):
    """Such a topic is not deleted: without its last one, a subscription would be to everything."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")

    class Meta:
        db_table = "digests_subscription_topics"
        verbose_name = _("topic that a subscription is about")
        verbose_name_plural = _("topics that subscriptions are about")
        unique_together = [("subscription", "topic")]

    def __str__(self) -> str:
        return f"{self.subscription_id} · {self.topic_id}"


def month_day_name(day: int) -> str:
    return gettext("the last day") if day == LAST_DAY else gettext("day %(day)d") % {"day": day}
