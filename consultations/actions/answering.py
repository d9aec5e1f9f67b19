"""One sheet of answers per person, taken in whole or not at all."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.models import Choice, Consultation, OpenAnswer, Participant, Question, Sheet
from consultations.permissions import is_open, may_take_part
from consultations.states import SCALE, QuestionKind
from contributions.actions import speak
from contributions.states import Kind
from core.verdict import Refused


class AnswerRefused(Refused):
    """One answer is not right; `question` is the question."""

    def __init__(self, question: Question, reason: str) -> None:
        super().__init__(reason)
        self.question = question


def take_part(consultation: Consultation, *, by: User) -> Participant:
    """The person as a participant, in a consultation that stays open until the transaction ends."""
    may_take_part(by, consultation).insist()
    if not Consultation.objects.hold_open(consultation.pk):
        consultation.refresh_from_db(fields=["state", "closes_at"])
        is_open(consultation).insist()
    participant, _made = Participant.objects.get_or_create(consultation=consultation, user=by)
    return participant


@transaction.atomic
def answer(consultation: Consultation, *, by: User, answers: Mapping[int, Any], reader: str) -> Sheet:
    """Take a person's answers in. `answers` by key of the question: an option's key, a list of them, a
    number from 1 to 5, or a text; what is missing or empty was not answered.

    Long texts become contributions. Raises Refused, or AnswerRefused for one question, and keeps nothing.
    """
    participant = take_part(consultation, by=by)
    participant = Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    if Sheet.objects.filter(participant=participant).exists():
        raise Refused(_("Your answers have been sent already. Everyone answers once."))
    questions = list(Question.objects.filter(consultation=consultation).for_page())
    if not any(_given(answers.get(question.pk)) for question in questions):
        raise Refused(_("Answer at least one question."))
    sheet = Sheet.objects.create(participant=participant)
    choices = [
        choice for question in questions for choice in _choices(sheet, question, answers.get(question.pk))
    ]
    Choice.objects.bulk_create(choices)
    _write(sheet, questions, answers, by=by, reader=reader)
    return sheet


def _given(value: Any) -> bool:
    return value not in (None, "", [], ()) and str(value).strip() != ""


def _choices(sheet: Sheet, question: Question, value: Any) -> list[Choice]:
    """Checks one answer against its question, and gives its rows."""
    if not _given(value):
        if question.required:
            raise AnswerRefused(
                question, _("Answer this question: “%(question)s”") % {"question": question.text}
            )
        return []
    if question.kind == QuestionKind.TEXT:
        return []
    if question.kind == QuestionKind.SCALE:
        if value not in SCALE:
            raise AnswerRefused(question, _("Choose a number from 1 to 5."))
        return [Choice(sheet=sheet, question=question, number=value)]
    options = {option.pk: option for option in question.options.all()}
    chosen = list(dict.fromkeys(value if question.kind == QuestionKind.MANY else [value]))
    if any(key not in options for key in chosen):
        raise AnswerRefused(question, _("Choose from the answers shown."))
    return [Choice(sheet=sheet, question=question, option=options[key]) for key in chosen]


def _write(
    sheet: Sheet, questions: list[Question], answers: Mapping[int, Any], *, by: User, reader: str
) -> None:
    said: dict[str, Question] = {}
    for question in questions:
        text = str(answers.get(question.pk) or "").strip()
        if question.kind != QuestionKind.TEXT or not text:
            continue
        if text in said:
            raise AnswerRefused(
                question, _("These are the same words as in another answer. Say it in one of them.")
            )
        said[text] = question
        topic = question.consultation.topic
        try:
            words = speak(author=by, topic=topic, kind=Kind.OPEN_ANSWER, body=text, reader=reader)
        except Refused as refused:
            raise AnswerRefused(question, refused.reason) from refused
        OpenAnswer.objects.create(contribution=words, sheet=sheet, question=question)
