"""Shares of populations, entered by an operator with their source."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import countries
from core.templatetags.words import NAMES, OWN_NAMES, percent
from insights.actions.populations import state, take_out
from insights.models import Population
from insights.permissions import may_state, room_for
from insights.states import Axis


class ShareField(forms.FloatField):
    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        """0,45 and 0.45 are the same."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class PopulationForm(forms.ModelForm):
    share = ShareField(
        label=Population._meta.get_field("share").verbose_name,
        help_text=Population._meta.get_field("share").help_text,
        min_value=0,
        max_value=1,
    )
    source_url = forms.URLField(
        label=Population._meta.get_field("source_url").verbose_name,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Population
        fields = ["axis", "code", "share", "source", "source_url"]
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": _("There is a share of this already: change that one.")}
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        axis, code = found.get("axis"), found.get("code", "")
        code = found["code"] = code.upper() if axis == Axis.COUNTRY else code.lower()
        known = countries.names("en") if axis == Axis.COUNTRY else {**OWN_NAMES, "other": NAMES["other"]}
        if code and code not in known:
            self.add_error("code", _("There is no such code: write a country as UA, a language as uk."))
        if "share" in found and axis:
            row = Population(pk=self.instance.pk, axis=axis, share=found["share"])
            if not (fits := room_for(row)):
                self.add_error("share", fits.reason)
        return found


@admin.register(Population)
class PopulationAdmin(admin.ModelAdmin[Population]):
    form = PopulationForm
    list_display = ["axis", "code", "name", "percent", "source"]
    list_display_links = ["code"]
    list_filter = ["axis"]

    @admin.display(description=_("Share of the population"), ordering="share")
    def percent(self, row: Population) -> str:
        return percent(row.share)

    @admin.display(description=_("Name"))
    def name(self, row: Population) -> str:
        return row.name

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(may_state(who(request)))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def save_model(self, request: HttpRequest, obj: Population, form: Any, change: bool) -> None:
        state(obj, by=who(request))

    def delete_model(self, request: HttpRequest, obj: Population) -> None:
        take_out(obj, by=who(request))


def who(request: HttpRequest) -> User:
    return cast(User, request.user)
