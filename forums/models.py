"""Boards, their discussions, and the replies in them. The words themselves are contributions."""

from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.models import ERASED, Contribution
from contributions.states import State
from core.templatetags.parts import translation_of
from forums.querysets import BoardQuerySet, PostQuerySet, ThreadQuerySet
from topics.models import Topic

NO_NAME = "discussion"  # in the address of one whose title has no letters, or is not public


class Board(models.Model):
    slug = models.SlugField(unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="boards", verbose_name=_("Topic"))
    title = models.CharField(_("Title"), max_length=120)
    about = models.TextField(_("What belongs here"), blank=True)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        ordering = ["topic__order", "order", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forums:board", args=[self.slug])


class Wording(NamedTuple):
    text: str
    language: str


class Thread(models.Model):
    """A discussion. Its opening words are its contribution's."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="thread", verbose_name=_("Opening words")
    )
    board = models.ForeignKey(Board, models.PROTECT, related_name="threads", verbose_name=_("Board"))
    title = models.CharField(_("Title"), max_length=160)
    slug = models.SlugField(max_length=60)
    proposition = models.CharField(_("Proposition"), max_length=200, blank=True)
    locked_at = models.DateTimeField(_("Closed to new replies"), null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & (~Q(title="") | Q(slug=NO_NAME, proposition="")),
                name="thread_has_a_title_until_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(ERASED)

    def get_absolute_url(self) -> str:
        """The name in it says the title in Latin letters: it goes when the title goes."""
        name = self.slug if self.contribution.is_public else NO_NAME
        return reverse("forums:thread", args=[self.pk, name])

    @property
    def wording(self) -> Wording:
        """The proposition in the page's language where somebody translated it, or as its author wrote it."""
        translation = translation_of(self.contribution)
        if translation and translation.proposition:
            return Wording(translation.proposition, translation.language)
        return Wording(self.proposition, self.contribution.language)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def is_read_by(self, viewer: User | None) -> bool:
        """The opening words, and with them the title and what stands in the address."""
        words = self.contribution
        if words.erased_at:
            return False
        return words.is_public or bool(viewer and (viewer.pk == words.author_id or viewer.is_moderator))

    def title_for(self, viewer: User | None) -> str:
        """A title is its author's words as well: it goes when they go."""
        words = self.contribution
        if self.is_read_by(viewer):
            return self.title
        if words.state == State.WITHDRAWN:
            return gettext("A discussion taken back by its author")
        return gettext("A discussion taken down by a moderator")


class Post(models.Model):
    """A reply. `parent` is what it replies to; `root` is the top reply under which both stand."""

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="post", verbose_name=_("Words")
    )
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts", verbose_name=_("Discussion"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", verbose_name=_("Reply to")
    )
    root = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branch", editable=False
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None, root=None) | Q(parent__isnull=False, root__isnull=False),
                name="a_reply_to_a_reply_has_a_root",
            )
        ]
        indexes = [
            models.Index(fields=["thread", "contribution"], name="posts_in_order"),
            models.Index(
                fields=["thread", "contribution"], name="top_posts_in_order", condition=Q(parent=None)
            ),
            models.Index(
                fields=["root", "contribution"], name="branch_in_order", condition=Q(root__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.contribution)

    def get_absolute_url(self) -> str:
        """Where it stands: its part of the discussion, wherever in the list that is."""
        return f"{self.thread.get_absolute_url()}?words={self.pk}"
