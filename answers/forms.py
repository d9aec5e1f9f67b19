from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from answers.actions import LONGEST, Text
from answers.models import LONGEST_TITLE, Answer, AnswerTranslation
from core.forms import PlainErrorsMixin, Words
from core.templatetags.words import thousands
from topics.models import Milestone

LANGUAGES = dict(settings.LANGUAGES)
MISSING = {
    "title": _("Say in one sentence what you answer."),
    "body": _("Write the answer."),
    "translation": _("A translation needs both the sentence and the text."),
}


def up_to(most: int) -> str:
    return _("Up to %(n)s characters") % {"n": thousands(most)}


def fields_in(code: str, name: str) -> dict[str, forms.Field]:
    """The pair of fields for one language."""
    return {
        f"title_{code}": Words(
            label=_("The answer in one sentence (%(language)s)") % {"language": name},
            help_text=up_to(LONGEST_TITLE),
            max_length=LONGEST_TITLE,
            required=False,
            widget=forms.TextInput(attrs={"lang": code}),
        ),
        f"body_{code}": Words(
            label=_("Answer (%(language)s)") % {"language": name},
            help_text=up_to(LONGEST),
            max_length=LONGEST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 8, "lang": code}),
        ),
    }


class AnswerForm(PlainErrorsMixin, forms.Form):
    """One pair of fields for each language; the original must be there, translations may."""

    office: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), empty_label=None
    )
    language = forms.ChoiceField(label=_("Original language"), choices=settings.LANGUAGES)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, answer: Answer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.of(user)  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()
        for code, name in LANGUAGES.items():
            self.fields |= fields_in(code, name)
        self.fields["milestones"] = forms.ModelMultipleChoiceField(
            label=_("Milestones it concerns"),
            queryset=Milestone.objects.all(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        if answer:
            del self.fields["office"]
            self.fill(answer)
        else:
            del self.fields["version"]

    def fill(self, answer: Answer) -> None:
        values: dict[str, Any] = {"language": answer.language, "version": answer.version}
        values["milestones"] = list(answer.milestones.all())
        rows: list[Answer | AnswerTranslation] = [answer, *answer.translations.all()]
        for row in rows:
            values |= {f"title_{row.language}": row.title, f"body_{row.language}": row.body}
        self.initial = {**self.initial, **values}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code in LANGUAGES:
            missing = [name for name in ("title", "body") if data.get(f"{name}_{code}") == ""]
            if code == data.get("language"):
                for name in missing:
                    self.add_error(f"{name}_{code}", MISSING[name])
            elif len(missing) == 1:
                self.add_error(f"{missing[0]}_{code}", MISSING["translation"])
        return data

    def overtaken(self, by: Answer) -> None:
        """The form as it was sent, over the version that stands now: sent again, it takes its place."""
        sent = cast(QueryDict, self.data).copy()
        sent["version"] = str(by.version)
        self.data = sent

    @property
    def texts(self) -> dict[str, Text]:
        data = self.cleaned_data
        return {
            code: Text(data[f"title_{code}"], data[f"body_{code}"])
            for code in LANGUAGES
            if data.get(f"body_{code}")
        }


class TranslationsForm(PlainErrorsMixin, forms.Form):
    """The languages that a published answer lacks, and those that were sent: what was typed comes back."""

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES.items():
            if code in answer.languages_missing or f"title_{code}" in self.data:
                self.fields |= fields_in(code, name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code in LANGUAGES:
            missing = [name for name in (f"title_{code}", f"body_{code}") if data.get(name) == ""]
            if len(missing) == 1:
                self.add_error(missing[0], MISSING["translation"])
        return data

    @property
    def texts(self) -> dict[str, Text]:
        data = self.cleaned_data
        pairs = {
            code: Text(data.get(f"title_{code}", ""), data.get(f"body_{code}", "")) for code in LANGUAGES
        }
        return {code: text for code, text in pairs.items() if text.body}


class GiveBackForm(PlainErrorsMixin, forms.Form):
    note = forms.CharField(
        label=_("What should be changed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
