from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from consultations.models import Consultation, Question, Vote, ground_of, results_of, shares_of, so_far
from core.api import SLUG


class QuestionSerializer(serializers.ModelSerializer[Question]):
    options = serializers.SlugRelatedField("label", many=True, read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Question
        fields = ["id", "kind", "text", "hint", "required", "options"]


class ConsultationSerializer(serializers.ModelSerializer[Consultation]):
    """Titles and questions in the language of Accept-Language."""

    topic = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]
    page = serializers.URLField(source="get_absolute_url")
    questions = QuestionSerializer(many=True)

    class Meta:
        model = Consultation
        fields = ["slug", "title", "summary", "topic", "state", "opens_at", "closes_at", "page", "questions"]


class ShareSerializer(serializers.Serializer[Any]):
    """A share with its 95 % interval; null where it would speak about fewer than ten people."""

    name = serializers.CharField()
    share = serializers.FloatField(source="estimate", allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class AnsweredSerializer(serializers.Serializer[Any]):
    question = serializers.IntegerField()
    text = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)
    shares = ShareSerializer(many=True)


class RatedSerializer(serializers.Serializer[Any]):
    statement = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    votes = serializers.IntegerField(allow_null=True)
    shares = ShareSerializer(many=True)


class GroupSerializer(serializers.Serializer[Any]):
    letter = serializers.CharField()
    size = serializers.IntegerField()


class ClaimSerializer(serializers.Serializer[Any]):
    statement = serializers.IntegerField()
    side = serializers.CharField()
    at_least = serializers.FloatField()


class ResultsSerializer(serializers.Serializer[Any]):
    """`questions` is empty until the results of the survey are shown; `groups` when there are none, or one of
    them has fewer than ten people: `claims` are then of everyone together.

    A number of people is null from one to nine, and so is what would tell it; `votes` are those on statements
    with ten or more.
    """

    people_answered = serializers.IntegerField(allow_null=True)
    people_voted = serializers.IntegerField(allow_null=True)
    of_them_imported = serializers.IntegerField(allow_null=True)
    votes = serializers.IntegerField(allow_null=True)
    questions = AnsweredSerializer(many=True)
    statements = RatedSerializer(many=True)
    groups = GroupSerializer(many=True)
    claims = ClaimSerializer(many=True)


class ConsultationViewSet(viewsets.ReadOnlyModelViewSet[Consultation]):
    queryset = Consultation.objects.public().for_page().prefetch_related("questions__options")
    serializer_class = ConsultationSerializer
    lookup_field = "slug"
    lookup_value_regex = SLUG

    @extend_schema(responses=ResultsSerializer)
    @action(detail=True)
    def results(self, request: Request, slug: str) -> Response:
        return Response(ResultsSerializer(results(self.get_object())).data)


def results(consultation: Consultation) -> dict[str, Any]:
    """The figures of the results page, and no others."""
    counts, ground = so_far(consultation), ground_of(consultation)
    answered = results_of(consultation) if consultation.shows_survey_results else []
    return {
        "people_answered": counts.answered,
        "people_voted": counts.voted,
        "of_them_imported": counts.imported,
        "votes": counts.votes,
        "questions": [
            {
                "question": row.question.pk,
                "text": row.question.text,
                "people": None if row.is_hidden else row.people,
                "shares": row.shares,
            }
            for row in answered
        ],
        "statements": rated(consultation),
        "groups": ground.groups if ground else [],
        "claims": [{**row, "statement": row["pk"]} for row in ground.claims] if ground else [],
    }


def rated(consultation: Consultation) -> list[dict[str, Any]]:
    tallies = Vote.objects.tallies_of(consultation)
    rows = []
    for statement in consultation.statements.public().select_related("contribution").order_by("pk"):
        if tally := tallies.get(statement.pk):
            shares = shares_of(tally, lambda value: value.name.lower())
            words, hidden = statement.contribution, shares[0].estimate is None
            rows.append(
                {
                    "statement": statement.pk,
                    "text": words.body,
                    "language": words.language,
                    "votes": None if hidden else tally.votes,
                    "shares": shares,
                }
            )
    return rows
