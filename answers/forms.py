from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from answers.actions import LONGEST, Text
from answers.models import Answer, AnswerTranslation
from core.forms import PlainErrorsMixin

LANGUAGES = dict(settings.LANGUAGES)


class AnswerForm(PlainErrorsMixin, forms.Form):
    """One pair of fields for each language; the original must be there, translations may."""

    office: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), empty_label=None
    )
    language = forms.ChoiceField(label=_("Original language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, user: User, answer: Answer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.of(user)  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()
        for code, name in LANGUAGES.items():
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("The answer in one sentence (%(language)s)") % {"language": name},
                max_length=160,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Answer (%(language)s)") % {"language": name},
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 8, "lang": code}),
            )
        if answer:
            self.fill(answer)

    def fill(self, answer: Answer) -> None:
        values: dict[str, Any] = {"office": answer.office, "language": answer.language}
        rows: list[Answer | AnswerTranslation] = [answer, *answer.translations.all()]
        for row in rows:
            values |= {f"title_{row.language}": row.title, f"body_{row.language}": row.body}
        self.initial = {**self.initial, **values}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code in LANGUAGES:
            title, body = data.get(f"title_{code}"), data.get(f"body_{code}")
            if code == data.get("language") and not title:
                self.add_error(f"title_{code}", _("Say in one sentence what you answer."))
            if code == data.get("language") and not body:
                self.add_error(f"body_{code}", _("Write the answer."))
            elif bool(title) != bool(body):
                self.add_error(
                    f"body_{code}" if title else f"title_{code}",
                    _("A translation needs both the sentence and the text."),
                )
        return data

    @property
    def texts(self) -> dict[str, Text]:
        data = self.cleaned_data
        return {
            code: Text(data[f"title_{code}"], data[f"body_{code}"])
            for code in LANGUAGES
            if data.get(f"body_{code}")
        }
