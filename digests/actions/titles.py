"""The topics that a digest names: what it is about, what it tells of and what it may not tell of."""

from collections.abc import Collection, Sequence

from core.templatetags.parts import language_there_is
from digests.actions.counting import Figure
from insights.querysets.rows import Rows
from topics.models import Topic


def titles(topics: Sequence[Topic]) -> list[Figure]:
    """What a digest is about that leaves topics out; nothing where it is about all."""
    if Topic.objects.exclude(pk__in=[topic.pk for topic in topics]).exists():
        return [{"title": topic.title, "language": language_there_is(topic, "title")} for topic in topics]
    return []


def with_title(row: Figure, topics: Sequence[Topic]) -> Figure:
    topic = next(topic for topic in topics if topic.slug == row["slug"])
    return row | {"title": topic.title, "title_language": language_there_is(topic, "title")}


def not_shown(found: Figure, topics: Sequence[Topic], now: Rows, untold: Collection[int]) -> list[str]:
    """Titles of topics about which nothing may be told: where somebody wrote, as part of a shown whole; the
    `untold` whether or not somebody did.
    """
    shown, spoken = {row["slug"] for row in found["by_topic"]}, {*now.column("topic").tolist(), *untold}
    return [topic.title for topic in topics if topic.pk in spoken and topic.slug not in shown]
