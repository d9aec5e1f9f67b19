from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.emails import bounces
from core.models import WAITS, BouncingAddress, OutgoingEmail, StateChange, Urgency


class ReadOnly:
    """To look at, never to change: what happened stays as it happened. For pages and the tables in them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin[models.Model]):
    pass


@admin.register(StateChange)
class StateChangeAdmin(ReadOnlyAdmin):
    list_display = ["at", "kind", "object_id", "before", "after", "by", "why"]
    list_filter = ["kind", "after", "at"]
    list_select_related = ["by"]
    search_fields = ["why", "=object_id"]
    fields = ["at", "kind", "object_id", "before", "after", "by", "why"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if is_operator(request) else rows.exclude(kind__in=kinds_for_operators())


def is_operator(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_operator", False))


def kinds_for_operators() -> list[str]:
    """Of rows with a state, and of others whose changes are written into the trace by hand."""
    models = apps.get_models()
    return [model._meta.label_lower for model in models if getattr(model, "TRACE_IS_FOR_OPERATORS", False)]


class EmailState(admin.SimpleListFilter):
    title = _("State")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("Waits")),
            ("sent", _("Sent")),
            ("failed", _("Failed")),
            ("held", _("Held back")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return queryset.filter(WAITS)
            case "sent":
                return queryset.exclude(sent_at=None)
            case "failed":
                return queryset.exclude(failed_at=None)
            case "held":
                return queryset.exclude(held_at=None)
        return queryset


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(ReadOnlyAdmin):
    """The outbox, for operators only. Sign-in codes and confirmation links are nobody's to read."""

    list_display = [
        "queued_at",
        "to",
        "subject",
        "urgency",
        "sent_at",
        "failed_at",
        "held_at",
        "attempts",
        "fault",
    ]
    list_filter = [EmailState, "urgency", "language", "queued_at"]
    search_fields = ["to", "subject", "key"]
    actions = ["send_again"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = [
            "to",
            "subject",
            "language",
            "urgency",
            "queued_at",
            "due_at",
            "sent_at",
            "failed_at",
            "held_at",
            "attempts",
        ]
        private = obj is None or obj.urgency == Urgency.CONFIRM
        return [*fields, "fault", "message_id"] if private else [*fields, "fault", "message_id", "text"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_operator(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description=_("Send again those that failed"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> None:
        failed = queryset.exclude(failed_at=None)
        n = failed.update(failed_at=None, claim=None, attempts=0, fault="", due_at=timezone.now())
        words = ngettext("%(n)s e-mail waits to be sent again.", "%(n)s e-mails wait to be sent again.", n)
        self.message_user(request, words % {"n": n}, messages.SUCCESS if n else messages.WARNING)


@admin.register(BouncingAddress)
class BouncingAddressAdmin(ReadOnlyAdmin):
    """Whoever sees the outbox sees these."""

    list_display = ["email", "since", "last_at", "count", "fault"]
    search_fields = ["email", "fault"]
    ordering = ["-last_at"]
    actions = ["try_again"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_operator(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description=_("Try these addresses again, and send what was held back"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[BouncingAddress]) -> None:
        n = bounces.try_again(queryset)
        words = ngettext("%(n)s e-mail is sent now.", "%(n)s e-mails are sent now.", n)
        self.message_user(request, words % {"n": n}, messages.SUCCESS)
