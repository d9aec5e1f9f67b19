from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language_from_path

from accounts.permissions import has_second_factor

OPEN = (
    "/account/",
    "/static/",
    "/health/",
    "/digests/read/",
    "/digests/unsubscribe/",
    "/notices/unsubscribe/",
)


def is_open(path: str) -> bool:
    """Needed before the second factor is set up, or without being signed in at all."""
    language = get_language_from_path(path)
    return path.removeprefix(f"/{language}" if language else "").startswith(OPEN)


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Staff and officials without a second factor are led to set one up before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not is_open(request.path_info):
            user = request.user
            if user.is_authenticated and not has_second_factor(user):
                return redirect(reverse("mfa_activate_totp"))
        return get_response(request)

    return middleware
