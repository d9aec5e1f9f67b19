"""To look, not to change: petitions are decided in the queue, and counts are made by counting."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from core.admin import ReadOnly, ReadOnlyAdmin
from core.verdict import Refused
from petitions import actions
from petitions.models import Petition, Reached, Signature, Threshold
from petitions.permissions import may_check_signatures


class ReachedInline(ReadOnly, admin.TabularInline[Reached, Petition]):
    model = Reached


@admin.register(Petition)
class PetitionAdmin(ReadOnlyAdmin):
    list_display = ["asked", "state", "signature_count", "imported_count", "opened_at", "closes_at", "drift"]
    list_filter = ["state", "contribution__topic", "contribution__language"]
    search_fields = ["action", "details", "contribution__body"]
    ordering = ["-contribution_id"]
    list_select_related = ["contribution"]
    inlines = [ReachedInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    show_full_result_count = False

    @admin.display(description=gettext_lazy("What shall be done"), ordering="action")
    def asked(self, petition: Petition) -> str:
        return str(petition)


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    """For those who check signatures only."""

    list_display = ["name", "email", "country", "petition", "state", "created_at", "counted_at"]
    list_filter = ["state", "country"]
    search_fields = ["name", "email", "email_key"]
    ordering = ["-pk"]
    list_select_related = ["petition"]
    show_full_result_count = False
    actions = ["take_out", "put_back"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return isinstance(request.user, User) and bool(may_check_signatures(request.user))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description=gettext_lazy("Take out as false: the count falls"))
    def take_out(self, request: HttpRequest, queryset: QuerySet[Signature]) -> None:
        done = self.each(request, queryset, actions.invalidate, why="taken out in the administration")
        said = ngettext("%(n)d signature taken out.", "%(n)d signatures taken out.", done) % {"n": done}
        self.message_user(request, said if done else _("No signature was taken out."))

    @admin.action(description=gettext_lazy("Put back what was taken out: the count rises"))
    def put_back(self, request: HttpRequest, queryset: QuerySet[Signature]) -> None:
        done = self.each(request, queryset, actions.put_back, why="put back in the administration")
        said = ngettext("%(n)d signature put back.", "%(n)d signatures put back.", done) % {"n": done}
        self.message_user(request, said if done else _("No signature was put back."))

    def each(
        self,
        request: HttpRequest,
        signatures: QuerySet[Signature],
        act: Callable[..., Signature],
        *,
        why: str,
    ) -> int:
        """Returns how many it was done with; of the others it says why not."""
        done = 0
        for signature in signatures:
            try:
                act(signature, by=request.user, why=why)
            except Refused as refused:
                self.message_user(request, f"{signature}: {refused.reason}", messages.WARNING)
            else:
                done += 1
        return done


@admin.register(Threshold)
class ThresholdAdmin(admin.ModelAdmin[Threshold]):
    list_display = ["count", "consequence"]
