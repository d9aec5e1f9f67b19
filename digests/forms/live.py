"""What officials look at between two digests: whole weeks, and what they are compared with."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import countries
from core.forms import PlainErrorsMixin
from core.templatetags.times import period
from digests.actions.windows import midnight
from digests.forms.scopes import NOT_THERE, ScopeForm
from digests.models import Scope

WEEKS = 26
Window = tuple[datetime, datetime]


def mondays() -> list[date]:
    """Of the last half year, the newest first."""
    today = timezone.now().date()
    return [today - timedelta(days=today.weekday(), weeks=n) for n in range(WEEKS)]


def weeks() -> Iterator[tuple[str, str]]:
    for monday in mondays():
        yield monday.isoformat(), period(monday, monday + timedelta(days=6))


def week_field(label: Any, *, required: bool = True) -> forms.TypedChoiceField:
    def choices() -> list[tuple[str, Any]]:
        return [*([] if required else [("", _("the weeks before"))]), *weeks()]

    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=date.fromisoformat,
        empty_value=None,
        required=required,
        error_messages=NOT_THERE,
    )


class LiveForm(ScopeForm):
    """Whole weeks, beginning on Mondays, so that two windows share whole weeks or none."""

    field_order = ("first", "last", "compared")

    first = week_field(_("From the week"))
    last = week_field(_("To the week"))
    compared = week_field(_("Compared with as many weeks from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.getlist("countries") if isinstance(self.data, QueryDict) else []
        known = [code for code in asked if countries.name(code) != code]  # a kept view may ask for any
        self.offer(known)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        first, last = told.get("first"), told.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last week lies before the first."))
        elif first and last and told.get("compared") and self.overlap:
            self.add_error("compared", _("Compare with weeks that are not among those you look at."))
        return told

    @property
    def overlap(self) -> bool:
        """Whoever wrote in both windows would be compared with themselves."""
        return self.before[0] < self.window[1] and self.window[0] < self.before[1]

    @property
    def scope(self) -> Scope:
        told = self.cleaned_data
        return Scope.of(told["topics"], told["countries"], told["languages"])

    @property
    def window(self) -> Window:
        """Up to this minute, where the last week is not over."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"] + timedelta(weeks=1)
        return midnight(first), min(midnight(last), timezone.now().replace(second=0, microsecond=0))

    @property
    def before(self) -> Window:
        """As long as the window, and from a Monday on: hours of a week with the same hours of another."""
        since, until = self.window
        first, last = self.cleaned_data["first"], self.cleaned_data["last"] + timedelta(weeks=1)
        begin = midnight(self.cleaned_data["compared"] or first - (last - first))
        return begin, begin + (until - since)


class SavedViewForm(PlainErrorsMixin, forms.Form):
    name = forms.CharField(
        label=_("Keep this view as"),
        max_length=60,
        error_messages={"required": _("Give the view a name.")},
    )
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)
