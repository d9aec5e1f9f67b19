"""To look at: answers are written and published by their office, on its own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from answers.models import Answer, AnswerTranslation
from core.admin import ReadOnly, ReadOnlyAdmin


class TranslationInline(ReadOnly, admin.StackedInline[AnswerTranslation, Answer]):
    model = AnswerTranslation
    fields = ("language", "title", "body")


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    """What never was published is its office's own: here one sees that it waits, and for how long."""

    list_display = [
        "pk", "title_shown", "office", "state", "language", "edited_by", "edited_at", "asked_by", "asked_at",
        "published_at",
    ]  # fmt: skip
    list_filter = ["state", "office", "language", "is_example"]
    list_select_related = ["office", "edited_by", "asked_by"]
    search_fields = ["=pk", "office__slug"]
    ordering = ["-edited_at", "-pk"]
    fields = (
        "office", "petition", "thread", "consultation", "state", "language", "title", "body", "milestones",
        "author", "edited_by", "edited_at", "asked_by", "asked_at", "published_at",
    )  # fmt: skip
    inlines = [TranslationInline]

    @admin.display(description=_("The answer in one sentence"))
    def title_shown(self, answer: Answer) -> str:
        return "…" if answer.published_at is None else answer.title

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or obj.published_at is not None)
