import factory
from django.utils import timezone

from answers.models import Answer
from answers.states import PUBLIC, State
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.petitions import PetitionFactory


class AnswerFactory(factory.django.DjangoModelFactory):
    """Published, to a petition; another target: `AnswerFactory(petition=None, thread=…)`."""

    class Meta:
        model = Answer

    office = factory.SubFactory(OfficeFactory)
    author = factory.SubFactory(UserFactory, official=True)
    edited_by = factory.SelfAttribute("author")
    petition = factory.SubFactory(PetitionFactory)
    language = "en"
    title = factory.Sequence(lambda n: f"We will do it, number {n}")
    body = "From Friday on, and in public."
    state = State.PUBLISHED
    published_at = factory.LazyAttribute(lambda answer: timezone.now() if answer.state in PUBLIC else None)
    asked_at = factory.LazyAttribute(lambda answer: timezone.now() if answer.state == State.READY else None)
