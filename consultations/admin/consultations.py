"""Where facilitators prepare a consultation. Deciding (open, close) is on its page; here are its texts."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from consultations import actions
from consultations.admin.questions import QuestionForm, QuestionInline, SeedInline, who
from consultations.models import Consultation, Question, Statement
from consultations.permissions import may_edit, may_facilitate
from core.admin import ReadOnlyAdmin
from core.verdict import Refused


@admin.register(Consultation)
class ConsultationAdmin(TranslationAdmin):
    inlines = [QuestionInline, SeedInline]
    list_display = ["title", "topic", "state", "opens_at", "closes_at"]
    list_filter = ["state", "topic"]
    list_select_related = ["topic"]
    fields = ["title", "slug", "topic", "summary", "opens_at", "closes_at", "results_while_open", "page"]
    readonly_fields = ["page"]
    prepopulated_fields = {"slug": ["title"]}

    @admin.display(description=gettext_lazy("State"))
    def page(self, row: Consultation) -> str:
        if row._state.adding:
            return _("Save it first; then look at its page and open it there.")
        return format_html(
            '{} · <a href="{}">{}</a>', row.get_state_display(), row.get_absolute_url(), _("Its page")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Consultation | None = None) -> list[str]:
        fixed = [] if obj is None or obj.state == "draft" else ["slug", "topic", "opens_at"]
        return [*self.readonly_fields, *fixed]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Consultation | None = None
    ) -> dict[str, Any]:
        return super().get_prepopulated_fields(request, obj) if obj is None else {}

    def has_view_permission(self, request: HttpRequest, obj: Consultation | None = None) -> bool:
        return bool(may_facilitate(who(request))) or super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(may_facilitate(who(request)))

    def has_change_permission(self, request: HttpRequest, obj: Consultation | None = None) -> bool:
        return bool(may_edit(who(request), obj) if obj else may_facilitate(who(request)))

    def has_delete_permission(self, request: HttpRequest, obj: Consultation | None = None) -> bool:
        return obj is not None and obj.state == "draft" and bool(may_facilitate(who(request)))

    def save_model(self, request: HttpRequest, obj: Consultation, form: Any, change: bool) -> None:
        """Only what was changed here: it may have been closed since the form was read."""
        if change:
            changed = set(form.changed_data)
            texts = {"title", "summary"} & {name.rpartition("_")[0] for name in changed}
            obj.save(update_fields=changed | texts)
            return
        obj.created_by = who(request)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Question:
            for row in formset.forms:
                if isinstance(row, QuestionForm) and row.has_changed() and row not in formset.deleted_forms:
                    actions.set_options(row.instance, by=request.user, labels=row.labels)  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        try:
            planted = actions.plant(form.instance, by=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            messages.error(request, refused.reason)
        else:
            if planted:
                messages.success(request, _("The new first statements are public now."))


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    """To look at only: moderators decide in their queue."""

    list_display = ["contribution", "consultation", "state"]
    list_filter = ["contribution__state", "consultation"]
    list_select_related = ["contribution", "consultation"]
    search_fields = ["contribution__body"]

    @admin.display(description=gettext_lazy("State"))
    def state(self, row: Statement) -> str:
        return row.contribution.get_state_display()
