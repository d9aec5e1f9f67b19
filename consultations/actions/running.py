"""A consultation is prepared, opened and closed."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.models import Consultation, Option, Question, Seed, Statement
from consultations.permissions import may_close, may_edit, may_edit_questions, may_open
from consultations.states import CHOICES, State
from contributions.models import Contribution, Translation
from contributions.states import Kind
from contributions.states import State as Words
from core.verdict import Refused

FALLBACKS = settings.MODELTRANSLATION_FALLBACK_LANGUAGES["default"]


@transaction.atomic
def open_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Let people answer and vote. Raises Refused when there is nothing to answer yet."""
    may_open(by, consultation).insist()
    now = timezone.now()
    check_ready(consultation)
    consultation.move(State.OPEN, by=by, opens_at=now)
    plant(consultation, by=by)
    return consultation


def check_ready(consultation: Consultation) -> None:
    if consultation.closes_before(timezone.now()):
        raise Refused(_("The day on which it closes has passed. Set a later one first."))
    questions = list(Question.objects.filter(consultation=consultation).for_page())
    if not questions and not consultation.seeds.exists() and not consultation.statements.public().exists():
        raise Refused(_("There is nothing to answer yet. Add a question or a first statement."))
    for question in questions:
        if question.kind in CHOICES and len(question.options.all()) < 2:
            raise Refused(
                _("The question “%(question)s” needs at least two answers to choose from.")
                % {"question": question.text}
            )


@transaction.atomic
def plant(consultation: Consultation, *, by: User) -> list[Statement]:
    """Turn first statements that are not there yet into statements, with their translations.

    They are public at once: a facilitator answers for them, as a moderator does for those of others.
    """
    may_edit(by, consultation).insist()
    if consultation.state != State.OPEN:
        return []
    return [
        _plant(seed, by)
        for seed in consultation.seeds.select_for_update(no_key=True).filter(statement=None)
        if any(_texts(seed).values())
    ]


def _texts(seed: Seed) -> dict[str, str]:
    texts = {code: getattr(seed, f"text_{code}") or "" for code in FALLBACKS}
    return {code: text.strip() for code, text in texts.items() if text.strip()}


def _plant(seed: Seed, by: User) -> Statement:
    now = timezone.now()
    (language, body), *others = _texts(seed).items()
    words = Contribution.objects.create(
        author=None,
        topic_id=seed.consultation.topic_id,
        kind=Kind.STATEMENT,
        body=body,
        language=language,
        state=Words.PUBLISHED,
        published_at=now,
        created_at=now,
        touched_at=now,
        is_example=by.is_example,
    )
    Translation.objects.bulk_create(
        Translation(contribution=words, language=code, body=text) for code, text in others
    )
    statement = Statement.objects.create(contribution=words, consultation=seed.consultation)
    Seed.objects.filter(pk=seed.pk).update(statement=statement)
    return statement


@transaction.atomic
def set_options(question: Question, *, by: User, labels: Mapping[str, Sequence[str]]) -> list[Option]:
    """Replace the answers to choose from: for each language a list, all equally long or empty."""
    may_edit_questions(by, question.consultation).insist()
    lengths = {len(lines) for lines in labels.values() if lines}
    if len(lengths) > 1:
        raise Refused(_("Give the same number of answers in each language, in the same order."))
    question.options.all().delete()
    return Option.objects.bulk_create(
        Option(
            question=question,
            order=place,
            **{f"label_{code}": lines[place] for code, lines in labels.items() if lines},
        )
        for place in range(max(lengths, default=0))
    )


def close(consultation: Consultation, *, by: User) -> Consultation:
    """Nothing can be added any more; what was said stays."""
    may_close(by, consultation).insist()
    return consultation.move(State.CLOSED, by=by, closes_at=timezone.now())


def close_due() -> int:
    """Close what has reached its day; returns how many. Two at once close each one once."""
    return sum(_close_if_due(pk) for pk in list(Consultation.objects.to_close().values_list("pk", flat=True)))


@transaction.atomic
def _close_if_due(pk: int) -> bool:
    """Looks again under the lock: another worker may have been quicker, or it was given more time."""
    row = Consultation.objects.to_close().select_for_update(no_key=True).filter(pk=pk).first()
    return row is not None and bool(row.move(State.CLOSED, why="due"))
