from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contributions.states import Kind
from core.forms import PlainErrorsMixin
from moderation.models import Case, Reason
from moderation.states import Concern, State, Verdict, Why


class QueueForm(forms.Form):
    """What the queue shows. A value that does not exist shows everything."""

    show = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Waiting")), (State.CLOSED, _("Decided"))]
    )
    why = forms.ChoiceField(
        label=_("Why"), required=False, choices=[("", _("For every reason")), *Why.choices]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All languages")), *settings.LANGUAGES]
    )
    case = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReportForm(PlainErrorsMixin, forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with these words?"), choices=Concern, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What should a moderator know?"),
        help_text=_("You can leave this empty. Only moderators read it."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def reason_choices(reasons: Iterable[Reason], kind: str = "") -> list[tuple[str, str]]:
    fitting = [(str(row.pk), row.title) for row in reasons if not kind or row.fits(kind)]
    return [("", str(_("Reason the author will read"))), *fitting]


def seen_in(case: Case) -> dict[str, str]:
    """Which decision and which words somebody saw who was shown this case."""
    edited_at = case.contribution.edited_at
    return {"version": str(case.version), "edited_at": edited_at.isoformat() if edited_at else ""}


class DecisionForm(PlainErrorsMixin, forms.Form):
    """One case's form in the queue. The reasons are given, so that twenty forms cost one query."""

    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    note = forms.CharField(
        label=_("Note to the author"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    edited_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, reasons: Iterable[Reason], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"case{case.pk}_%s")
        kwargs.setdefault("initial", seen_in(case))
        super().__init__(*args, **kwargs)
        self.case = case
        self.reasons = {str(row.pk): row for row in reasons}
        self.fields["reason"].choices = reason_choices(self.reasons.values(), case.contribution.kind)  # type: ignore[attr-defined]

    def clean_reason(self) -> Reason | None:
        return self.reasons.get(self.cleaned_data["reason"])

    def overtaken(self, case: Case) -> None:
        """The form as it was sent, over the case and the words that are there now: it can be sent again."""
        sent = cast(QueryDict, self.data).copy()
        for name, value in seen_in(case).items():
            sent[name] = value
        self.data = sent


class ChosenForm(PlainErrorsMixin, forms.Form):
    """The same for all chosen cases."""

    do = forms.ChoiceField(
        label=_("With those chosen"),
        choices=[
            ("", _("With those chosen")),
            ("approve", _("Publish or leave up")),
            ("take_down", _("Hide or reject, for the reason beside")),
            ("claim", _("Take them myself")),
        ],
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False)

    def __init__(self, *args: Any, reasons: Iterable[Reason], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "chosen_%s")
        super().__init__(*args, **kwargs)
        self.reasons = {str(row.pk): row for row in reasons}
        self.fields["reason"].choices = reason_choices(self.reasons.values())  # type: ignore[attr-defined]

    def clean_reason(self) -> Reason | None:
        return self.reasons.get(self.cleaned_data["reason"])
