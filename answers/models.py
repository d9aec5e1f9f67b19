from datetime import datetime
from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from answers.querysets import AnswerQuerySet
from answers.states import MOVES, PUBLIC, TARGETS, State
from consultations.models import Consultation
from core.models import exactly_one
from core.states import Stateful
from core.templatetags.parts import Title, title_there_is
from core.templatetags.words import page_language
from forums.models import Thread
from petitions.models import Petition
from topics.models import Milestone

GONE = {"petition": _("A petition that was taken down"), "thread": _("A discussion that was taken down")}
LONGEST_TITLE = 160  # characters


def is_shown(row: models.Model) -> bool:
    """Whether strangers may read it. Only a citizen's words are ever taken down, no consultation or topic."""
    if isinstance(row, Petition):
        return row.is_shown
    return not isinstance(row, Thread) or row.contribution.is_public


def shown_title(row: models.Model) -> Title:
    """What strangers may call it, in the language of the page or e-mail: a title goes with its words."""
    if is_shown(row):
        return title_there_is(row)
    return Title(str(GONE[row._meta.model_name or ""]), page_language())


class Answer(Stateful):
    """An office's public reply to a petition, a discussion or a consultation."""

    MOVES: ClassVar[dict[Any, frozenset[Any]]] = MOVES
    TRACE_IS_FOR_OPERATORS = True

    office = models.ForeignKey(Office, models.PROTECT, related_name="answers", verbose_name=_("Office"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="answers",
        verbose_name=_("Written by"),
    )
    petition = models.ForeignKey(Petition, models.PROTECT, null=True, blank=True, related_name="answers")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, blank=True, related_name="answers")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    language = models.CharField(_("Original language"), max_length=8)
    title = models.CharField(_("The answer in one sentence"), max_length=LONGEST_TITLE)
    body = models.TextField(_("Answer"))
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)
    version = models.PositiveIntegerField(_("Version"), default=1, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("Last written by"),
    )
    edited_at = models.DateTimeField(_("Last written"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("Asked by")
    )
    asked_at = models.DateTimeField(_("Asked for a second person"), null=True)
    milestones = models.ManyToManyField(
        Milestone, related_name="answers", blank=True, verbose_name=_("Milestones it concerns")
    )
    is_example = models.BooleanField(_("Example"), default=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="answer_state_known"),
            models.CheckConstraint(condition=exactly_one(TARGETS), name="answer_has_one_target"),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC) | Q(published_at__isnull=False),
                name="public_answers_are_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.READY) | Q(asked_at__isnull=False), name="ready_answers_are_dated"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at"], condition=Q(state="published"), name="answers_public")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("answers:answer", args=[self.pk])

    @property
    def target(self) -> Petition | Thread | Consultation:
        return cast("Petition | Thread | Consultation", self.petition or self.thread or self.consultation)

    @property
    def target_is_shown(self) -> bool:
        return is_shown(self.target)

    @property
    def target_title(self) -> Title:
        return shown_title(self.target)

    def speakers(self) -> models.QuerySet[User]:
        """The people who can speak for its office now."""
        return User.objects.filter(memberships__in=self.office.memberships.speaking())

    @property
    def languages_missing(self) -> list[str]:
        there = {self.language, *(row.language for row in self.translations.all())}
        return [code for code, _name in settings.LANGUAGES if code not in there]

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def was_public(self) -> bool:
        """Everyone could read it, and its office has withdrawn it since."""
        return self.state == State.WITHDRAWN and self.published_at is not None

    @property
    def waited_since(self) -> datetime | None:
        """When an answer was due (`with_wait`); where none was, when the petition or discussion began."""
        due: datetime | None = getattr(self, "due_since", None)
        if due and (self.published_at is None or due <= self.published_at):
            return due
        if self.petition:
            return self.petition.opened_at
        return self.thread.contribution.published_at if self.thread else None

    @property
    def days_waited(self) -> int | None:
        began = self.waited_since
        return (self.published_at - began).days if began and self.published_at else None


class AnswerTranslation(models.Model):
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=LONGEST_TITLE)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "language"], name="answer_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"
