from typing import TYPE_CHECKING, Self

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership, User
from answers.states import PUBLIC, UNFINISHED, State
from forums.models import Thread
from petitions.models import Petition, Reached
from petitions.states import Consequence

if TYPE_CHECKING:
    from answers.models import Answer  # noqa: F401 - named in strings


def of_offices_of(user: User) -> Q:
    return Q(office__in=Membership.objects.speaking().filter(user=user).values("office"))


class AnswerQuerySet(QuerySet["Answer"]):
    def published(self) -> Self:
        return self.filter(state__in=PUBLIC).order_by("-published_at")

    def withdrawn(self) -> Self:
        """What everyone could read once; of this the trace stays, without its words."""
        rows = self.filter(state=State.WITHDRAWN, published_at__isnull=False)
        return rows.select_related("office").order_by("-state_changed_at", "-pk")

    def to_what_is_shown(self) -> Self:
        """Whose petition or discussion strangers may read, as `is_shown`."""
        petition = Petition.objects.shown().filter(pk=OuterRef("petition"))
        thread = Thread.objects.public().filter(pk=OuterRef("thread"))
        return self.filter(Exists(petition) | Exists(thread) | Q(consultation__isnull=False))

    def of_offices_of(self, user: User) -> Self:
        """Of those for which this person can speak now."""
        return self.filter(of_offices_of(user))

    def unfinished_of(self, user: User) -> Self:
        """Drafts are shared within an office, and so is what waits for a second person."""
        return self.of_offices_of(user).filter(state__in=UNFINISHED).order_by("-edited_at", "-pk")

    def waiting_for(self, user: User) -> Self:
        """For this person to publish or to give back, the longest wait first."""
        rows = self.of_offices_of(user).filter(state=State.READY)
        return rows.exclude(Q(asked_by=user) | Q(edited_by=user)).order_by("asked_at", "pk")

    def visible_to(self, user: User | None) -> Self:
        if user is None or not user.is_authenticated:
            return self.filter(state__in=PUBLIC)
        return self.filter(Q(state__in=PUBLIC) | of_offices_of(user))

    def with_wait(self) -> Self:
        """`due_since`: when an answer was due, by a petition's number or a consultation's end; else None."""
        reached = (
            Reached.objects.filter(petition=OuterRef("petition"), threshold__consequence=Consequence.ANSWER)
            .order_by()
            .values("petition")
            .annotate(first=Min("at"))
        )
        return self.annotate(
            due_since=Coalesce(Subquery(reached.values("first")), F("consultation__closes_at"))
        )

    def for_page(self) -> Self:
        """Everything that `_official.html` and the lists show."""
        rows = self.select_related("office", "petition__contribution", "thread__contribution", "consultation")
        return rows.with_wait().prefetch_related(
            "milestones",
            "translations",
            "petition__contribution__translations",
            "thread__contribution__translations",
        )

    def for_office(self) -> Self:
        """With the people of the office who had a hand in it."""
        return self.for_page().select_related("author", "edited_by", "asked_by")
