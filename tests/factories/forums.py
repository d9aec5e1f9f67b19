"""What belongs to the words may be given as it is: `PostFactory(state="hidden", author=…, parent=…)`."""

import factory

from core.slugs import slug_of
from forums.models import NO_NAME, Board, Post, Thread
from tests.factories.contributions import ContributionFactory
from tests.factories.topics import TopicFactory

WORDS = ("author", "body", "language", "country", "feeling", "stance", "state", "published_at", "created_at")
WORDS += ("edited_at", "import_key", "is_example")


def with_words(kwargs, **fixed):
    """The arguments of the row, after its contribution is made of those that are about words."""
    words = {name: kwargs.pop(name) for name in WORDS if name in kwargs}
    kwargs["contribution"] = ContributionFactory(**words, **fixed)
    return kwargs


class BoardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Board

    slug = factory.Sequence(lambda n: f"board-{n}")
    topic = factory.SubFactory(TopicFactory)
    title_en = factory.Sequence(lambda n: f"Board {n}")
    title_ru = factory.Sequence(lambda n: f"Доска {n}")
    title_uk = factory.Sequence(lambda n: f"Дошка {n}")
    about_en = "What belongs here."


class ThreadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Thread

    board = factory.SubFactory(BoardFactory)
    title = factory.Sequence(lambda n: f"What shall be done, question {n}?")
    slug = factory.LazyAttribute(lambda thread: slug_of(thread.title, otherwise=NO_NAME))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs = with_words(kwargs, topic=kwargs["board"].topic, kind="thread")
        return super()._create(model_class, *args, **kwargs)


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Post

    parent = None
    thread = factory.LazyAttribute(lambda post: post.parent.thread if post.parent else ThreadFactory())
    root = factory.LazyAttribute(lambda post: post.parent and (post.parent.root or post.parent))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs = with_words(kwargs, topic=kwargs["thread"].contribution.topic, kind="post")
        return super()._create(model_class, *args, **kwargs)
