from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.permissions import has_second_factor

OPEN = ("/account/", "/static/", "/health/", "/unsubscribe/", "/digests/read/")


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Staff and officials without a second factor are led to set one up before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not any(part in request.path for part in OPEN):
            user = request.user
            if user.is_authenticated and not has_second_factor(user):
                return redirect(reverse("mfa_activate_totp"))
        return get_response(request)

    return middleware
