from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.states import Feeling, Stance
from core.forms import MOST_DIGITS, PlainErrorsMixin, number_in
from core.templatetags.words import alphabetical
from insights.querysets.lines import IMPORTED, LINES, NOWHERE, code_of, is_known
from insights.querysets.posts import Asked
from insights.querysets.propositions import Position
from insights.querysets.report import Report
from insights.querysets.weeks import weeks_shown
from insights.querysets.wording import Phrase, Written
from insights.states import Axis
from insights.templatetags.naming import name_of, part_name
from topics.models import Topic

NO_LANGUAGE = _("There is no such language.")
NO_COUNTRY = _("There is no such country.")
NO_WEEK = _("There is no such week.")
NO_ANSWER = _("There is no such answer.")
NO_PHRASE = _("There is no such phrase.")
NO_CAMPAIGN = _("There is no such shared text.")
LONGEST_PHRASE = 300
WORDED = ("imported", "phrase", "campaign")
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
    lives = CodeField(_("Where people live"), max(map(len, NOWHERE)), NO_COUNTRY)
    writes = CodeField(_("Which language people write in"), 8, NO_LANGUAGE)
    imported = forms.ChoiceField(
        choices=[(IMPORTED, IMPORTED)], required=False, label=_("Where texts come from")
    )
    phrase = CodeField(_("Phrase"), LONGEST_PHRASE, NO_PHRASE)
    campaign = CodeField(_("Shared text"), MOST_DIGITS, NO_CAMPAIGN)

    def offer(self, found: Report, written: Written) -> None:
        """Selects instead of free fields; what was asked for is among the choices whatever it is. What other
        pages than the pulse itself show is a choice only where it was asked for.
        """
        asked = self.asked_codes()
        for name, offered in choices(found, written).items():
            code = asked.get(name, "")
            if code and code not in dict(offered):
                offered.append((code, name_of(name, code) if name in self.cleaned_data else code))
            self.fields[name].widget = forms.Select(choices=[("", "–"), *offered])
            if not code and LINES[name].elsewhere:
                self.fields[name].widget = forms.HiddenInput()
            if code and name != "week":
                self.part = self.named(name, dict(offered)[code])
        self.data = dict(self.data.items()) | asked  # which marks the choices

    def asked_codes(self) -> dict[str, str]:
        """As addresses name it, without what was typed around it; what there is not stays as it came."""
        return {
            name: code_of(self.cleaned_data[name] or "") if name in self.cleaned_data else self.data[name]
            for name in self.fields
            if name in LINES and name in self.data
        }

    def named(self, field: str, name: str) -> str:
        """ "Country: Poland". Of these the name alone says what it is."""
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
        return None if number is None else Position(number, stance)

    def clean_lives(self) -> str:
        code: str = self.cleaned_data["lives"]
        return code if code in NOWHERE else self.known_country("lives")

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
        return self.known(field, Axis.LANGUAGE, NO_LANGUAGE)

    def known_country(self, field: str) -> str:
        return self.known(field, Axis.COUNTRY, NO_COUNTRY)

    def known(self, field: str, axis: str, unknown: Any) -> str:
        code: str = self.cleaned_data[field]
        if code and not is_known(axis, code):
            raise forms.ValidationError(unknown)
        return code

    @property
    def asked(self) -> Asked:
        found: dict[str, Any] = self.cleaned_data
        return Asked(**{name: found.get(name) or getattr(Asked, name) for name in self.fields})


def choices(found: Report, written: Written) -> dict[str, Choices]:
    """What the pages of the pulse show, by field."""
    offered = {
        name: [(code_of(part), part_name(name, part, found, written)) for part in line.opens(found, written)]
        for name, line in LINES.items()
        if name in PostsForm.base_fields
    }
    return offered | {name: by_name(offered[name]) for name in ("country", "lives")}


def by_name(found: Choices) -> Choices:
    names = {name: code for code, name in found}
    return [(names[name], name) for name in alphabetical(names)]
