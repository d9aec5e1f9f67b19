"""What an official receives, about what and when."""

from importlib.resources import files
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from digests.forms.scopes import NOT_THERE, ScopeForm
from digests.models import Subscription
from digests.models.subscriptions import month_day_name
from digests.states import LAST_DAY, LONG_WAIT, AlertKind, Frequency, Quiet, Weekday


def zones() -> list[str]:
    """One name for each place, in tzdata's list of them; not its older names, such as Europe/Kiev."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text().splitlines()
    return sorted({line.split("\t")[2] for line in lines if line and not line.startswith("#")})


ZONES = ["UTC", *zones()]


class SubscriptionForm(ScopeForm):
    field_order = ("office",)

    office: "forms.ModelChoiceField[Office]" = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), empty_label=None, error_messages=NOT_THERE
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
        choices=[(zone, zone) for zone in ZONES],
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
        help_text=_(
            "Empty means 14 days. You are told of what begins to wait longer from now on; what does so"
            " already stands in each digest and under Answers."
        ),
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
            "waiting_days": LONG_WAIT,
        }
        self.initial = {**self.initial, **usual}
        self.offer(subscription.countries if subscription else [])
        if subscription or office:
            del self.fields["office"]
        if subscription:
            told = {name: getattr(subscription, name, None) for name in self.fields if name != "topics"}
            self.initial = {**self.initial, **told, "topics": subscription.topics.all()}
            self.keep_zone(subscription.timezone)

    def keep_zone(self, zone: str) -> None:
        """An older name that was chosen once stays as it is."""
        if zone not in ZONES:
            self.fields["timezone"].choices = [(zone, zone), *self.fields["timezone"].choices]  # type: ignore[attr-defined]

    def clean_waiting_days(self) -> int:
        return self.cleaned_data["waiting_days"] or LONG_WAIT
