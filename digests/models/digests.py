"""What was sent: a digest is frozen the moment it is made."""

import hashlib
import json
from datetime import date
from typing import Any

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from core.moments import INSTANT
from digests.models.figures import figures_of, now_of, texts_behind, with_page
from digests.models.frozen import Frozen, parts_of
from digests.models.quotes import Quote
from digests.models.scopes import Scope
from digests.querysets import DigestQuerySet
from topics.models import Topic


class Digest(models.Model):
    """The figures of one window, for one office and choice of topics, in one language; never changed."""

    key = models.CharField(max_length=64, unique=True, help_text=_("The same content is made once."))
    office = models.ForeignKey(Office, models.PROTECT, related_name="digests", verbose_name=_("Office"))
    topics = models.ManyToManyField(Topic, through="DigestTopic", related_name="digests")
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    language = models.CharField(_("Language"), max_length=8)
    since = models.DateTimeField(_("From"))
    until = models.DateTimeField(_("Until"))
    content = models.JSONField()
    rows = models.BinaryField(help_text=_("Every text that was counted, as it was read then"))
    groupings = models.JSONField(default=dict, help_text=_("Groups of opinion as they were, by consultation"))
    audits = models.JSONField(default=dict, help_text=_("The audit sample that corrected its figures"))
    behind = models.JSONField(default=dict, help_text=_("The texts of campaigns and themes"))
    hash = models.CharField(max_length=64, help_text=_("SHA-256 of all that it says and was made from"))
    made_at = models.DateTimeField(default=now)
    released_at = models.DateTimeField(
        _("Released"), null=True, blank=True, help_text=_("Nobody is sent it before")
    )

    objects = DigestQuerySet.as_manager()

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
        return (self.until - INSTANT).date()

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def releases_needed(self) -> int:
        """Of one that waits: as many as its office asks for now, and one where it asks for none any more."""
        return max(self.office.releases_needed, 1)

    @cached_property
    def kept(self) -> Frozen:
        return Frozen.load(bytes(self.rows))

    @property
    def scope(self) -> Scope:
        return Scope.of(self.topics.all(), self.countries, self.languages)

    def sealed(self) -> str:
        """What its hash must be."""
        parts = {name: getattr(self, name) for name in ("content", "groupings", "audits", "behind")}
        return seal(self.kept, **parts)

    @property
    def texts_by_topic(self) -> dict[str, list[int]]:
        """The contributions that were counted, by topic; under "" those whose topic is not told of. None
        where nothing is told.
        """
        if self.content["people"] is None:
            return {}
        shown = {row["slug"] for row in self.content["by_topic"]}
        keys = {topic.pk: topic.slug for topic in self.topics.all() if topic.slug in shown}
        rows, parts = self.kept.now, parts_of(self.kept.now)
        found = {slug: parts["pk"][parts["topic"] == key].tolist() for key, slug in keys.items()}
        told = [key for texts in found.values() for key in texts]
        others = rows["pk"][~np.isin(rows["pk"], told)].tolist()
        return found | ({"": others} if others else {})

    @property
    def quotes(self) -> list[dict[str, Any]]:
        """Of its quotes, those that stand as they stood when it was made."""
        return Quote.objects.left_of(self.content["quotes"], since=self.made_at)

    def whole(self) -> dict[str, Any]:
        """Everything that it says still, the texts behind it by key, and the hash over all it said."""
        said = {**self.content, "quotes": self.quotes}
        return {**said, "frozen": self.texts_by_topic, "behind": with_page(self.behind), "hash": self.hash}

    def figures(self) -> dict[str, str]:
        return figures_of(self.content, self.behind)

    def contributions_behind(self, figure: str) -> list[int]:
        named = self.topics.all() if now_of(figure).startswith("topic-") else ()
        topics = {topic.slug: topic.pk for topic in named}
        return texts_behind(figure, self.content, self.kept, self.behind, topics)


class DigestTopic(models.Model):
    """Such a topic is not deleted: a digest that is made anew would be about others."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")

    class Meta:
        db_table = "digests_digest_topics"
        verbose_name = _("topic that a digest is about")
        verbose_name_plural = _("topics that digests are about")
        unique_together = [("digest", "topic")]

    def __str__(self) -> str:
        return f"{self.digest_id} · {self.topic_id}"


def seal(kept: Frozen, **parts: Any) -> str:
    return hashlib.sha256(canonical(parts) + kept.seal()).hexdigest()


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
