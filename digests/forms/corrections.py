from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainErrorsMixin


class CorrectionForm(PlainErrorsMixin, forms.Form):
    body = forms.CharField(
        label=_("What was wrong, and what is right"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what was wrong, and what is right.")},
    )
