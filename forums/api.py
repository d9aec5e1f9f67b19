from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import Pages
from forums.models import Post, Thread


class WordsSerializer(serializers.Serializer[Any]):
    """What somebody said, of the discussion or reply that holds it."""

    id = serializers.IntegerField(source="pk", read_only=True)
    text = serializers.CharField(source="contribution.body", help_text="Markdown")
    language = serializers.CharField(source="contribution.language")
    country = serializers.CharField(source="contribution.country")
    author = serializers.CharField(source="contribution.author.shown_name", default="")
    feeling = serializers.CharField(source="contribution.feeling")
    stance = serializers.CharField(source="contribution.stance")
    published_at = serializers.DateTimeField(source="contribution.published_at")


class PostSerializer(WordsSerializer, serializers.ModelSerializer[Post]):
    """A public reply; `parent` is what it replies to, null for the opening words."""

    edited_at = serializers.DateTimeField(source="contribution.edited_at", allow_null=True)
    is_imported = serializers.BooleanField(source="contribution.is_imported")

    class Meta:
        model = Post
        fields = [
            "id",
            "parent",
            "text",
            "language",
            "country",
            "author",
            "feeling",
            "stance",
            "published_at",
            "edited_at",
            "is_imported",
        ]


class ThreadSerializer(WordsSerializer, serializers.ModelSerializer[Thread]):
    board = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    topic = serializers.CharField(source="board.topic.slug")
    posts = serializers.IntegerField(source="post_count", help_text="Public replies")
    people = serializers.IntegerField(
        source="people_count",
        allow_null=True,
        help_text="Who wrote, each once; null for fewer than ten",
    )
    active_at = serializers.DateTimeField(help_text="When the newest public words were published")
    url = serializers.CharField(source="get_absolute_url", help_text="The page, in the language asked for")
    posts_url = serializers.HyperlinkedIdentityField(view_name="threads-posts")

    class Meta:
        model = Thread
        fields = [
            "id",
            "board",
            "topic",
            "title",
            "proposition",
            "text",
            "language",
            "country",
            "author",
            "feeling",
            "stance",
            "published_at",
            "locked_at",
            "posts",
            "people",
            "active_at",
            "url",
            "posts_url",
        ]


class ThreadViewSet(viewsets.ReadOnlyModelViewSet[Thread]):
    """Discussions, the newest first. The public replies of one are at its `posts/`, the oldest first."""

    queryset = Thread.objects.public().for_list()
    serializer_class = ThreadSerializer

    @extend_schema(responses=PostSerializer(many=True))
    @action(detail=True)
    def posts(self, request: Request, pk: str) -> Response:
        pages = Pages()
        pages.ordering = "pk"
        page = pages.paginate_queryset(self.get_object().posts.public().for_export(), request, self)
        return pages.get_paginated_response(PostSerializer(page or [], many=True).data)
