from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.actions import AnswerRefused
from consultations.models import Consultation, Question
from consultations.states import SCALE, QuestionKind
from contributions.states import LONGEST, Kind
from core.forms import PlainErrorsMixin, Words
from core.templatetags.parts import translated
from core.verdict import Refused


class SurveyForm(PlainErrorsMixin, forms.Form):
    """One field for each question. Strangers see the same questions without a form."""

    def __init__(self, consultation: Consultation, *args: Any, **kwargs: Any) -> None:
        self.questions = list(Question.objects.filter(consultation=consultation).for_page())
        super().__init__(*args, **kwargs)
        self.fields.update({f"q{question.pk}": field_of(question) for question in self.questions})

    @property
    def pairs(self) -> list[tuple[Question, BoundField]]:
        return [(question, self[f"q{question.pk}"]) for question in self.questions]

    @property
    def answers(self) -> dict[int, Any]:
        return {question.pk: self.cleaned_data.get(f"q{question.pk}") for question in self.questions}

    def refuse(self, refused: Refused, field: str | None = None) -> None:
        super().refuse(refused, f"q{refused.question.pk}" if isinstance(refused, AnswerRefused) else field)


def field_of(question: Question) -> forms.Field:
    said: dict[str, Any] = {
        "label": question.text,
        "help_text": hint_of(question),
        "required": question.required,
        "error_messages": {
            "required": _("Answer this question: “%(question)s”") % {"question": question.text},
            "invalid_choice": _("Choose from the answers shown."),
        },
    }
    options = [(option.pk, translated(option, "label")) for option in question.options.all()]
    if question.kind == QuestionKind.ONE:
        return forms.TypedChoiceField(
            choices=options, coerce=int, empty_value=None, widget=forms.RadioSelect, **said
        )
    if question.kind == QuestionKind.MANY:
        return forms.TypedMultipleChoiceField(
            choices=options, coerce=int, widget=forms.CheckboxSelectMultiple, **said
        )
    if question.kind == QuestionKind.SCALE:
        steps = [(number, step_of(question, number)) for number in SCALE]
        return forms.TypedChoiceField(
            choices=steps, coerce=int, empty_value=None, widget=forms.RadioSelect, **said
        )
    most = LONGEST[Kind.OPEN_ANSWER]
    said["error_messages"]["max_length"] = too_long(most)
    return Words(max_length=most, widget=forms.Textarea(attrs={"rows": 6}), **said)


def hint_of(question: Question) -> str:
    how = {
        QuestionKind.ONE: _("Choose one."),
        QuestionKind.MANY: _("Choose as many as you like."),
        QuestionKind.SCALE: _("Choose a number from 1 to 5."),
        QuestionKind.TEXT: _(
            "In English, Russian or Ukrainian. It is published with your name shown and your country."
        ),
    }
    optional = "" if question.required else _("Optional.")
    return " ".join(part for part in (question.hint, optional, how[QuestionKind(question.kind)]) if part)


def step_of(question: Question, number: int) -> str:
    meaning = {SCALE[0]: question.scale_low, SCALE[-1]: question.scale_high}.get(number)
    return f"{number}: {meaning}" if meaning else str(number)


def too_long(most: int) -> str:
    return _("The text is too long; at most %(most)d characters fit.") % {"most": most}


class StatementForm(PlainErrorsMixin, forms.Form):
    """A statement of one's own. The length is checked by the action, which says how much is too much."""

    MOST = LONGEST[Kind.STATEMENT]

    body = Words(
        label=gettext_lazy("Add a statement that others can agree or disagree with"),
        help_text=gettext_lazy(
            "One idea, in one sentence, in your own language. "
            "A moderator reads it first, usually within a day."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write your statement first.")},
    )
