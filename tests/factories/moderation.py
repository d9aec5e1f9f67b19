import factory

from moderation.models import Case, Decision, Reason, Report
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory


class ReasonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reason
        django_get_or_create = ["code"]

    code = "insult"
    title_en = "Insult"
    title_ru = "Оскорбление"
    title_uk = "Образа"
    text_en = "It insults a person or a group of people."
    text_ru = "Здесь оскорбляют человека или группу людей."
    text_uk = "Тут ображають людину або групу людей."


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Report

    contribution = factory.SubFactory(ContributionFactory)
    reporter = factory.SubFactory(UserFactory)
    reason = "insult"


class CaseFactory(factory.django.DjangoModelFactory):
    """The first words of a new person, which wait."""

    class Meta:
        model = Case

    contribution = factory.SubFactory(ContributionFactory, state="pending")
    why = "new"
    score = 1.0


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    case = factory.SubFactory(CaseFactory, state="closed", contribution__state="hidden")
    contribution = factory.SelfAttribute("case.contribution")
    moderator = factory.SubFactory(UserFactory, moderator=True)
    verdict = "hide"
    reason = factory.SubFactory(ReasonFactory)
    version = factory.SelfAttribute("case.version")
