from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import country_choices
from accounts.models import User
from contributions.states import LONGEST, Kind
from core.forms import PlainErrorsMixin, Words
from core.verdict import Refused
from petitions.actions.signing import check_country, check_email, check_name
from petitions.states import LONGEST_ACTION, LONGEST_DETAILS
from topics.models import Topic


class SearchForm(forms.Form):
    """Never refuses: what cannot be found is not found."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    topic: "forms.ModelChoiceField[Topic]" = forms.ModelChoiceField(
        Topic.objects.all(),
        to_field_name="slug",
        label=_("Topic"),
        required=False,
        empty_label=_("All topics"),
    )


class ActionForm(PlainErrorsMixin, forms.Form):
    """The first step: what is asked, so that similar petitions are shown before anything long is written."""

    action = Words(
        label=_("What shall be done, and by whom?"),
        max_length=LONGEST_ACTION,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("One sentence, beginning with a verb, such as: Publish the lists of people held."),
    )

    def clean_action(self) -> str:
        return " ".join(self.cleaned_data["action"].split())


class PetitionForm(ActionForm):
    topic: "forms.ModelChoiceField[Topic]" = forms.ModelChoiceField(
        Topic.objects.all(),
        to_field_name="slug",
        label=_("Topic"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a topic"), "invalid_choice": _("Choose a topic")},
    )
    background = Words(
        label=_("Why?"),
        max_length=LONGEST[Kind.PETITION],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is wrong now, and what would change. In English, Russian or Ukrainian."),
    )
    details = Words(
        label=_("More details"),
        max_length=LONGEST_DETAILS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class QuickSignForm(PlainErrorsMixin, forms.Form):
    """For who is signed in: one press. The country is asked only of those whose account has none."""

    wants_news = forms.BooleanField(
        label=_("Tell me what becomes of this petition"), required=False, initial=True
    )
    country = forms.ChoiceField(
        label=_("Country where you live"),
        choices=country_choices,
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.country:
            del self.fields["country"]


class SignForm(PlainErrorsMixin, forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Shown to nobody but those who check signatures."),
        error_messages={"required": _("Write your name.")},
    )
    email = forms.CharField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Never shown, never passed on."),
        error_messages={"required": _("Write the address in full, like name@example.org")},
    )
    country = forms.CharField(
        label=_("Country where you live"),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        help_text=_("Counted, and never shown with fewer than ten people."),
        error_messages={"required": _("Choose the country where you live")},
    )
    wants_news = forms.BooleanField(label=_("Tell me what becomes of this petition"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].widget.choices = country_choices()

    def clean_name(self) -> str:
        return self._checked(check_name, "name")

    def clean_email(self) -> str:
        return self._checked(check_email, "email")

    def clean_country(self) -> str:
        return self._checked(check_country, "country")

    def _checked(self, check: Any, field: str) -> str:
        """The actions' own checks, so that their sentence stands beside the field."""
        try:
            return str(check(self.cleaned_data[field]))
        except Refused as refused:
            raise ValidationError(refused.reason) from None
