from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from insights.querysets.figures import figures
from insights.querysets.participants import rows_of
from insights.querysets.positions import positions
from insights.querysets.report import report
from insights.querysets.wording import written
from insights.states import Axis
from topics.models import Topic


class EstimateSerializer(serializers.Serializer[Any]):
    """A figure with its 95 % range, and about how many people it speaks."""

    estimate = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    people = serializers.IntegerField()


class WeekSerializer(serializers.Serializer[Any]):
    """A week's tone, -1 to +1, with its 95 % range; null where fewer than ten people spoke."""

    week_from = serializers.DateField(source="on")
    people = serializers.IntegerField(allow_null=True)
    tone = serializers.FloatField(source="estimate", allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class DeclaredSerializer(serializers.Serializer[Any]):
    """Of those who declared anything, the share that declared this, with Wilson's 95 % range."""

    answer = serializers.CharField(source="code")
    share = serializers.FloatField(source="share.estimate")
    low = serializers.FloatField(source="share.low")
    high = serializers.FloatField(source="share.high")
    people = serializers.IntegerField(source="share.people")


class TallySerializer(serializers.ModelSerializer[Topic]):
    """One topic: the last four weeks, and tone week by week. Nothing about fewer than ten people."""

    topic = serializers.SlugField(source="slug")
    people = serializers.IntegerField(source="report.pulse.people", allow_null=True)
    of_them_imported = serializers.IntegerField(
        source="report.pulse.imported",
        allow_null=True,
        help_text="Known by one text each, imported from elsewhere without a name",
    )
    texts = serializers.IntegerField(source="report.pulse.texts", allow_null=True)
    tone = EstimateSerializer(source="report.pulse.tone", allow_null=True)
    unsure = serializers.FloatField(source="report.pulse.unsure", allow_null=True)
    feelings = DeclaredSerializer(source="report.pulse.feelings", many=True)
    weeks = WeekSerializer(source="report.points", many=True)
    figures = serializers.SerializerMethodField(
        help_text="By name, the rows of the page's tables and files: codes, estimate, low, high, people; null"
        " where nothing may be told."
    )

    class Meta:
        model = Topic
        fields = ["topic", "people", "of_them_imported", "texts", "tone", "unsure"]
        fields += ["feelings", "weeks", "figures"]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_figures(self, topic: Topic) -> dict[str, Any]:
        found = figures(topic.report)  # type: ignore[attr-defined]
        return {name: figure.rows() for name, figure in found.items()}

    def to_representation(self, instance: Topic) -> dict[str, Any]:
        instance.report = report(instance)  # type: ignore[attr-defined]
        return super().to_representation(instance)


class PositionSerializer(serializers.Serializer[Any]):
    """One answer to a proposition, petition or statement; a signature has no share, it is support."""

    kind = serializers.CharField()
    key = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    answer = serializers.CharField()
    share = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    people = serializers.IntegerField()
    of = serializers.IntegerField(allow_null=True, help_text="Signatures from which something follows")


class BesideSerializer(serializers.Serializer[Any]):
    """A country or a language: of those who took part, and of the population as its source states it.

    Imported texts that name no country are "unasked", and the shares of countries are of all others.
    """

    of = serializers.CharField()
    code = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)
    share = serializers.FloatField(allow_null=True)
    population = serializers.FloatField(allow_null=True)
    stated_by = serializers.CharField()


class TallyViewSet(viewsets.ReadOnlyModelViewSet[Topic]):
    queryset = Topic.objects.all()
    serializer_class = TallySerializer
    lookup_field = "slug"

    @extend_schema(responses=PositionSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def positions(self, request: Request, slug: str) -> Response:
        """For and against on the topic's propositions, petitions and statements."""
        return Response(PositionSerializer(positions(self.get_object()).rows(), many=True).data)

    @extend_schema(responses=BesideSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def who(self, request: Request, slug: str) -> Response:
        """Who takes part in the topic, beside stated populations. Nothing about fewer than ten people."""
        found = report(self.get_object())
        rows = [row for axis in Axis for row in rows_of(found, axis)]
        return Response(BesideSerializer(rows, many=True).data)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, pagination_class=None)
    def themes(self, request: Request, slug: str) -> Response:
        """Phrases of ten people or more, campaigns, and tone with each campaign counted as one voice."""
        found = written(self.get_object())
        once = (
            {name: getattr(found.once, name) for name in ("estimate", "low", "high")} if found.once else None
        )
        return Response({"themes": found.theme_rows(), "campaigns": found.campaign_rows(), "tone_once": once})
