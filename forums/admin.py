from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from core.admin import ReadOnlyAdmin
from forums.models import Board, Post, Thread


@admin.register(Board)
class BoardAdmin(TranslationAdmin):
    list_display = ["title", "topic", "slug", "order"]
    list_select_related = ["topic"]
    list_filter = ["topic"]
    prepopulated_fields = {"slug": ["title"]}


class WordsAdmin(ReadOnlyAdmin):
    """Deciding about words belongs to the moderators' queue."""

    list_select_related = ["contribution__author"]
    show_full_result_count = False

    @admin.display(description=_("State"), ordering="contribution__state")
    def state(self, row: Thread | Post) -> str:
        return row.contribution.get_state_display()


@admin.register(Thread)
class ThreadAdmin(WordsAdmin):
    list_display = ["titled", "board", "state", "locked_at"]
    list_filter = ["board", "contribution__state"]
    search_fields = ["title", "contribution__body"]
    list_select_related = ["contribution", "board"]

    @admin.display(description=_("Title"), ordering="title")
    def titled(self, thread: Thread) -> str:
        return str(thread)


@admin.register(Post)
class PostAdmin(WordsAdmin):
    list_display = ["contribution", "thread", "state"]
    list_filter = ["contribution__state"]
    search_fields = ["contribution__body"]
    list_select_related = ["contribution__author", "thread"]
