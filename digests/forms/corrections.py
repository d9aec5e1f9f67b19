from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PlainErrorsMixin
from core.templatetags.words import in_language
from digests.models import Digest


class CorrectionForm(PlainErrorsMixin, forms.Form):
    """For a digest, and for the same in `others`, the languages in which it was sent as well."""

    body = forms.CharField(
        label=gettext_lazy("What was wrong, and what is right"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Say what was wrong, and what is right.")},
    )

    def __init__(self, digest: Digest, others: Sequence[Digest], data: Any = None) -> None:
        super().__init__(data)
        self.fields["body"].widget.attrs["lang"] = digest.language
        self.digests = {"body": digest}
        for other in others:
            name = f"body-{other.pk}"
            self.digests[name] = other
            self.fields[name] = forms.CharField(
                label=_("The same %(in_a_language)s") % {"in_a_language": in_language(other.language)},
                help_text=_("Its readers are told only if you write something here."),
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6, "lang": other.language}),
            )

    @property
    def bodies(self) -> dict[Digest, str]:
        """What was written, by digest."""
        written = {digest: self.cleaned_data[name] for name, digest in self.digests.items()}
        return {digest: body for digest, body in written.items() if body}
