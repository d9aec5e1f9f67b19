from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainErrorsMixin
from notices.states import Frequency


class FrequencyForm(PlainErrorsMixin, forms.Form):
    frequency = forms.ChoiceField(
        label=_("How often shall we write to you?"), choices=Frequency, widget=forms.RadioSelect
    )
