"""To look up what an address was told, and how often it wants to be."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnly, ReadOnlyAdmin
from notices.models import Bundle, Recipient


class BundleInline(ReadOnly, admin.TabularInline[Bundle, Recipient]):
    model = Bundle
    fields = ("until", "created_at")
    ordering = ("-until",)


@admin.register(Recipient)
class RecipientAdmin(ReadOnlyAdmin):
    list_display = ["email", "frequency", "chosen_at", "notices_count"]
    list_filter = ["frequency"]
    search_fields = ["email"]
    ordering = ["email"]
    fields = ("email", "frequency", "chosen_at")
    inlines = [BundleInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(number=Count("notices"))

    @admin.display(description=_("Notices"), ordering="number")
    def notices_count(self, recipient: Any) -> int:
        return int(recipient.number)
