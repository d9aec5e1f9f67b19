"""What somebody wants to hear about: topics, countries and languages, as they are chosen on a page."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import countries
from core.forms import PlainErrorsMixin
from core.templatetags.words import NAMES
from insights.models import Tally
from topics.models import Topic

CHOOSE = _("Choose one of the answers shown.")
USUAL_COUNTRIES = 8
USUAL_FOR = timedelta(days=90)
ALIASES = {
    "uk": "GB",
    "great britain": "GB",
    "usa": "US",
    "сша": "US",
    "великобритания": "GB",
    "велика британія": "GB",
}
NOT_THERE = {"invalid_choice": CHOOSE, "invalid_pk_value": CHOOSE, "invalid_list": CHOOSE}


def usual_countries() -> list[str]:
    """Where most of those who wrote lately live; it stands beside all that they write."""
    lately = Tally.objects.filter(day__gte=timezone.now().date() - USUAL_FOR).exclude(country="")
    rows = lately.values("country").annotate(texts=Sum("texts")).order_by("-texts", "country")
    return [row["country"] for row in rows[:USUAL_COUNTRIES]]


def plain(name: str) -> str:
    return name.casefold().replace("ё", "е").replace("’", "'").replace("&", "and")


def countries_in(text: str) -> tuple[list[str], list[str]]:
    """(codes, what is not known) of names in any language of the portal, or of two-letter codes."""
    named = [row for language, _name in settings.LANGUAGES for row in countries.names(language).items()]
    known = (
        {plain(code): code for code, _name in named} | {plain(name): code for code, name in named} | ALIASES
    )
    words = [word.strip() for word in re.split(r"[,;\n]", text) if word.strip()]
    found = {word: known.get(plain(word)) for word in words}
    return [code for code in found.values() if code], [word for word, code in found.items() if not code]


class ScopeForm(PlainErrorsMixin, forms.Form):
    """`other_countries` are added to `countries`: few are offered, and any may be named."""

    topics: "forms.ModelMultipleChoiceField[Topic]" = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them"),
        error_messages=NOT_THERE,
    )
    countries = forms.MultipleChoiceField(
        label=_("Only people who live in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: wherever they live. Parts of fewer than ten people are left out."),
        error_messages=NOT_THERE,
    )
    other_countries = forms.CharField(
        label=_("Other countries"),
        required=False,
        max_length=500,
        help_text=_("Their names, with commas between them"),
    )
    languages = forms.MultipleChoiceField(
        label=_("Only what is written in"),
        required=False,
        choices=[(code, NAMES[code]) for code, _name in settings.LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: in any language"),
        error_messages=NOT_THERE,
    )

    def offer(self, more: Iterable[str]) -> None:
        """The usual countries, and those that are chosen already."""
        shown = dict.fromkeys([*usual_countries(), *more])
        self.fields["countries"].choices = [(code, countries.name(code)) for code in shown]  # type: ignore[attr-defined]

    def clean_other_countries(self) -> list[str]:
        found, unknown = countries_in(self.cleaned_data["other_countries"])
        if unknown:
            raise forms.ValidationError(
                _("No country is known by this name: %(names)s") % {"names": ", ".join(unknown)}
            )
        return found

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        others = told.pop("other_countries", [])
        if "countries" in told:
            told["countries"] = list(dict.fromkeys([*told["countries"], *others]))
        return told

    @property
    def is_narrowed(self) -> bool:
        """Whether the part about countries and languages has something to show."""
        names = ("countries", "other_countries", "languages")
        return any(self[name].value() or self[name].errors for name in names)
