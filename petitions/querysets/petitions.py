import re
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User
from contributions.states import PUBLIC
from contributions.states import State as Words
from core.forms import number_in
from petitions.states import Consequence, State
from topics.models import Topic

if TYPE_CHECKING:
    from petitions.models import Petition  # noqa: F401 - named in a string

LISTED = Q(state__in=[State.OPEN, State.CLOSED], contribution__state__in=PUBLIC)
READABLE_REJECTION = Q(
    state=State.REJECTED, rejection_shows_text=True, contribution__state__in=[Words.REJECTED, Words.HIDDEN]
)


class PetitionQuerySet(QuerySet["Petition"]):
    def public(self) -> Self:
        """Open and closed: what people may sign, or have signed."""
        return self.filter(LISTED)

    def shown(self) -> Self:
        """What anybody may read: open, closed, and rejected for a reason that does not hide the text."""
        return self.filter(LISTED | READABLE_REJECTION)

    def visible_to(self, user: User | None) -> Self:
        """What is shown, and one's own whatever became of it. Moderators see all."""
        if user is None or not user.is_authenticated:
            return self.shown()
        if user.is_moderator:
            return self
        own = Q(contribution__author=user) & ~Q(contribution__state=Words.WITHDRAWN)
        return self.filter(LISTED | READABLE_REJECTION | own)

    def linked_to(self, user: User | None) -> Self:
        """Whose address leads somewhere: to the petition, or to the note of what became of it."""
        once_public = Q(contribution__published_at__isnull=False) | READABLE_REJECTION
        if user is None or not user.is_authenticated:
            return self.filter(once_public)
        if user.is_moderator:
            return self
        return self.filter(once_public | Q(contribution__author=user))

    def at(self, slug: str) -> Self:
        """Which this address leads to; of one that was erased, also the address that said what it asked."""
        number = number_in(slug.rpartition("-")[2])
        erased = Q() if number is None else Q(pk=number, action="")
        return self.filter(Q(slug=slug) | erased)

    def about(self, topic: Topic | None) -> Self:
        return self.filter(contribution__topic=topic) if topic else self

    def open(self) -> Self:
        return self.filter(LISTED, state=State.OPEN, closes_at__gt=timezone.now())

    def closed(self) -> Self:
        """Those whose time has run out as well, a moment before the clock moves them."""
        return self.filter(LISTED).exclude(state=State.OPEN, closes_at__gt=timezone.now())

    def rejected(self) -> Self:
        return self.filter(READABLE_REJECTION)

    def due_to_close(self) -> Self:
        return self.filter(state=State.OPEN, closes_at__lte=timezone.now())

    def awaiting_moderation(self) -> Self:
        """New ones, and rejected ones that their author has written anew."""
        waiting = self.filter(state__in=[State.WAITING, State.REJECTED], contribution__state=Words.PENDING)
        return waiting.order_by("contribution__created_at")

    def answered(self) -> Self:
        return self.public().filter(self._has_answer() | ~Q(imported_response=""))

    def awaiting_answer(self) -> Self:
        """So many signed that an answer is due, and there is none yet. The longest wait comes first."""
        return (
            self.public()
            .filter(reached__threshold__consequence=Consequence.ANSWER, imported_response="")
            .exclude(self._has_answer())
            .annotate(waits_since=Min("reached__at"))
            .order_by("waits_since", "pk")
        )

    def _has_answer(self) -> Q:
        """The app `answers` stands above this one, so its published answers are found by related name."""
        published = self.model._base_manager.filter(pk=OuterRef("pk"), answers__state="published")
        return Q(Exists(published))

    def matching(self, words: str) -> Self:
        """Petitions that hold every one of these words, whatever their endings."""
        found = self
        for word in re.findall(r"\w+", words)[:8]:
            stem = word[:-2] if len(word) > 5 else word
            found = found.filter(
                Q(action__icontains=stem) | Q(details__icontains=stem) | Q(contribution__body__icontains=stem)
            )
        return found

    def similar_to(self, text: str) -> Self:
        """The most alike first, by the three-letter pieces that the actions share."""
        text = self.model.in_latin(text)
        return (
            self.filter(Q(latin__trigram_similar=text) | Q(latin__trigram_word_similar=text))
            .annotate(
                likeness=Greatest(TrigramSimilarity("latin", text), TrigramWordSimilarity(text, "latin"))
            )
            .order_by("-likeness", "-signature_count", "pk")
        )

    def for_list(self) -> Self:
        """Everything that a row of a list shows."""
        return self.select_related("contribution__author", "contribution__topic").prefetch_related(
            "contribution__translations"
        )

    def for_page(self) -> Self:
        return self.for_list().prefetch_related("reached", "contribution__decisions__reason")
