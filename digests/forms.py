from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from core.forms import PlainErrorsMixin
from digests.models import Subscription
from digests.states import Frequency, Weekday
from topics.models import Topic

ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
)
CHOOSE = _("Choose one of the answers shown.")
NOT_THERE = {"invalid_choice": CHOOSE, "invalid_pk_value": CHOOSE, "invalid_list": CHOOSE}


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
    language = forms.ChoiceField(
        label=_("Language of the e-mail"), choices=settings.LANGUAGES, error_messages=NOT_THERE
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

    def __init__(
        self, *args: Any, user: User, subscription: Subscription | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.of(user)  # type: ignore[attr-defined]
        usual = {
            "language": get_language(),
            "frequency": "weekly",
            "weekday": 0,
            "hour": 8,
            "timezone": "UTC",
        }
        self.initial = {**self.initial, **usual}
        if subscription:
            del self.fields["office"]
            chosen = {name: getattr(subscription, name) for name in self.fields if name != "topics"}
            self.initial = {**self.initial, **chosen, "topics": subscription.topics.all()}


class CorrectionForm(PlainErrorsMixin, forms.Form):
    body = forms.CharField(
        label=_("What was wrong, and what is right"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what was wrong, and what is right.")},
    )
