from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from accounts import actions
from accounts.actions.offices import OPTIONS
from accounts.forms import OfficeRulesForm
from accounts.models import Invitation, Membership, Office, User
from accounts.permissions import out_of_reach
from core.states import StateChange
from core.templatetags.times import moment
from core.verdict import Refused


class MembershipInline(admin.TabularInline[Membership, Office]):
    """Officials are invited below, and are in the office once they accept; the tick removes one."""

    model = Membership
    fields = ["user", "is_manager"]
    readonly_fields = ["user"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
    readonly_fields = ["changes"]

    @admin.display(description=_("What was changed of these rules"))
    def changes(self, office: Office) -> str:
        rows = StateChange.objects.filter(kind=office._meta.label_lower, object_id=office.pk).order_by("-at")
        said = [(moment(row.at), row.by or "-", in_words(row)) for row in rows.select_related("by")]
        return format_html_join(mark_safe("<br>"), "{} · {} · {}", said) or "-"

    def save_model(self, request: HttpRequest, obj: Office, form: Any, change: bool) -> None:
        if change:
            chosen = {name: getattr(obj, name) for name in OPTIONS}
            try:
                actions.set_options(obj, by=cast(User, request.user), **chosen)
            except Refused as refused:
                raise PermissionDenied(refused.reason) from None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for sentence in out_of_reach(form.instance):
            self.message_user(request, sentence, messages.WARNING)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Through the actions, which know who may be asked, and that an office keeps a manager."""
        by, rows = cast(User, request.user), formset.save(commit=False)
        rows = sorted(rows, key=lambda row: not getattr(row, "is_manager", False))  # new ones first
        deeds = [(change_row, row) for row in rows] + [(remove_row, row) for row in formset.deleted_objects]
        for deed, row in deeds:
            try:
                deed(row, by)
            except Refused as refused:
                who = row.email if isinstance(row, Invitation) else row.user
                self.message_user(request, f"{who}: {refused.reason}", messages.ERROR)
                leave_out(row, formset)
                request.has_refused = True  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Office, post_url_continue: Any = None) -> HttpResponse:
        if hasattr(request, "has_refused"):
            return redirect("admin:accounts_office_change", obj.pk)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Office) -> HttpResponse:
        """Where something was refused, nothing says that all was done."""
        if hasattr(request, "has_refused"):
            return redirect(request.path)
        return super().response_change(request, obj)


def leave_out(row: Membership | Invitation, formset: Any) -> None:
    """Of these lists the administration's log is made."""
    formset.new_objects = [one for one in formset.new_objects if one is not row]
    formset.changed_objects = [one for one in formset.changed_objects if one[0] is not row]
    formset.deleted_objects = [one for one in formset.deleted_objects if one is not row]


def change_row(row: Membership | Invitation, by: User) -> None:
    if isinstance(row, Invitation):
        row.pk = actions.invite(row.office, email=row.email, language=row.language, by=by).pk  # for the log
    else:
        actions.make_manager(row, by=by, is_manager=row.is_manager)


def remove_row(row: Membership | Invitation, by: User) -> None:
    if isinstance(row, Invitation):
        actions.withdraw(row, by=by)
    else:
        actions.remove(row, by=by)


def in_words(change: StateChange) -> str:
    """What `set_options` has noted, with the name of the option as forms have it."""
    name, _colon, values = change.why.partition(": ")
    field = Office._meta.get_field(name)
    if isinstance(field, BooleanField):
        words = [_("yes") if field.to_python(value) else _("no") for value in values.split(" > ")]
        values = " > ".join(map(str, words))
    return f"{label_for_field(name, Office)}: {values}"


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People sign in with a code by e-mail or set a password themselves: none is ever typed here."""

    list_display = ["email", "display_name", "role", "country", "is_active", "date_joined"]
    list_filter = ["role", "is_active", "is_staff", "language", "is_example"]
    search_fields = ["email", "display_name"]
    ordering = ["-date_joined"]
    fields = ["email", "display_name", "country", "languages", "language", "role", "is_staff", "is_superuser"]
    fields += ["is_active", "served_until", "date_joined", "last_login"]
    readonly_fields = ["served_until", "date_joined", "last_login"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            self.save_changes(request, obj, form.changed_data)
        else:
            obj.set_unusable_password()
            super().save_model(request, obj, form, change)
        for office in Office.objects.of(obj):
            for sentence in out_of_reach(office):
                self.message_user(request, f"{office}: {sentence}", messages.WARNING)

    def save_changes(self, request: HttpRequest, user: User, changed: list[str]) -> None:
        """Nothing but what was changed in the form: the role may be another since it was opened."""
        if "role" in changed:  # first, as `hold_words` wants it
            actions.change_role(user, user.role)
        if "email" in changed:
            self.change_address(request, user)
        user.save(update_fields=[name for name in changed if name != "role"])

    def change_address(self, request: HttpRequest, user: User) -> None:
        try:
            actions.change_address(user, user.email)
        except Refused as refused:
            raise PermissionDenied(refused.reason) from None
        if user == request.user:
            update_session_auth_hash(request, user)
        said = _(
            "The old address, the password and all sessions open this account no longer. The person signs in "
            "with a code, which comes to the new address."
        )
        self.message_user(request, said, messages.WARNING)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are closed, by their owners or by the box above: words and counts would go with them."""
        return False
