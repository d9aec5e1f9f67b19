"""What a facilitator prepares within a consultation: its questions and its first statements."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationStackedInline

from accounts.models import User
from consultations.models import Consultation, Option, Question, Seed
from consultations.permissions import may_edit, may_edit_questions, may_facilitate
from core.verdict import Verdict

LANGUAGES = dict(settings.LANGUAGES)


def who(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def one_a_line(language: str) -> forms.CharField:
    return forms.CharField(
        label=format_lazy("{} [{}]", gettext_lazy("Answers to choose from, one a line"), language),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60, "lang": language}),
        required=False,
    )


class QuestionForm(forms.ModelForm):
    """A question with its answers to choose from, one a line in each language."""

    options_en = one_a_line("en")
    options_ru = one_a_line("ru")
    options_uk = one_a_line("uk")

    class Meta:
        model = Question
        fields = "__all__"  # noqa: DJ007 - every field of a question is the facilitator's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = list(self.instance.options.all()) if self.instance.pk else []
        for code in LANGUAGES:
            labels = [getattr(option, f"label_{code}") or "" for option in options]
            self.initial[f"options_{code}"] = "\n".join(labels).strip()

    @property
    def labels(self) -> dict[str, list[str]]:
        texts = {code: self.cleaned_data.get(f"options_{code}", "") for code in LANGUAGES}
        return {
            code: [line.strip() for line in text.splitlines() if line.strip()] for code, text in texts.items()
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        lengths = {len(lines) for lines in self.labels.values() if lines}
        if len(lengths) > 1:
            self.add_error(None, _("Give the same number of answers in each language, in the same order."))
        elif Question(kind=found.get("kind") or "").has_options and max(lengths, default=0) < 2:
            self.add_error(None, _("Give at least two answers to choose from."))
        most = Option._meta.get_field("label").max_length or 0
        for code, lines in self.labels.items():
            if over := next((line for line in lines if len(line) > most), ""):
                self.add_error(
                    f"options_{code}",
                    _("Shorten “%(begins)s…”: at most %(most)d characters fit into an answer.")
                    % {"begins": over[:20], "most": most},
                )
        return found


class InConsultation(TranslationStackedInline):
    """Rows of a consultation, while their facilitator may change them."""

    extra = 0

    def verdict(self, request: HttpRequest, row: Consultation | None) -> Verdict:
        return may_edit(who(request), row) if row else may_facilitate(who(request))

    def has_add_permission(self, request: HttpRequest, obj: Consultation | None = None) -> bool:
        return bool(self.verdict(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Consultation | None = None) -> bool:
        return bool(self.verdict(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Consultation | None = None) -> bool:
        return bool(self.verdict(request, obj))


class QuestionInline(InConsultation):
    model = Question
    form = QuestionForm
    readonly_fields = ["answers_to_choose_from"]

    @admin.display(description=gettext_lazy("Answers to choose from"))
    def answers_to_choose_from(self, question: Question) -> str:
        return " · ".join(option.label for option in question.options.all())

    def verdict(self, request: HttpRequest, row: Consultation | None) -> Verdict:
        return may_edit_questions(who(request), row) if row else may_facilitate(who(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).prefetch_related("options")

    def get_fieldsets(self, request: HttpRequest, obj: Consultation | None = None) -> Any:
        texts = [f"{name}_{code}" for name in ("text", "hint") for code in LANGUAGES]
        ends = [(f"scale_low_{code}", f"scale_high_{code}") for code in LANGUAGES]
        may_change = self.verdict(request, obj)
        options = [f"options_{code}" for code in LANGUAGES] if may_change else ["answers_to_choose_from"]
        return [
            (None, {"fields": [("kind", "required", "order"), *texts]}),
            (_("Answers to choose from"), {"fields": options}),
            (_("Ends of the scale"), {"fields": ends, "classes": ["collapse"]}),
        ]


class SeedInline(InConsultation):
    model = Seed
    fields = ("order", "text")

    def has_delete_permission(self, request: HttpRequest, obj: Consultation | None = None) -> bool:
        return obj is None or obj.state == "draft"
