from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Office, User
from contributions.models import Contribution
from core.pages import page_of
from core.verdict import Refused
from digests import actions, emails, permissions
from digests.forms import SubscriptionForm
from digests.models import Delivery, Digest, Subscription

VERBS = {"pause": actions.pause, "resume": actions.resume, "end": actions.end}


def official(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not user.is_official:
        raise PermissionDenied(_("Digests are for officials."))
    return user


@never_cache
@login_required
def subscriptions(request: HttpRequest) -> HttpResponse:
    """An official's digests: what comes when, and what came."""
    user = official(request)
    form = SubscriptionForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.subscribe(by=user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. The first digest comes at the hour you chose."))
            return redirect("digests:subscriptions")
    context = {
        "form": form,
        "subscriptions": Subscription.objects.of(user).for_page(),
        "sent": Delivery.objects.of(user).for_page()[:20],
        "has_office": Office.objects.of(user).exists(),
    }
    return render(request, "digests/subscriptions.html", context)


@never_cache
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    user = official(request)
    row = get_object_or_404(Subscription.objects.of(user).for_page(), pk=pk)
    form = SubscriptionForm(request.POST or None, user=user, subscription=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("digests:subscriptions")
    return render(request, "digests/change.html", {"form": form, "subscription": row})


@require_POST
@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, end, or send one now."""
    user = official(request)
    row = get_object_or_404(Subscription.objects.of(user).for_page(), pk=pk)
    if verb not in {"now", *VERBS}:
        raise Http404
    try:
        if verb == "now":
            sent = actions.send_now(row, by=user)
            told = _("On its way to your mailbox.") if sent else _("It was sent a moment ago.")
        else:
            VERBS[verb](row, by=user)
            told = _("Saved.")
        messages.success(request, told)
    except Refused as refused:
        messages.error(request, refused.reason)
    return redirect("digests:subscriptions")


# == One digest ==
@never_cache
@login_required
@require_safe
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Digest.objects.select_related("office"), pk=pk)
    if not (may := permissions.may_read(cast(User, request.user), row)):
        raise PermissionDenied(may.reason)
    if request.GET.get("as") == "json":
        return JsonResponse(row.whole(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return show(request, row)


def show(request: HttpRequest, row: Digest, token: str = "") -> HttpResponse:
    return render(request, "digests/digest.html", emails.page_context(row, token) | {"by_link": bool(token)})


def opened(token: str) -> Digest:
    """The digest that a link in an e-mail opens. Raises BadSignature for a wrong or an old link."""
    return get_object_or_404(Digest.objects.select_related("office"), pk=emails.digest_of(token))


def wrong_link(request: HttpRequest, fault: signing.BadSignature) -> HttpResponse:
    is_old = isinstance(fault, signing.SignatureExpired)
    return render(request, "digests/link.html", {"is_old": is_old}, status=410 if is_old else 404)


@never_cache
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a page, for whoever holds the e-mail; without signing in, for 60 days."""
    try:
        return show(request, opened(token), token)
    except signing.BadSignature as fault:
        return wrong_link(request, fault)


@never_cache
@require_safe
def figure(request: HttpRequest, token: str, figure: str) -> HttpResponse:
    """Exactly the contributions that a figure counts, as far as they are still public."""
    try:
        row = opened(token)
    except signing.BadSignature as fault:
        return wrong_link(request, fault)
    if figure not in row.figures():
        raise Http404
    keys = row.contributions_behind(figure)
    words = Contribution.objects.public().for_voices().filter(pk__in=keys)
    context = {
        "digest": row,
        "token": token,
        "title": row.figures()[figure],
        "page": page_of(words, request, by="-published_at"),
        "counted": len(keys),
    }
    return render(request, "digests/figure.html", context)


@csrf_exempt  # RFC 8058: the mail program posts here by itself; the signed token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST stops; once more changes nothing. The link never grows old."""
    try:
        key = emails.subscription_of(token)
    except signing.BadSignature as fault:
        return wrong_link(request, fault)
    row = Subscription.objects.for_page().filter(pk=key).first()
    if row and request.method == "POST":
        actions.unsubscribe(row)
        row.refresh_from_db(fields=["ended_at"])
    return render(request, "digests/unsubscribe.html", {"subscription": row, "done": not row or row.ended_at})
