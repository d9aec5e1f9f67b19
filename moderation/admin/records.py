"""The rules, which moderators edit, and what was decided and reported, which nobody does."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from core.admin import ReadOnlyAdmin
from moderation.models import Decision, Reason, Report


@admin.register(Reason)
class ReasonAdmin(TranslationAdmin):
    list_display = ["title", "code", "order", "shows_text", "is_active"]
    list_filter = ["is_active", "shows_text"]
    search_fields = ["code", "title_en", "title_ru", "title_uk"]
    fields = ["code", "title", "text", "shows_text", "kinds", "order", "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A code that decisions point at keeps its meaning."""
        return ["code"] if obj and obj.decisions.exists() else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        used = obj is not None and obj.decisions.exists()
        return not used and super().has_delete_permission(request, obj)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["at", "verdict", "reason", "contribution", "moderator"]
    list_filter = ["verdict", "reason", "at"]
    list_select_related = ["reason", "contribution", "moderator"]
    search_fields = ["note", "contribution__body"]
    date_hierarchy = "at"
    fields = ["at", "verdict", "reason", "note", "moderator", "contribution", "case"]


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ["at", "reason", "weight", "contribution", "reporter", "decision"]
    list_filter = ["reason", ("decision", admin.EmptyFieldListFilter), "at"]
    list_select_related = ["contribution", "reporter", "decision"]
    search_fields = ["note", "contribution__body"]
    fields = ["at", "reason", "note", "weight", "reporter", "contribution", "decision"]
