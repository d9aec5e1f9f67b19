"""One table for everything a citizen says; each kind has its own row beside it, in its own app."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.querysets import ContributionQuerySet, RevisionQuerySet
from contributions.states import MODERATED, MOVES, PUBLIC, Feeling, Kind, Stance, State
from core.states import Stateful
from topics.models import Topic

ERASED = _("(erased)")  # what is called by its words, when these are gone


class Contribution(Stateful):
    MOVES: ClassVar[dict[Any, frozenset[Any]]] = MOVES

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="contributions")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    body = models.TextField(_("Text"))
    language = models.CharField(_("Language"), max_length=8)
    country = models.CharField(_("Country"), max_length=2, blank=True)
    feeling = models.CharField(_("How the author feels"), max_length=10, choices=Feeling, blank=True)
    stance = models.CharField(_("Where the author stands"), max_length=10, choices=Stance, blank=True)
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(_("Written"), default=timezone.now)
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)
    edited_at = models.DateTimeField(_("Edited"), null=True, blank=True)
    touched_at = models.DateTimeField(default=timezone.now, help_text=_("Any change at all"))
    erased_at = models.DateTimeField(_("Erased"), null=True, blank=True)
    import_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    is_example = models.BooleanField(_("Example"), default=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="contribution_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="contribution_kind_known"),
            models.CheckConstraint(
                condition=Q(~Q(body=""), erased_at=None)
                | Q(erased_at__isnull=False, state="withdrawn", body="", country="", feeling="", stance=""),
                name="words_say_something_until_erased",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC) | Q(published_at__isnull=False), name="public_words_are_dated"
            ),
        ]
        indexes = [
            models.Index(
                fields=["topic", "-published_at"], name="public_by_topic", condition=Q(state="published")
            ),
            models.Index(fields=["created_at"], name="words_waiting", condition=Q(state="pending")),
            models.Index(fields=["touched_at"], name="words_touched"),
            models.Index(
                fields=["state_changed_at"],
                name="words_to_erase",
                condition=Q(state="withdrawn", erased_at=None),
            ),
            models.Index(fields=["author", "-created_at"], name="words_of_author"),
        ]

    def __str__(self) -> str:
        return self.body[:60] or str(ERASED)

    def get_absolute_url(self) -> str:
        return reverse("contributions:contribution", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def was_moderated(self) -> bool:
        return self.state in MODERATED

    @property
    def is_imported(self) -> bool:
        return self.import_key is not None

    @property
    def place(self) -> models.Model:
        """The row beside it: its thread, post, petition, open answer or statement."""
        row: models.Model = getattr(self, self.kind)
        return row


class Revision(models.Model):
    """What the words were before an edit."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="revisions")
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    was_public = models.BooleanField(_("Was public"), default=False, db_default=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.body[:60]


class Reaction(models.Model):
    """Somebody was heard: "I understand this", which is not "I agree"."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "user"], name="understood_once")]

    def __str__(self) -> str:
        return f"{self.user_id} understands {self.contribution_id}"


class Translation(models.Model):
    """The words in another language. The original counts."""

    contribution = models.ForeignKey(
        Contribution, models.CASCADE, related_name="translations", verbose_name=_("Words")
    )
    language = models.CharField(_("Language"), max_length=8)
    title = models.CharField(_("Title"), max_length=255, blank=True)
    proposition = models.CharField(_("Proposition"), max_length=255, blank=True)
    body = models.TextField(_("Text"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "language"], name="one_translation_per_language")
        ]
        verbose_name = _("translation")
        verbose_name_plural = _("translations")

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.language}"  # the administration's log keeps it: no words
