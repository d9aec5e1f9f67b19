from datetime import timedelta

import factory
from django.utils import timezone

from consultations.models import (
    Choice,
    Consultation,
    OpenAnswer,
    Option,
    Participant,
    Question,
    Seed,
    Sheet,
    Statement,
    Vote,
)
from consultations.states import State
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.topics import TopicFactory


def began(closes_at):
    return min(closes_at, timezone.now()) - timedelta(days=9)


class ConsultationFactory(factory.django.DjangoModelFactory):
    """An open consultation with nothing to answer; `state="draft"` and `state="closed"` are dated to fit."""

    class Meta:
        model = Consultation

    slug = factory.Sequence(lambda n: f"consultation-{n}")
    topic = factory.SubFactory(TopicFactory)
    title_en = factory.Sequence(lambda n: f"What should be done first? ({n})")
    title_ru = factory.Sequence(lambda n: f"Что делать сначала? ({n})")
    title_uk = factory.Sequence(lambda n: f"Що робити спершу? ({n})")
    summary_en = "The Secretariat asks, and says what it took up."
    state = State.OPEN
    opens_at = factory.LazyAttribute(
        lambda row: None if row.state == State.DRAFT else began(row.closes_at or timezone.now())
    )
    closes_at = factory.LazyAttribute(
        lambda row: timezone.now() + timedelta(days=-1 if row.state == State.CLOSED else 9)
    )


class QuestionFactory(factory.django.DjangoModelFactory):
    """`options=3` gives so many answers to choose from."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    consultation = factory.SubFactory(ConsultationFactory)
    kind = "one"
    text_en = factory.Sequence(lambda n: f"Question {n}?")
    order = factory.Sequence(lambda n: n % 1000)

    @factory.post_generation
    def options(question, create, extracted, **kwargs):
        count = extracted if extracted is not None else 3 * question.has_options
        for place in range(count):
            Option.objects.create(question=question, label_en=f"Answer {place + 1}", order=place)


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    consultation = factory.SubFactory(ConsultationFactory)
    user = factory.SubFactory(UserFactory)


class SheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sheet

    participant = factory.SubFactory(ParticipantFactory)


class ChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Choice

    sheet = factory.SubFactory(SheetFactory)


class OpenAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpenAnswer

    contribution = factory.SubFactory(ContributionFactory, kind="open_answer")
    sheet = factory.SubFactory(
        SheetFactory, participant__consultation=factory.SelfAttribute("...question.consultation")
    )
    question = factory.SubFactory(QuestionFactory, kind="text")


class StatementFactory(factory.django.DjangoModelFactory):
    """A public statement; `contribution__state="pending"` for another."""

    class Meta:
        model = Statement

    consultation = factory.SubFactory(ConsultationFactory)
    contribution = factory.SubFactory(
        ContributionFactory,
        kind="statement",
        topic=factory.SelfAttribute("..consultation.topic"),
        body=factory.Sequence(lambda n: f"Statement number {n} should be done."),
    )


class SeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seed

    consultation = factory.SubFactory(ConsultationFactory)
    text_en = factory.Sequence(lambda n: f"First statement {n}.")
    order = factory.Sequence(lambda n: n % 1000)


class VoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vote

    statement = factory.SubFactory(StatementFactory)
    participant = factory.SubFactory(
        ParticipantFactory, consultation=factory.SelfAttribute("..statement.consultation")
    )
    value = 1


def imported_people(consultation, count, key="p"):
    """Many participants at once, without accounts."""
    return Participant.objects.bulk_create(
        Participant(consultation=consultation, import_key=f"{key}{n}") for n in range(count)
    )


def votes_on(statement, people, *, agree=0, disagree=0, skip=0):
    """So many of these people agree, disagree and pass, in this order."""
    values = [1] * agree + [-1] * disagree + [0] * skip
    return Vote.objects.bulk_create(
        Vote(participant=person, statement=statement, value=value)
        for person, value in zip(people, values, strict=False)
    )
