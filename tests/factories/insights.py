from itertools import cycle

import factory
from django.utils import timezone

from analysis import tone
from consultations.models import Vote
from contributions.models import Contribution
from insights.models import DrawnText, Label, Reading
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory, StatementFactory, imported_people
from tests.factories.contributions import ContributionFactory
from tests.factories.topics import TopicFactory

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


class DrawnTextFactory(factory.django.DjangoModelFactory):
    """`labels=["negative", "neutral"]` are two people's."""

    class Meta:
        model = DrawnText
        skip_postgeneration_save = True

    contribution = factory.SubFactory(ContributionFactory)
    language = factory.SelfAttribute("contribution.language")
    written_at = factory.LazyAttribute(
        lambda text: text.contribution.edited_at or text.contribution.created_at
    )
    seed = "factory"

    @factory.post_generation
    def labels(text, create, extracted, **kwargs):
        for place, said in enumerate(extracted or (), start=1):
            LabelFactory(text=text, place=place, tone=said)


class LabelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Label

    text = factory.SubFactory(DrawnTextFactory)
    by = factory.SubFactory(UserFactory, moderator=True)
    place = 1
    tone = "negative"


def labelled(count, tone, labels, *, people=None, **words):
    """So many read texts with these two labels: each by a new person, or by these `people` in turn."""
    authors = cycle(people) if people else (UserFactory() for _ in range(count))
    moderators = UserFactory(moderator=True), UserFactory(moderator=True)
    words.setdefault("topic", TopicFactory())
    texts = [
        DrawnTextFactory(contribution=heard(tone=tone, author=next(authors), **words)) for _ in range(count)
    ]
    Label.objects.bulk_create(
        Label(text=text, by=by, place=place, tone=found)
        for text in texts
        for place, (by, found) in enumerate(zip(moderators, labels, strict=True), start=1)
    )
    return texts


def heard(*, tone=-0.4, **words):
    """Public words that the machine has read."""
    return ReadingFactory(contribution=ContributionFactory(**words), tone=tone).contribution


def crowd(count, *, tones=TONES, feelings=("",), **words):
    """Words of so many different people, with these tones and feelings in turn."""
    words.setdefault("published_at", timezone.now())
    turns = zip(range(count), cycle(tones), cycle(feelings), strict=False)
    return [heard(author=UserFactory(), tone=tone, feeling=feeling, **words) for _, tone, feeling in turns]


def brought(count, *, tones=TONES, **words):
    """Texts of another system, whose authors nobody knows; without a country unless the file names one."""
    words = {"country": "", "published_at": timezone.now()} | words
    rows = [
        heard(author=None, tone=tone, **words) for _, tone in zip(range(count), cycle(tones), strict=False)
    ]
    for row in rows:
        row.import_key = f"comment:{row.pk}"
    Contribution.objects.bulk_update(rows, ["import_key"])
    return rows


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
