"""To look: what the machine found is made by the machine, and made anew at any time."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from insights.models import Grouping, Reading, Tally


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    list_display = ["contribution", "language", "label", "p_neg", "p_neu", "p_pos", "model", "read_at"]
    list_filter = ["label", "language", "model"]
    list_select_related = ["contribution"]
    search_fields = ["contribution__body"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Tally)
class TallyAdmin(ReadOnlyAdmin):
    list_display = ["day", "topic", "language", "country", "kind", "texts", "people", "unsure"]
    list_filter = ["topic", "language", "kind"]
    list_select_related = ["topic"]
    date_hierarchy = "day"
    ordering = ["-day", "-pk"]
    show_full_result_count = False


@admin.register(Grouping)
class GroupingAdmin(ReadOnlyAdmin):
    list_display = ["consultation", "computed_at", "people", "votes", "found"]
    list_filter = ["consultation"]
    list_select_related = ["consultation"]
    ordering = ["-computed_at", "-pk"]

    @admin.display(description="")
    def found(self, grouping: Grouping) -> str:
        """How many groups and claims; the reason when there are no groups."""
        result = grouping.result
        return str(result["note"] or f"{len(result['groups'])} · {len(result['claims'])}")
