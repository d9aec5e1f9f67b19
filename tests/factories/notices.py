import factory
from django.utils import timezone

from notices.models import News, Notice, Recipient
from tests.factories.answers import AnswerFactory


class RecipientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recipient
        django_get_or_create = ["email"]

    email = factory.Sequence(lambda n: f"recipient{n}@example.org")


class NewsFactory(factory.django.DjangoModelFactory):
    """A published answer that everyone concerned has a notice of; `answer=None, petition=…` for others."""

    class Meta:
        model = News

    answer = factory.SubFactory(AnswerFactory)
    at = factory.LazyFunction(timezone.now)
    told_at = factory.LazyFunction(timezone.now)


class NoticeFactory(factory.django.DjangoModelFactory):
    """Waits for its e-mail, since `created_at`."""

    class Meta:
        model = Notice

    recipient = factory.SubFactory(RecipientFactory)
    news = factory.SubFactory(NewsFactory)
    language = "en"
    reason = "follows"
