"""What is asked, by whom, and what became of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.cache import cache
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.models import ERASED, Contribution
from contributions.states import State as Words
from core import slugs
from core.states import Stateful
from petitions.models.thresholds import Threshold
from petitions.querysets import PetitionQuerySet, Residences
from petitions.states import MOVES, REJECTIONS, Consequence, State

KEPT_FROM = 5_000  # signatures
NO_NAME = "petition"  # in the address of one that asks in no letters, or was erased
# For likeness: pg_trgm sees Latin letters only where the database's character type is C.
CYRILLIC, ONE_FOR_ONE = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя", "abvggdeeejziiiiklmnoprstufhc4wq0y0e12"


def slug_of(action: str, pk: int) -> str:
    """Readable and never the same twice: "publish-the-lists-417"."""
    return f"{slugs.slug_of(action, otherwise=NO_NAME)}-{pk}"


class Petition(Stateful):
    """What is asked stands in `action` and `details`, why in the contribution's body (`background`)."""

    MOVES: ClassVar[dict[Any, frozenset[Any]]] = MOVES

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="petition", verbose_name=_("Text")
    )
    slug = models.SlugField(max_length=90, unique=True)
    action = models.CharField(_("What shall be done"), max_length=500)
    latin = models.GeneratedField(
        expression=Func(
            Lower("action"),
            Value(CYRILLIC + CYRILLIC.upper()),
            Value(ONE_FOR_ONE * 2),
            function="translate",
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    details = models.TextField(_("More details"), blank=True)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.WAITING)
    opened_at = models.DateTimeField(_("Opened"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Open until"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)

    signature_count = models.PositiveIntegerField(_("Signatures confirmed here"), default=0)
    counted_at = models.DateTimeField(null=True, blank=True)
    recounted_at = models.DateTimeField(_("Last recount"), null=True, blank=True)
    drift = models.IntegerField(_("Off at last recount"), default=0)
    thresholds = models.ManyToManyField(Threshold, through="Reached", related_name="petitions")

    rejection_code = models.CharField(_("Rejected for"), max_length=50, blank=True)
    rejection_reason = models.JSONField(_("Reason in each language"), default=dict, blank=True)
    rejection_note = models.TextField(_("Note to the author"), blank=True)
    rejection_shows_text = models.BooleanField(_("Text stays readable"), default=False)

    imported_count = models.PositiveIntegerField(_("Signatures counted elsewhere"), default=0)
    imported_from = models.CharField(_("Imported from"), max_length=200, blank=True)
    imported_url = models.URLField(_("Address there"), max_length=500, blank=True)
    imported_response = models.TextField(_("Imported answer"), blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="petition_state_known"),
            models.CheckConstraint(
                condition=~Q(action="") | Q(details="", slug__startswith=f"{NO_NAME}-"),
                name="petition_asks_something_until_erased",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.OPEN) | Q(opened_at__isnull=False, closes_at__isnull=False),
                name="open_petitions_are_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REJECTED) | ~Q(rejection_code=""), name="rejection_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], name="petitions_open", condition=Q(state="open")),
            models.Index(fields=["state", "-signature_count"], name="petitions_by_count"),
            GinIndex(OpClass(F("latin"), "gin_trgm_ops"), name="petition_pieces"),
        ]

    def __str__(self) -> str:
        return self.action or str(ERASED)

    @staticmethod
    def in_latin(text: str) -> str:
        """As the column `latin`: each Cyrillic letter as one Latin letter or digit."""
        return text.lower().translate(str.maketrans(CYRILLIC, ONE_FOR_ONE))

    def get_absolute_url(self) -> str:
        return reverse("petitions:petition", args=[self.slug])

    @property
    def background(self) -> str:
        """Why. Imported petitions may have none: then the contribution repeats the action."""
        return "" if self.contribution.body == self.action else self.contribution.body

    @property
    def is_open(self) -> bool:
        """People can sign now."""
        return (
            self.state == State.OPEN
            and self.contribution.is_public
            and self.closes_at is not None
            and self.closes_at > timezone.now()
        )

    @property
    def is_public(self) -> bool:
        return self.state in (State.OPEN, State.CLOSED) and self.contribution.is_public

    @property
    def is_imported(self) -> bool:
        return self.contribution.is_imported

    @property
    def is_shown(self) -> bool:
        """As the query set `shown()`: anybody may read it."""
        if self.state == State.REJECTED:
            return self.rejection_shows_text and self.contribution.state in (Words.REJECTED, Words.HIDDEN)
        return self.is_public

    def is_readable_by(self, user: User | None) -> bool:
        if self.is_shown:
            return True
        if user is None or self.contribution.erased_at:
            return False
        is_own = user.pk == self.contribution.author_id and self.contribution.state != Words.WITHDRAWN
        return is_own or user.is_moderator

    @property
    def why_rejected(self) -> str:
        """The reason as the public reads it, in the language of the page or in the one there is."""
        language = translation.get_language() or "en"
        texts = [self.rejection_reason.get(code) for code in (language, "en", *self.rejection_reason)]
        return next((text for text in texts if text), str(REJECTIONS.get(self.rejection_code, "")))

    @property
    def published_answers(self) -> "models.QuerySet[Any] | list[Any]":
        """Of the app `answers`, which stands above this one."""
        rows = getattr(self, "answers", None)
        if rows is None:
            return []
        published = rows.filter(state="published").order_by("-published_at", "-pk")
        return published.select_related("office").prefetch_related("translations", "milestones")

    def title_in(self, language: str) -> str:
        """What is asked, translated where it was; for e-mails, which have a language of their own."""
        titles = {row.language: row.title for row in self.contribution.translations.all()}
        return titles.get(language) or self.action

    def where_signers_live(self) -> Residences:
        """Kept until the next counting where there are many: a spike of readers costs one sum."""
        if self.signature_count < KEPT_FROM or self.counted_at is None:
            return self.signatures.residences()
        key = f"petitions.residences.{self.pk}.{self.counted_at.timestamp()}"
        kept: Residences | None = cache.get(key)
        if kept is None:
            kept = self.signatures.residences()
            cache.set(key, kept, 600)
        return kept

    def answer_due_since(self, thresholds: Iterable[Threshold]) -> datetime | None:
        """Reads what `for_page` prefetched."""
        due = {row.pk for row in thresholds if row.consequence == Consequence.ANSWER}
        moments = [reached.at for reached in self.reached.all() if reached.threshold_id in due]
        return min(moments, default=None)

    def next_threshold(self, thresholds: Iterable[Threshold]) -> Threshold | None:
        """The one that is still missing signatures."""
        missing = [row for row in thresholds if row.count > self.signature_count]
        return min(missing, key=lambda row: row.count, default=None)
