"""Forms whose faults are told in plain sentences, above the form and beside the field."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from core.verdict import Refused

MOST_DIGITS = 18  # of a key in the database
TOO_LONG = _("Shorten it: at most %(limit_value)d characters fit, and this has %(show_value)d.")
NOT_OFFERED = _("Choose one of those offered.")
OURS = dict.fromkeys(("invalid_choice", "invalid_list", "invalid_pk_value"), NOT_OFFERED)


def number_in(text: str) -> int | None:
    """A key, version or place that came in a query or a form; None for "", "²" or 5,000 digits."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


class Fault(NamedTuple):
    field_id: str
    sentence: str


class Words(forms.CharField):
    """A text whose line ends count as one character each, as people count them."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs["error_messages"] = {"max_length": TOO_LONG} | kwargs.get("error_messages", {})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: it would cut silently what people paste."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


def stock_messages(field: forms.Field) -> dict[str, Any]:
    """What Django says where a form says nothing of its own."""
    found: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        found |= getattr(kind, "default_error_messages", {})
    return found


class PlainErrorsMixin(forms.BaseForm):
    """`error_list` for `_errors.html`: every fault with the id of its field, in the order of the page."""

    def full_clean(self) -> None:
        """With sentences of ours in the place of Django's, also for fields that were added on the way."""
        for name, field in self.fields.items():
            stock = stock_messages(field)
            ours: dict[str, Any] = {"required": _("Fill in: %(label)s") % {"label": self[name].label}, **OURS}
            if isinstance(field, forms.CharField):
                ours["max_length"] = TOO_LONG
            for code, sentence in ours.items():
                if field.error_messages.get(code) is stock.get(code):
                    field.error_messages[code] = sentence
        super().full_clean()

    @property
    def error_list(self) -> list[Fault]:
        faults = [Fault("", str(error)) for error in self.non_field_errors()]
        for field in self:
            faults += [Fault(field.auto_id, str(error)) for error in field.errors]
        return faults

    def refuse(self, refused: Refused, field: str | None = None) -> None:
        """An action said no: its sentence becomes a fault of the form, which comes back filled in."""
        self.add_error(field, refused.reason)
