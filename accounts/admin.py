from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from accounts import actions
from accounts.forms import OfficeRulesForm
from accounts.models import Invitation, Membership, Office, User
from accounts.permissions import out_of_reach
from core.verdict import Refused


class MembershipInline(admin.TabularInline[Membership, Office]):
    model = Membership
    autocomplete_fields = ["user"]
    extra = 1


class InvitationInline(admin.TabularInline[Invitation, Office]):
    """A new one is sent when the office is saved; the tick that removes one withdraws it."""

    model = Invitation
    fields = ["email", "language", "made_at", "expires_at", "accepted_at", "withdrawn_at"]
    readonly_fields = ["made_at", "expires_at", "accepted_at", "withdrawn_at"]
    extra = 1

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Office)
class OfficeAdmin(TranslationAdmin):
    list_display = ["name", "slug", "desk_email", "is_example"]
    list_filter = ["is_example"]
    search_fields = ["slug", "name_en", "name_ru", "name_uk", "desk_email"]
    inlines = [MembershipInline, InvitationInline]
    form = OfficeRulesForm

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for sentence in out_of_reach(form.instance):
            self.message_user(request, sentence, messages.WARNING)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Invitation:
            return super().save_formset(request, form, formset, change)
        by = cast(User, request.user)
        rows = formset.save(commit=False)
        try:
            for row in rows:
                actions.invite(form.instance, email=row.email, language=row.language, by=by)
            for row in formset.deleted_objects:
                actions.withdraw(row, by=by)
        except Refused as refused:
            self.message_user(request, refused.reason, messages.ERROR)


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People sign in with a code by e-mail or set a password themselves: none is ever typed here."""

    list_display = ["email", "display_name", "role", "country", "is_active", "date_joined"]
    list_filter = ["role", "is_active", "is_staff", "language", "is_example"]
    search_fields = ["email", "display_name"]
    ordering = ["-date_joined"]
    fields = ["email", "display_name", "country", "languages", "language", "role", "is_staff", "is_superuser"]
    fields += ["is_active", "date_joined", "last_login"]
    readonly_fields = ["date_joined", "last_login"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are closed, by their owners or by the box above: words and counts would go with them."""
        return False
