import factory

from topics.models import Milestone, Party, Round, Topic


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    slug = factory.Sequence(lambda n: f"topic-{n}")
    title_en = factory.Sequence(lambda n: f"Topic {n}")
    title_ru = factory.Sequence(lambda n: f"Тема {n}")
    title_uk = factory.Sequence(lambda n: f"Тема {n}")
    concerns_en = "First concern\nSecond concern"


class PartyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Party

    slug = factory.Sequence(lambda n: f"party-{n}")
    name_en = factory.Sequence(lambda n: f"Party {n}")


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    slug = factory.Sequence(lambda n: f"milestone-{n}")
    title_en = factory.Sequence(lambda n: f"Milestone {n}")


class RoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Round

    number = factory.Sequence(lambda n: n + 1)
    title_en = factory.Sequence(lambda n: f"Round {n + 1}")
