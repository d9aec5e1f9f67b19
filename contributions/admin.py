from django.contrib import admin
from django.http import HttpRequest

from contributions.models import Contribution, Revision
from core.admin import ReadOnlyAdmin


class RevisionInline(admin.TabularInline[Revision, Contribution]):
    model = Revision
    fields = ("at", "body")
    readonly_fields = ("at", "body")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Contribution | None = None) -> bool:
        return False


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """To look things up. Deciding belongs to the moderators' queue, which leaves a reason behind."""

    list_display = ["__str__", "kind", "state", "language", "country", "author", "topic", "created_at"]
    list_filter = ["state", "kind", "language", "topic", "is_example"]
    list_select_related = ["author", "topic"]
    search_fields = ["body", "author__display_name"]
    date_hierarchy = "created_at"
    inlines = [RevisionInline]
    show_full_result_count = False
