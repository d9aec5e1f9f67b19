from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from topics.models import Background, Milestone, Party, Round, Topic


class TextAdmin(TranslationAdmin):
    """Every text in three languages, one below the other."""

    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "cols": 80})}
    }


@admin.register(Topic)
class TopicAdmin(TextAdmin):
    list_display = ["title", "slug", "order"]
    search_fields = ["slug", "title_en", "title_ru", "title_uk"]
    filter_horizontal = ["offices"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Addresses and digests that were sent name a topic by it."""
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ["title_en"]}


@admin.register(Party)
class PartyAdmin(TextAdmin):
    list_display = ["name", "kind", "slug"]
    list_filter = ["kind"]
    search_fields = ["slug", "name_en", "name_ru", "name_uk"]


@admin.register(Round)
class RoundAdmin(TextAdmin):
    list_display = ["number", "title", "begins_on", "ends_on"]


@admin.register(Milestone)
class MilestoneAdmin(TextAdmin):
    list_display = ["title", "state", "timeline", "due_on", "done_on", "order"]
    list_filter = ["state", "topics", "parties"]
    search_fields = ["slug", "title_en", "title_ru", "title_uk"]
    filter_horizontal = ["parties", "topics"]


@admin.register(Background)
class BackgroundAdmin(TextAdmin):
    list_display = ["title", "kind", "topic", "order"]
    list_filter = ["kind", "topic"]
    list_select_related = ["topic"]
    search_fields = ["slug", "title_en", "title_ru", "title_uk"]
