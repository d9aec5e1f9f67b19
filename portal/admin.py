"""Django's administration with the portal's own door: one sign-in page, second factor included."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from digests.models import Digest, Quote
from digests.permissions import may_decide_quotes
from moderation.models import Case
from moderation.permissions import may_work_queue

ORDER = ["moderation", "contributions", "petitions", "forums", "consultations", "answers", "digests"]
ORDER += ["insights", "notices", "topics", "accounts", "core"]


class PortalSite(AdminSite):
    site_header = _("Common Ground administration")
    site_title = _("Common Ground administration")
    index_title = _("Administration")
    site_url = "/"
    index_template = "admin/desk_index.html"
    enable_nav_sidebar = False  # each page of ours brings its own

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and (user.is_staff or user.is_moderator or user.is_facilitator))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """In the order of the work; what no app of ours brings comes last."""
        apps = super().get_app_list(request, app_label)
        place = {label: number for number, label in enumerate(ORDER)}
        return sorted(apps, key=lambda app: (place.get(app["app_label"], len(place)), app["name"]))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if may_work_queue(request.user):  # type: ignore[arg-type]
            context["waiting"] = Case.objects.open().count()
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """With what waits for moderators besides cases."""
        context = {**(extra_context or {})}
        if may_decide_quotes(request.user):  # type: ignore[arg-type]
            context |= {
                "held": Digest.objects.awaiting_release().count(),
                "quotes": Quote.objects.to_decide().count(),
            }
        return super().index(request, context)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign in where everybody does; whoever is signed in and not staff is told so."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            wanted = reverse("admin:index")
        if self.has_permission(request):
            return redirect(wanted)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(wanted)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        if request.method == "POST":
            logout(request)
        return redirect("home")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")
