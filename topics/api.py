from rest_framework import serializers, viewsets

from core.api import SLUG
from topics.models import Topic


class TopicSerializer(serializers.ModelSerializer[Topic]):
    """Titles and lists in the language of Accept-Language."""

    concerns = serializers.ListField(source="concern_list", child=serializers.CharField())
    collaboration = serializers.ListField(source="collaboration_list", child=serializers.CharField())

    class Meta:
        model = Topic
        fields = ["slug", "title", "summary", "concerns", "collaboration"]


class TopicViewSet(viewsets.ReadOnlyModelViewSet[Topic]):
    queryset = Topic.objects.all()
    serializer_class = TopicSerializer
    lookup_field = "slug"
    lookup_value_regex = SLUG
