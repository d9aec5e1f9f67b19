"""What was sent: a digest is frozen the moment it is made."""

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from topics.models import Topic


class Digest(models.Model):
    """The figures of one window, for one office and choice of topics, in one language; never changed."""

    key = models.CharField(max_length=64, unique=True, help_text=_("The same content is made once."))
    office = models.ForeignKey(Office, models.PROTECT, related_name="digests", verbose_name=_("Office"))
    topics = models.ManyToManyField(Topic, related_name="digests")
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
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
