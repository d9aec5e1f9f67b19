from typing import TYPE_CHECKING, Self

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from contributions.states import PUBLIC

if TYPE_CHECKING:
    from consultations.models import OpenAnswer, Participant, Question  # noqa: F401 - named in strings


class QuestionQuerySet(QuerySet["Question"]):
    def for_page(self) -> Self:
        return self.prefetch_related("options")


class ParticipantQuerySet(QuerySet["Participant"]):
    def of(self, user: User | None) -> "Participant | None":
        """The person as a participant, with or without a sheet; None for who has not taken part yet."""
        return self.filter(user=user).select_related("sheet").first() if user else None


class OpenAnswerQuerySet(QuerySet["OpenAnswer"]):
    def public(self) -> Self:
        return self.filter(contribution__state__in=PUBLIC)

    def latest_of_each_question(self, most: int) -> Self:
        """At most so many public answers to each question, the last ones first."""
        number = Window(
            RowNumber(), partition_by=F("question"), order_by=F("contribution__published_at").desc()
        )
        return self.public().annotate(number=number).filter(number__lte=most)
