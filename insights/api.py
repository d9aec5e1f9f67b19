from typing import Any

from rest_framework import serializers, viewsets

from insights.querysets.report import report
from topics.models import Topic


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
    texts = serializers.IntegerField(source="report.pulse.texts", allow_null=True)
    feelings = DeclaredSerializer(source="report.pulse.feelings", many=True)
    weeks = WeekSerializer(source="report.points", many=True)

    class Meta:
        model = Topic
        fields = ["topic", "people", "texts", "feelings", "weeks"]

    def to_representation(self, instance: Topic) -> dict[str, Any]:
        instance.report = report(instance)  # type: ignore[attr-defined]
        return super().to_representation(instance)


class TallyViewSet(viewsets.ReadOnlyModelViewSet[Topic]):
    queryset = Topic.objects.all()
    serializer_class = TallySerializer
    lookup_field = "slug"
