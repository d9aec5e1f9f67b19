"""The front page, the pages about the portal, health, faults, and the demonstration's mailbox."""

import sys
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import translate_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import viewer
from core.pages import letter_page, may_frame_letters, public_page
from portal import front, letters


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", front.page())


@require_safe
@public_page
def page(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"portal/{name}.html")


@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """The same page in another language, and the choice remembered."""
    if not translation.check_for_language(code) or code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    if not is_ours or back == "/":
        back = f"/{code}/"
    response = HttpResponseRedirect(translate_url(back, code))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
@public_page
def api_docs(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/api_docs.html", {"resources": front.api_resources()})


# == Health ==
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return JsonResponse({"ready": False, "database": False}, status=503)
    return JsonResponse({"ready": True, "database": True})


# == Faults: each says what happened and what now, in the reader's language, and all but 403 query nothing ==
def plain(request: HttpRequest, status: int, name: str = "", **context: Any) -> HttpResponse:
    language = translation.get_language_from_path(request.path_info) or translation.get_language() or "en"
    with translation.override(language):
        response = render(request, name or f"{status}.html", {"viewer": None, **context}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return plain(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whoever is signed in is not asked to sign in."""
    return plain(request, 403, reason=str(exception) if exception else "", **viewer(request))


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return plain(request, 403, "403_csrf.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return plain(request, 404)


def fault(request: HttpRequest) -> HttpResponse:
    """Our mistake, or the database away: then nothing was half-written, and trying again helps."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = plain(request, 503)
        response["Retry-After"] = "30"
        return response
    return plain(request, 500)


# == The demonstration's mailbox ==
@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/mailbox.html", {"letters": letters.newest(to=request.GET.get("to", ""))})


@never_cache
@require_safe
def mailbox_email(request: HttpRequest, key: str) -> HttpResponse:
    return may_frame_letters(render(request, "portal/mailbox_email.html", {"letter": letters.one(key)}))


@never_cache
@require_safe
def mailbox_html(request: HttpRequest, key: str) -> HttpResponse:
    return letter_page(letters.one(key).html)
