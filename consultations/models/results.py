"""What people answered, as shares with the range in which the true share may lie.

A share speaks about everybody who answered the question; when they are fewer than ten, nothing is shown.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from analysis.intervals import wilson
from consultations.models.consultations import Consultation
from consultations.models.surveys import Choice, OpenAnswer, Option, Question
from consultations.querysets.statements import Tally
from consultations.states import SCALE, QuestionKind, Value

Counted = Counter[tuple[int, int | None, int | None]]


@dataclass(frozen=True)
class Share:
    """The share of people who said `name`, in the shape of `_bars.html`; no figure when it is hidden."""

    name: str
    estimate: float | None
    low: float | None = None
    high: float | None = None
    option: Option | None = None
    number: int | None = None


def share(
    name: str, count: int, people: int, *, option: Option | None = None, number: int | None = None
) -> Share:
    """With its 95 % Wilson interval; hidden when it would speak about fewer than ten people."""
    if people < settings.SMALLEST_GROUP:
        return Share(name, None, option=option, number=number)
    low, high = wilson(count, people)
    return Share(name, count / people, low, high, option, number)


def shares_of(tally: Tally, called: Callable[[Value], str] = lambda value: str(value.label)) -> list[Share]:
    """How the people who voted on a statement see it."""
    return [share(called(value), count, tally.votes) for value, count in tally.counts.items()]


@dataclass(frozen=True)
class Result:
    """What became of one question: how many people answered it, and the shares. Texts have no shares."""

    question: Question
    people: int
    shares: list[Share]

    @property
    def is_hidden(self) -> bool:
        return self.people < settings.SMALLEST_GROUP


def results_of(consultation: Consultation) -> list[Result]:
    """Every question with its shares, in the order of the survey; five queries for all of them."""
    questions = list(Question.objects.filter(consultation=consultation).for_page())
    choices = Choice.objects.filter(question__in=questions).order_by()
    people = dict(choices.values_list("question").annotate(Count("sheet", distinct=True)))
    texts = OpenAnswer.objects.public().filter(question__in=questions).order_by()
    people |= dict(texts.values_list("question").annotate(Count("pk")))
    counted: Counted = Counter()
    for question, option, number, n in choices.values_list("question", "option", "number").annotate(
        Count("pk")
    ):
        counted[question, option, number] = n
    return [
        Result(row, people.get(row.pk, 0), _shares(row, people.get(row.pk, 0), counted)) for row in questions
    ]


def _shares(question: Question, people: int, counted: Counted) -> list[Share]:
    if question.has_options:
        return [
            share(option.label, counted[question.pk, option.pk, None], people, option=option)
            for option in question.options.all()
        ]
    if question.kind == QuestionKind.SCALE:
        return [share(str(n), counted[question.pk, None, n], people, number=n) for n in SCALE]
    return []
