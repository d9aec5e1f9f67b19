from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from contributions.states import LONGEST, Feeling, Kind, Stance
from core.forms import PlainErrorsMixin, Words
from forums.actions.talking import LONGEST_PROPOSITION, LONGEST_TITLE, SHORTEST_TITLE

TOO_LONG = _("This is %(show_value)d characters long; at most %(limit_value)d fit.")
TOO_SHORT = _("Write at least %(limit_value)d characters.")


def choices(of: type[TextChoices]) -> list[tuple[str, Promise | str]]:
    return [("", _("Rather not say")), *((code, capfirst(label)) for code, label in of.choices)]


class ReplyForm(PlainErrorsMixin, forms.Form):
    """What somebody says, where they stand if there is something to stand on, and how they feel."""

    body = Words(
        label=_("Your words"),
        max_length=LONGEST[Kind.POST],
        error_messages={"required": _("Write something first."), "max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    stance = forms.ChoiceField(
        label=_("Where do you stand on it?"),
        choices=choices(Stance),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Optional. It is counted as you say it; nobody guesses it from your words."),
    )
    feeling = forms.ChoiceField(
        label=_("How do you feel about it?"),
        choices=choices(Feeling),
        required=False,
        help_text=_("Optional."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, proposition: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # what is pasted is never cut off in silence
        if proposition:
            self["stance"].label = format_lazy(
                _("Where do you stand on “{proposition}”?"), proposition=proposition
            )
        else:
            del self.fields["stance"]


class ThreadForm(ReplyForm):
    title = forms.CharField(
        label=_("Title"),
        min_length=SHORTEST_TITLE,
        max_length=LONGEST_TITLE,
        help_text=_("What it is about, in one line."),
        error_messages={"required": _("Write a title."), "max_length": TOO_LONG, "min_length": TOO_SHORT},
    )
    proposition = forms.CharField(
        label=_("A proposition that people can be for or against"),
        max_length=LONGEST_PROPOSITION,
        required=False,
        help_text=_("One sentence, such as: A neutral observer checks the lists."),
        error_messages={"max_length": TOO_LONG},
    )
    field_order = ["title", "body", "proposition", "stance", "feeling"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, proposition="-", **kwargs)
        self["stance"].label = _("Where do you stand on your proposition?")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("stance") and not cleaned.get("proposition") and "proposition" not in self.errors:
            self.add_error(
                "proposition", _("Write the proposition first: without one nobody can be for or against it.")
            )
        return cleaned
