from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution
from contributions.states import LONGEST, Kind
from core.forms import PlainErrorsMixin, Words


class EditForm(PlainErrorsMixin, forms.Form):
    body = Words(
        label=_("Your words"),
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, words: Contribution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"body": words.body}
        self.most = LONGEST[Kind(words.kind)]
