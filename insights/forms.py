from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.states import Feeling
from core.countries import names
from core.forms import PlainErrorsMixin
from core.templatetags.times import day
from core.templatetags.words import NAMES, OWN_NAMES, alphabetical, country
from insights.querysets.posts import Asked
from insights.querysets.pulse import answer_name
from insights.querysets.report import Report
from topics.models import Topic

NO_LANGUAGE = _("There is no such language.")
NO_COUNTRY = _("There is no such country.")


class PostsForm(PlainErrorsMixin, forms.Form):
    """Which figure's texts to list. Offered are the parts that the report shows; others may be asked for."""

    topic: "forms.ModelChoiceField[Topic]" = forms.ModelChoiceField(
        Topic.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Topic"),
        empty_label=_("All topics"),
    )
    language = forms.CharField(
        required=False, label=_("Language"), max_length=8, error_messages={"max_length": NO_LANGUAGE}
    )
    country = forms.CharField(
        required=False, label=_("Country"), max_length=2, error_messages={"max_length": NO_COUNTRY}
    )
    week = forms.DateField(required=False, label=_("Week from"))
    feeling = forms.ChoiceField(choices=Feeling, required=False, label=_("Feeling"))

    def offer(self, found: Report) -> None:
        """Selects instead of free fields; what was asked for is among the choices whatever it is."""
        choices: dict[str, list[tuple[str, str]]] = {
            "language": [
                (code, OWN_NAMES.get(code, code)) for code, part in found.languages.items() if part.figure
            ],
            "country": countries(found),
            "week": [(str(point.on), day(point.on)) for point in found.points if point.people],
            "feeling": [(code, answer_name(code)) for code in Feeling.values if code in found.opens],
        }
        for name, offered in choices.items():
            asked = self.data.get(name, "")
            if asked and asked not in dict(offered):
                offered.append((asked, asked))
            self.fields[name].widget = forms.Select(choices=[("", "–"), *offered])

    def clean_language(self) -> str:
        code: str = self.cleaned_data["language"]
        if code and code not in NAMES and code not in Locale("en").languages:
            raise forms.ValidationError(NO_LANGUAGE)
        return code

    def clean_country(self) -> str:
        code: str = self.cleaned_data["country"]
        if code and code not in names("en"):
            raise forms.ValidationError(NO_COUNTRY)
        return code

    @property
    def asked(self) -> Asked:
        found: dict[str, Any] = self.cleaned_data
        return Asked(**{name: found.get(name) or default for name, default in EMPTY.items()})


def countries(found: Report) -> list[tuple[str, str]]:
    shown = {country(code): code for code, part in found.countries.items() if code and part.figure}
    return [(shown[name], name) for name in alphabetical(shown)]


EMPTY: dict[str, Any] = {"topic": None, "language": "", "country": "", "week": None, "feeling": ""}
