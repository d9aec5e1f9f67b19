from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Extract, JSONObject
from django.utils import timezone

from contributions.models import Contribution
from contributions.states import MODERATED
from contributions.states import State as Words
from moderation.states import LOOK_FIRST, TAKES_DOWN, WEIGHT_OF_WHY, State
from petitions.models import Petition

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.models import Case as CaseRow  # noqa: F401 - named in strings
    from moderation.models import Decision, Reason, Report  # noqa: F401

BESIDE = [
    "claimed_by",
    "contribution__author",
    "contribution__topic",
    "contribution__petition",
    "contribution__thread",
    "contribution__post__thread",
    "contribution__statement__consultation",
    "contribution__open_answer__question",
]


def unsettled_reports() -> "QuerySet[Any]":
    """Of the case in the query around it."""
    reports = apps.get_model("moderation", "Report")._default_manager
    return reports.filter(decision=None, contribution=OuterRef("contribution")).order_by()


def similar_petitions() -> "QuerySet[Any, Any]":
    """The three public petitions that ask for nearly the same as the petition of the case around it."""
    latin = OuterRef("contribution__petition__latin")
    return (
        Petition.objects.public()
        .exclude(pk=OuterRef("contribution"))
        .filter(latin__trigram_similar=latin)
        .annotate(likeness=TrigramSimilarity("latin", latin))  # type: ignore[arg-type]
        .order_by("-likeness")
        .values(
            row=JSONObject(slug="slug", action="action", likeness="likeness", signatures="signature_count")
        )[:3]
    )


class ReasonQuerySet(QuerySet["Reason"]):
    def in_use(self) -> Self:
        return self.filter(is_active=True)


class ReportQuerySet(QuerySet["Report"]):
    def unsettled(self) -> Self:
        return self.filter(decision=None)

    def by_person(self, user: "User") -> Self:
        return self.filter(reporter=user)

    def judged(self) -> Self:
        return self.exclude(decision=None)

    def upheld(self) -> Self:
        return self.filter(decision__verdict__in=TAKES_DOWN)


class DecisionQuerySet(QuerySet["Decision"]):
    def for_log(self) -> Self:
        """What the public log shows: never a name, a note or the words."""
        return self.select_related("reason", "contribution").defer("note", "contribution__body")

    def taking_down(self) -> Self:
        return self.filter(verdict__in=TAKES_DOWN)


class CaseQuerySet(QuerySet["CaseRow"]):
    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def decided(self) -> Self:
        return self.filter(state=State.CLOSED)

    def free_for(self, user: "User") -> Self:
        """Nobody else has it now."""
        return self.filter(Q(claimed_by=None) | Q(claimed_until__lte=timezone.now()) | Q(claimed_by=user))

    def with_work(self) -> Self:
        """Their words wait, or were reported since the last decision."""
        return self.filter(self._has_work())

    def without_work(self) -> Self:
        return self.exclude(self._has_work())

    @staticmethod
    def _has_work() -> Q:
        reported = Q(Exists(unsettled_reports()), contribution__state=Words.PUBLISHED)
        return Q(contribution__state=Words.PENDING) | reported

    def with_fresh_score(self) -> Self:
        """What the score and the urgency should be, from the reports of now."""
        reports = unsettled_reports()
        weight = reports.values("contribution").annotate(total=Sum("weight")).values("total")
        base = Case(
            *(When(why=why, then=Value(value)) for why, value in WEIGHT_OF_WHY.items()),
            output_field=FloatField(),
        )
        return self.annotate(
            fresh_score=base + Coalesce(Subquery(weight), Value(0.0), output_field=FloatField()),
            fresh_urgency=ExpressionWrapper(
                Exists(reports.filter(reason__in=LOOK_FIRST)), output_field=BooleanField()
            ),
        )

    def ranked(self) -> Self:
        """`place`: threats first, then score and waiting. It does not move while time passes."""
        days = ExpressionWrapper(Extract("opened_at", "epoch") / Value(86400.0), output_field=FloatField())
        urgency = Case(When(is_urgent=True, then=Value(1e6)), default=Value(0.0), output_field=FloatField())
        return self.annotate(place=ExpressionWrapper(urgency + F("score") - days, output_field=FloatField()))

    def for_queue(self) -> Self:
        """Everything that the queue shows of a case, in a fixed number of queries."""
        theirs = Contribution.objects.filter(author=OuterRef("contribution__author"))
        earlier = theirs.exclude(pk=OuterRef("contribution")).order_by().values("author")
        removed = Q(state__in=MODERATED)
        decisions = apps.get_model("moderation", "Decision")._default_manager.select_related("reason")
        return (
            self.select_related(*BESIDE)
            .prefetch_related(
                "contribution__translations",
                "contribution__reports",
                Prefetch("contribution__decisions", queryset=decisions),
            )
            .annotate(
                earlier_count=Coalesce(Subquery(earlier.annotate(n=Count("pk")).values("n")), 0),
                removed_count=Coalesce(
                    Subquery(earlier.annotate(n=Count("pk", filter=removed)).values("n")), 0
                ),
                alike=ArraySubquery(similar_petitions()),
            )
        )
