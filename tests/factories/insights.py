from itertools import cycle

import factory
from django.utils import timezone

from analysis import tone
from consultations.models import Vote
from insights.models import Reading
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory, StatementFactory, imported_people
from tests.factories.contributions import ContributionFactory

TONES = (-0.8, -0.5, -0.3, 0.0, 0.1, 0.4)


class ReadingFactory(factory.django.DjangoModelFactory):
    """`tone=-0.5` is negative .5 more than positive; `tone=None` is a language that no model reads."""

    class Meta:
        model = Reading

    class Params:
        tone = -0.4

    contribution = factory.SubFactory(ContributionFactory)
    model = factory.LazyAttribute(
        lambda row: "" if row.tone is None else tone.load(row.contribution.language).version
    )
    language = factory.SelfAttribute("contribution.language")
    p_neg = factory.LazyAttribute(lambda row: None if row.tone is None else max(-row.tone, 0) + 0.05)
    p_pos = factory.LazyAttribute(lambda row: None if row.tone is None else max(row.tone, 0) + 0.05)
    p_neu = factory.LazyAttribute(lambda row: None if row.tone is None else 1 - row.p_neg - row.p_pos)
    label = factory.LazyAttribute(lambda row: "negative" if row.tone is not None and row.tone < -0.5 else "")
    touched_at = factory.SelfAttribute("contribution.touched_at")


def heard(*, tone=-0.4, **words):
    """Public words that the machine has read."""
    return ReadingFactory(contribution=ContributionFactory(**words), tone=tone).contribution


def crowd(count, *, tones=TONES, feelings=("",), **words):
    """Words of so many different people, with these tones and feelings in turn."""
    words.setdefault("published_at", timezone.now())
    turns = zip(range(count), cycle(tones), cycle(feelings), strict=False)
    return [heard(author=UserFactory(), tone=tone, feeling=feeling, **words) for _, tone, feeling in turns]


def camps(*sizes, statements=6, consultation=None):
    """A consultation in which camps of these sizes vote alike: all agree with the first two statements and
    disagree with the third; on the others every camp agrees with its own only.
    """
    consultation = consultation or ConsultationFactory()
    rows = [StatementFactory(consultation=consultation) for _ in range(max(statements, 3 + len(sizes)))]
    votes = []
    for camp, size in enumerate(sizes):
        for person in imported_people(consultation, size, key=f"camp{camp}-"):
            for place, row in enumerate(rows):
                agrees = place < 2 or (place > 2 and (place - 3) % len(sizes) == camp)
                votes.append(Vote(participant=person, statement=row, value=1 if agrees else -1))
    Vote.objects.bulk_create(votes)
    return consultation, rows
