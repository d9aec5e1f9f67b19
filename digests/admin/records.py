"""To look: subscribing and stopping belong to the official, and a digest is frozen when it is made."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from digests.admin.log import sent_for_subscription
from digests.models import Delivery, Digest, Subscription
from digests.querysets import DigestQuerySet


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = [
        "user", "office", "frequency", "hour", "timezone", "language", "due_at", "paused_at", "ended_at",
    ]  # fmt: skip
    list_filter = ["office", "frequency", "language"]
    list_select_related = ["user", "office"]
    search_fields = ["user__email", "user__display_name"]
    ordering = ["due_at", "pk"]
    readonly_fields = [sent_for_subscription]  # type: ignore[list-item]  # a callable is one too


class DigestState(admin.SimpleListFilter):
    title = _("State")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("Waits for its release")), ("released", _("Released"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return cast(DigestQuerySet, queryset).awaiting_release()
            case "released":
                return queryset.exclude(released_at=None)
        return queryset


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ["office", "since", "until", "language", "made_at", "released_at", "page"]
    list_filter = [DigestState, "office", "language"]
    fields = ["office", "since", "until", "language", "made_at", "released_at", "hash", "page"]
    readonly_fields = ["page"]
    list_select_related = ["office"]
    ordering = ["-made_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Digest.objects.for_lists()

    @admin.display(description=_("Read, release, correct"))
    def page(self, digest: Digest) -> str:
        words = _("Read it") if digest.is_released else _("Read and release it")
        return format_html('<a href="{}">{}</a>', digest.get_absolute_url(), words)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["receiver", "digest", "window_end", "queued_at", "sent_at"]
    list_filter = ["digest__office"]
    ordering = ["-window_end", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = Delivery.objects.for_page()
        return rows.select_related("user", "subscription__user", "subscription__office")

    @admin.display(description=_("Sent"), ordering="email__sent_at")
    def sent_at(self, delivery: Delivery) -> Any:
        return delivery.email.sent_at if delivery.email else None
