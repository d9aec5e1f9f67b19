"""One digest as a page: for those who may read it, and for whoever holds the link in the e-mail."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, translate_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from core.pages import letter_page, may_frame_letters
from digests import emails, permissions
from digests.models import Digest
from digests.views.behind import texts_of
from digests.views.exports import as_csv, as_json
from digests.views.links import wrong_link
from digests.views.tracing import traced

EXPORTS = {"json": as_json, "csv": as_csv}


def without_rows() -> "QuerySet[Digest]":
    """All but each text that was counted: who asks for those behind a figure loads them then."""
    return Digest.objects.select_related("office").defer("rows")


@never_cache
@login_required
@require_safe
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, readable(request, pk))


def readable(request: HttpRequest, pk: int) -> Digest:
    row = get_object_or_404(without_rows(), pk=pk)
    if not (may := permissions.may_read(cast(User, request.user), row)):
        raise PermissionDenied(may.reason)
    return row


@never_cache
@login_required
@require_safe
def as_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Its e-mail, in its own language; without the links that each reader gets for themselves. Its picture
    is drawn for the letter that the page frames.
    """
    row = readable(request, pk)
    context = {"digest": row, "sent": emails.undrawn(row)}
    return may_frame_letters(render(request, "digests/as_sent.html", context))


@never_cache
@login_required
@require_safe
def as_sent_html(request: HttpRequest, pk: int) -> HttpResponse:
    return letter_page(emails.with_picture(emails.render(readable(request, pk))))


def show(request: HttpRequest, row: Digest, token: str = "") -> HttpResponse:
    if request.GET.get("as") in EXPORTS:
        return EXPORTS[request.GET["as"]](row, token)
    return render(request, "digests/digest.html", emails.page_context(row, token) | moderating(request, row))


def moderating(request: HttpRequest, row: Digest) -> dict[str, Any]:
    """What a moderator can do with it; nothing for everybody else."""
    user = cast(User, request.user)
    if not permissions.may_moderate(user):
        return {}
    return {
        "may": {"release": permissions.may_release(user, row), "correct": permissions.may_correct(user, row)},
        "released_by": row.releases.count(),
        "in_its_language": translate_url(request.path, row.language),
    }


def opened(request: HttpRequest, token: str) -> Digest:
    """The digest that a link in an e-mail opens. Raises BadSignature for a wrong or an old link."""
    row = get_object_or_404(without_rows(), pk=emails.digest_of(token))
    if not (may := permissions.may_open(cast(User, request.user), row)):
        raise PermissionDenied(may.reason)
    return row


@never_cache
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a page, for whoever holds the e-mail; without signing in, for 60 days."""
    try:
        return show(request, opened(request, token), token)
    except signing.BadSignature as fault:
        return wrong_link(request, fault)


@never_cache
@require_safe
def figure(request: HttpRequest, token: str, figure: str) -> HttpResponse:
    """Exactly the contributions that a figure counts, as far as they are still public."""
    try:
        row = opened(request, token)
    except signing.BadSignature as fault:
        return wrong_link(request, fault)
    figures = row.figures()
    if figure not in figures:
        raise Http404
    keys = row.contributions_behind(figure)
    context = traced(row.content, figure, figures, reverse("digests:read", args=[token])) | {
        "digest": row,
        "token": token,
    }
    return render(request, "digests/figure.html", context | texts_of(keys, row.made_at, request))
