from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.states import Feeling, Stance
from core.countries import names
from core.forms import MOST_DIGITS, PlainErrorsMixin, number_in
from core.templatetags.words import NAMES, alphabetical, quoted
from insights.querysets.naming import UNSAID, name_of, shared_name, side_name
from insights.querysets.posts import Asked
from insights.querysets.propositions import Position
from insights.querysets.report import Part, Report
from insights.querysets.weeks import weeks_shown
from insights.querysets.wording import Phrase, Written
from insights.states import Axis
from topics.models import Topic

NO_LANGUAGE = _("There is no such language.")
NO_COUNTRY = _("There is no such country.")
NO_WEEK = _("There is no such week.")
NO_ANSWER = _("There is no such answer.")
NO_PHRASE = _("There is no such phrase.")
NO_CAMPAIGN = _("There is no such shared text.")
LONGEST_PHRASE = 300
Choices = list[tuple[str, str]]


class CodeField(forms.CharField):
    """One of the codes that the report offers, or another that there is."""

    def __init__(self, label: Any, most: int, unknown: Any) -> None:
        super().__init__(required=False, label=label, max_length=most, error_messages={"max_length": unknown})


class PostsForm(PlainErrorsMixin, forms.Form):
    """Which figure's texts to list. Offered are the parts that the report shows; others may be asked for."""

    part = ""  # of the topic, in words, once the choices were offered

    topic: "forms.ModelChoiceField[Topic]" = forms.ModelChoiceField(
        Topic.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Topic"),
        empty_label=_("All topics"),
    )
    language = CodeField(_("Language"), 8, NO_LANGUAGE)
    country = CodeField(_("Country"), 2, NO_COUNTRY)
    week = forms.DateField(
        required=False,
        label=_("Week from"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": NO_WEEK},
    )
    feeling = forms.ChoiceField(choices=Feeling, required=False, label=_("Feeling"))
    position = CodeField(_("Answer to a proposition"), 30, NO_ANSWER)
    lives = CodeField(_("Where people live"), len(UNSAID), NO_COUNTRY)
    writes = CodeField(_("Which language people write in"), 8, NO_LANGUAGE)
    phrase = CodeField(_("Phrase"), LONGEST_PHRASE, NO_PHRASE)
    campaign = CodeField(_("Shared text"), MOST_DIGITS, NO_CAMPAIGN)

    def offer(self, found: Report, written: Written) -> None:
        """Selects instead of free fields; what was asked for is among the choices whatever it is. What other
        pages than the pulse itself show is a choice only where it was asked for.
        """
        for name, offered in choices(found, written).items():
            asked = self.data.get(name, "")
            if name == "week" and self.cleaned_data.get(name):
                asked = str(self.cleaned_data[name])
            if asked and asked not in dict(offered):
                offered.append((asked, name_of(name, asked) if name in self.cleaned_data else asked))
            self.fields[name].widget = forms.Select(choices=[("", "–"), *offered])
            if not asked and name in ELSEWHERE:
                self.fields[name].widget = forms.HiddenInput()
            if asked and name != "week":
                self.part = self.named(name, dict(offered)[asked])

    def named(self, field: str, name: str) -> str:
        """ "Country: Poland". Of phrases and shared texts the name alone says what it is."""
        return name if field in WORDED else f"{self.fields[field].label}: {name}"

    def clean_language(self) -> str:
        return self.known_language("language")

    def clean_country(self) -> str:
        return self.known_country("country")

    def clean_week(self) -> date | None:
        week: date | None = self.cleaned_data["week"]
        if week and week not in weeks_shown():
            raise forms.ValidationError(NO_WEEK)
        return week

    def clean_position(self) -> Position | None:
        """ "12-for": an answer to what discussion 12 proposes."""
        text: str = self.cleaned_data["position"]
        thread, _dash, stance = text.partition("-")
        number = number_in(thread)
        if text and (number is None or stance not in Stance):
            raise forms.ValidationError(NO_ANSWER)
        return None if number is None else (number, stance)

    def clean_lives(self) -> str:
        return UNSAID if self.cleaned_data["lives"] == UNSAID else self.known_country("lives")

    def clean_writes(self) -> str:
        return self.known_language("writes")

    def clean_phrase(self) -> Phrase | None:
        """ "en-glad": words and their language."""
        text: str = self.cleaned_data["phrase"]
        found = Phrase(*text.partition("-")[::2])
        if text and not all(found):
            raise forms.ValidationError(NO_PHRASE)
        return found if text else None

    def clean_campaign(self) -> int:
        text: str = self.cleaned_data["campaign"]
        number = number_in(text)
        if text and number is None:
            raise forms.ValidationError(NO_CAMPAIGN)
        return number or 0

    def known_language(self, field: str) -> str:
        code: str = self.cleaned_data[field]
        if code and code not in NAMES and code not in Locale("en").languages:
            raise forms.ValidationError(NO_LANGUAGE)
        return code

    def known_country(self, field: str) -> str:
        code: str = self.cleaned_data[field]
        if code and code not in names("en"):
            raise forms.ValidationError(NO_COUNTRY)
        return code

    @property
    def asked(self) -> Asked:
        found: dict[str, Any] = self.cleaned_data
        return Asked(**{name: found.get(name) or getattr(Asked, name) for name in self.fields})


WORDED = ("phrase", "campaign")
ELSEWHERE = ("position", "lives", "writes", *WORDED)


def choices(found: Report, written: Written) -> dict[str, Choices]:
    """What the pages of the pulse show, by field."""
    countries, languages = (found.took_part[axis] for axis in (Axis.COUNTRY, Axis.LANGUAGE))
    return {
        "language": labelled("language", told(found.languages)),
        "country": by_name(labelled("country", filter(None, told(found.countries)))),
        "week": labelled("week", (str(point.on) for point in found.points if point.people)),
        "feeling": labelled("feeling", filter(found.opens.feelings.__contains__, Feeling.values)),
        "position": [
            (f"{row.thread}-{answer.code}", side_name(row.wording, answer.code))
            for row in found.propositions
            for answer in row.stances
            if (row.thread, answer.code) in row.opens
        ],
        "lives": by_name(labelled("lives", (code or UNSAID for code, n in countries.items() if n.people))),
        "writes": labelled("writes", (code for code, count in languages.items() if count.people)),
        "phrase": [
            (asked.code, quoted(asked.words, asked.language))
            for asked in written.lists
            if isinstance(asked, Phrase)
        ],
        "campaign": [(str(row.key), shared_name(row.began)) for row in written.campaigns],
    }


def told(parts: Mapping[str, Part]) -> list[str]:
    return [code for code, part in parts.items() if part.figure]


def by_name(found: Choices) -> Choices:
    names = {name: code for code, name in found}
    return [(names[name], name) for name in alphabetical(names)]


def labelled(field: str, codes: Iterable[str]) -> Choices:
    return [(code, name_of(field, code)) for code in codes]
