"""Where the queue hangs in the administration."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from accounts.models import User
from core.admin import ReadOnlyAdmin
from moderation.admin import queue
from moderation.models import Case
from moderation.permissions import may_work_queue


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """The queue in the place of Django's list."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("", view(queue.queue), name="moderation_case_changelist"),
            path("chosen/", view(queue.decide_chosen), name="moderation_case_chosen"),
            path("<int:pk>/decide/", view(queue.decide), name="moderation_case_decide"),
            path("<int:pk>/claim/", view(queue.claim), name="moderation_case_claim"),
            path("<path:object_id>/change/", view(self.one), name="moderation_case_change"),
        ]

    def one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse(queue.QUEUE)}?case={object_id}")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(may_work_queue(cast(User, request.user)))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
