"""Who receives what when, and what was sent: a digest is frozen the moment it is made."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from core.models import OutgoingEmail
from digests.querysets import DeliveryQuerySet, SubscriptionQuerySet
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


class Digest(models.Model):
    """The figures of one window, for one office and choice of topics, in one language; never changed."""

    key = models.CharField(max_length=64, unique=True, help_text=_("The same content is made once."))
    office = models.ForeignKey(Office, models.PROTECT, related_name="digests", verbose_name=_("Office"))
    topics = models.ManyToManyField(Topic, related_name="digests")
    language = models.CharField(_("Language"), max_length=8)
    since = models.DateTimeField(_("From"))
    until = models.DateTimeField(_("Until"))
    content = models.JSONField()
    frozen = models.JSONField(help_text=_("The contributions behind the figures, by topic"))
    hash = models.CharField(max_length=64, help_text=_("SHA-256 of content and frozen"))
    made_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-until"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="window_is_closed")
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.since:%Y-%m-%d}..{self.until:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("digests:digest", args=[self.pk])

    @property
    def last_day(self) -> date:
        """The last day that has any part in the window."""
        return (self.until - timedelta(microseconds=1)).date()

    def whole(self) -> dict[str, Any]:
        """Everything that the hash seals, and the hash."""
        return {**self.content, "frozen": self.frozen, "hash": self.hash}

    def figures(self) -> dict[str, str]:
        """What can be traced to its texts: "all" and "topic-<slug>", with the title of the topic."""
        if self.content["people"] is None:
            return {}
        return {"all": ""} | {f"topic-{row['slug']}": row["title"] for row in self.content["by_topic"]}

    def contributions_behind(self, figure: str) -> list[int]:
        """Keys of the contributions that one of its `figures` counts."""
        frozen: dict[str, list[int]] = self.frozen
        if figure == "all":
            return sorted(key for keys in frozen.values() for key in keys)
        return frozen[figure.removeprefix("topic-")]


class Delivery(models.Model):
    """One digest to one subscriber; a window is never sent twice."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    digest = models.ForeignKey(Digest, models.PROTECT, related_name="deliveries")
    window_end = models.DateTimeField()
    email = models.OneToOneField(OutgoingEmail, models.SET_NULL, null=True, related_name="delivery")
    created_at = models.DateTimeField(default=now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-window_end"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "window_end"], name="window_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.window_end:%Y-%m-%d %H:%M}"

    @property
    def window(self) -> tuple[datetime, datetime]:
        return self.digest.since, self.digest.until
