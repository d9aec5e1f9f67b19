from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.actions.offices import OPTIONS
from accounts.models import Office, User
from core import countries
from core.forms import PlainErrorsMixin


def country_choices() -> list[tuple[str, str]]:
    return [("", str(_("Choose"))), *countries.choices()]


class PersonFields(forms.Form):
    """What we ask of a person, at sign-up and later: a name, a country, the languages they read."""

    display_name = forms.CharField(
        label=_("Name shown"),
        max_length=60,
        help_text=_("Beside what you write. A first name is enough, or a name you choose."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    country = forms.ChoiceField(
        label=_("Country where you live"),
        choices=country_choices,
        widget=forms.Select(attrs={"autocomplete": "country"}),
        help_text=_("Always shown beside what you write; in figures only with ten people or more."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you read"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class SignupForm(PlainErrorsMixin, PersonFields):
    """Added by allauth to its e-mail and password fields."""

    field_order = ["email", "display_name", "country", "languages", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].initial = [get_language()]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.country = self.cleaned_data["country"]
        user.languages = self.cleaned_data["languages"]
        user.language = get_language() or "en"
        user.save()


class ProfileForm(PlainErrorsMixin, PersonFields, forms.ModelForm):
    class Meta:
        model = User
        fields = ["display_name", "country", "languages", "language"]

    language = forms.ChoiceField(
        label=_("Language of the portal and its e-mails"), choices=settings.LANGUAGES
    )


class DeleteForm(PlainErrorsMixin, forms.Form):
    texts = forms.ChoiceField(
        label=_("What shall happen to what you wrote?"),
        choices=[
            ("keep", _("Keep it, without my name and country")),
            (
                "withdraw",
                _(
                    "Take it down: moderators and the portal’s team can still read it for 30 days, so that "
                    "reports and decisions about it can be checked; then it is erased"
                ),
            ),
        ],
        initial="keep",
        widget=forms.RadioSelect,
    )


class InvitationForm(PlainErrorsMixin, forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Of the person, not of a desk that several people read.")
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()


class OfficeRulesForm(forms.ModelForm):
    """Faults of an office's rules in words of ours, on its own page and in the administration."""

    class Meta:
        error_messages = {
            "releases_needed": dict.fromkeys(
                ("invalid", "min_value", "max_value"),
                _("Write how many moderators release a digest: 0, 1 or 2."),
            )
        }


class OfficeForm(PlainErrorsMixin, OfficeRulesForm):
    """What the managers of an office choose for it: `actions.offices.OPTIONS`."""

    class Meta(OfficeRulesForm.Meta):
        model = Office
        fields = OPTIONS
        help_texts = {
            "desk_email": _(
                "What people reply to an e-mail with a digest or an invitation goes to this address."
            )
        }
