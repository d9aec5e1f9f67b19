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
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Office, User
from contributions.models import Contribution
from core.pages import page_of
from core.verdict import Refused
from digests import actions, emails, permissions
from digests.forms import SubscriptionForm
from digests.models import Delivery, Digest, Subscription


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
    rows = Subscription.objects.of(user).for_page()
    sent = Delivery.objects.filter(subscription__user=user).select_related("digest__office")[:20]
    return render(
        request,
        "digests/subscriptions.html",
        {"form": form, "subscriptions": rows, "sent": sent, "has_office": Office.objects.of(user).exists()},
    )


@never_cache
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    user = official(request)
    row = get_object_or_404(Subscription.objects.of(user).for_page(), pk=pk)
    form = SubscriptionForm(request.POST or None, user=user, subscription=row)
    if request.method == "POST" and form.is_valid():
        actions.change(row, by=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("digests:subscriptions")
    return render(request, "digests/change.html", {"form": form, "subscription": row})


@require_POST
@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, end, or send one now."""
    user = official(request)
    row = get_object_or_404(Subscription.objects.of(user).for_page(), pk=pk)
    try:
        if verb == "now":
            sent = actions.send_now(row, by=user)
            messages.success(request, _("On its way to your mailbox.") if sent else _("It was sent a moment ago."))
        else:
            {"pause": actions.pause, "resume": actions.resume, "end": actions.end}[verb](row, by=user)
            messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, refused.reason)
    except KeyError as unknown:
        raise Http404 from unknown
    return redirect("digests:subscriptions")


@never_cache
@login_required
@require_safe
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Digest.objects.select_related("office"), pk=pk)
    if not (may := permissions.may_read(cast(User, request.user), row)):
        raise PermissionDenied(may.reason)
    if request.GET.get("as") == "json":
        return JsonResponse(row.content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return show(request, row)


def show(request: HttpRequest, row: Digest) -> HttpResponse:
    return render(request, "digests/digest.html", emails.page_context(row))


def opened(token: str) -> Digest:
    """The digest that a link in an e-mail opens. Raises PermissionDenied for an old link, Http404 for a wrong one."""
    try:
        key = emails.digest_of(token)
    except signing.SignatureExpired as old:
        raise PermissionDenied(_("This link is older than 60 days. Sign in to read the digest.")) from old
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    return get_object_or_404(Digest.objects.select_related("office"), pk=key)


@never_cache
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a page, for whoever holds the e-mail; without signing in, for 60 days."""
    return show(request, opened(token))


@never_cache
@require_safe
def figure(request: HttpRequest, token: str, figure: str) -> HttpResponse:
    """Exactly the contributions that a figure counts, as far as they are still public."""
    row = opened(token)
    keys = row.contributions_behind(figure)
    words = Contribution.objects.public().for_voices().filter(pk__in=keys)
    page = page_of(words, request, by="-published_at")
    return render(request, "digests/figure.html", {"digest": row, "page": page, "counted": len(keys), "figure": figure})


@csrf_exempt  # RFC 8058: the mail program posts here by itself; the signed token is the proof
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    try:
        key = signing.loads(token, salt=emails.STOP)
    except signing.BadSignature:
        return render(request, "notices/unsubscribe.html", {"wrong": True}, status=404)
    row = get_object_or_404(Subscription.objects.for_page(), pk=key)
    if request.method == "POST":
        actions.unsubscribe(row)
    return render(request, "digests/unsubscribe.html", {"subscription": row, "done": request.method == "POST"})
