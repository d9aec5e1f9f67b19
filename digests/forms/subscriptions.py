"""What an official receives, about what and when."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from core import countries
from core.forms import PlainErrorsMixin
from core.templatetags.words import NAMES
from digests.models import Subscription
from digests.models.subscriptions import month_day_name
from digests.states import LAST_DAY, AlertKind, Frequency, Quiet, Weekday
from insights.models import Tally
from topics.models import Topic

ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
)
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


class SubscriptionForm(PlainErrorsMixin, forms.Form):
    office: "forms.ModelChoiceField[Office]" = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), empty_label=None, error_messages=NOT_THERE
    )
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
    frequency = forms.ChoiceField(
        label=_("How often"), choices=Frequency.choices, widget=forms.RadioSelect, error_messages=NOT_THERE
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"),
        choices=Weekday.choices,
        coerce=int,
        help_text=_("For once a week"),
        error_messages=NOT_THERE,
    )
    month_day = forms.TypedChoiceField(
        label=_("Day of the month"),
        choices=lambda: [(day, month_day_name(day)) for day in (*range(1, 29), LAST_DAY)],
        coerce=int,
        help_text=_("For once a month"),
        error_messages=NOT_THERE,
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        error_messages=NOT_THERE,
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[("UTC", "UTC"), *((zone, zone) for zone in ZONES)],
        error_messages=NOT_THERE,
    )
    language = forms.ChoiceField(
        label=_("Language of the e-mail"), choices=settings.LANGUAGES, error_messages=NOT_THERE
    )
    when_quiet = forms.ChoiceField(
        label=_("When fewer than ten people wrote and nothing waits"),
        choices=Quiet.choices,
        widget=forms.RadioSelect,
        error_messages=NOT_THERE,
    )
    alerts = forms.MultipleChoiceField(
        label=_("Write to me in between when"),
        required=False,
        choices=AlertKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At most one e-mail an hour, and never twice about the same."),
        error_messages=NOT_THERE,
    )
    waiting_days = forms.IntegerField(
        label=_("A long wait is more than so many days"),
        min_value=1,
        max_value=365,
        required=False,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write a number of days from 1 to 365.")
        ),
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        subscription: Subscription | None = None,
        office: Office | None = None,
        **kwargs: Any,
    ) -> None:
        """For `user`; the office is chosen where neither `office` nor `subscription` says which."""
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.of(user)  # type: ignore[attr-defined]
        usual = {
            "language": get_language() if office is None else user.language,
            "frequency": "weekly",
            "weekday": 0,
            "month_day": 1,
            "hour": 8,
            "timezone": "UTC",
            "when_quiet": "tell",
            "waiting_days": 14,
        }
        self.initial = {**self.initial, **usual}
        chosen = list(subscription.countries) if subscription else []
        shown = dict.fromkeys([*usual_countries(), *chosen])
        self.fields["countries"].choices = [(code, countries.name(code)) for code in shown]  # type: ignore[attr-defined]
        if subscription or office:
            del self.fields["office"]
        if subscription:
            told = {name: getattr(subscription, name, None) for name in self.fields if name != "topics"}
            self.initial = {**self.initial, **told, "topics": subscription.topics.all()}

    def clean_other_countries(self) -> list[str]:
        found, unknown = countries_in(self.cleaned_data["other_countries"])
        if unknown:
            raise forms.ValidationError(
                _("No country is known by this name: %(names)s") % {"names": ", ".join(unknown)}
            )
        return found

    def clean_waiting_days(self) -> int:
        return self.cleaned_data["waiting_days"] or 14

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
