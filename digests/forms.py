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

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right")))


class SubscriptionForm(PlainErrorsMixin, forms.Form):
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them"),
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=settings.LANGUAGES)
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), choices=Weekday.choices, coerce=int, help_text=_("For once a week")
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"), choices=[(hour, f"{hour:02}:00") for hour in range(24)], coerce=int
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=[("UTC", "UTC"), *((zone, zone) for zone in ZONES)])

    def __init__(self, *args: Any, user: User, subscription: Subscription | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.of(user)  # type: ignore[attr-defined]
        self.initial |= {"language": get_language(), "frequency": "weekly", "weekday": 0, "hour": 8, "timezone": "UTC"}
        if subscription:
            del self.fields["office"]
            self.initial |= {name: getattr(subscription, name) for name in self.fields if name != "topics"}
            self.initial["topics"] = subscription.topics.all()
