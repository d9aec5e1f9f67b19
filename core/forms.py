"""Forms whose faults are told in plain sentences, above the form and beside the field."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from core.verdict import Refused

MOST_DIGITS = 18  # of a key in the database


def number_in(text: str) -> int | None:
    """A key, version or place that came in a query or a form; None for "", "²" or 5,000 digits."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


class Fault(NamedTuple):
    field_id: str
    sentence: str


class PlainErrorsMixin(forms.BaseForm):
    """`error_list` for `_errors.html`: every fault with the id of its field, in the order of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            bound = self[name]
            field.error_messages.setdefault("required", _("Fill in this field"))
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Fill in: %(label)s") % {"label": bound.label}

    @property
    def error_list(self) -> list[Fault]:
        faults = [Fault("", str(error)) for error in self.non_field_errors()]
        for field in self:
            faults += [Fault(field.auto_id, str(error)) for error in field.errors]
        return faults

    def refuse(self, refused: Refused, field: str | None = None) -> None:
        """An action said no: its sentence becomes a fault of the form, which comes back filled in."""
        self.add_error(field, refused.reason)
