"""An official's digests: what comes when, what came, and how it is stopped."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from core.verdict import Refused
from digests import actions, emails
from digests.forms import SubscriptionForm
from digests.models import Delivery, Subscription
from digests.permissions import may_receive
from digests.views.links import wrong_link

VERBS = {"pause": actions.pause, "resume": actions.resume, "end": actions.end}


def official(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not (may := may_receive(user)):
        raise PermissionDenied(may.reason)
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
        "sent": received_by(user)[:20],
        "memberships": user.memberships.select_related("office").order_by("office__slug"),
    }
    return render(request, "digests/subscriptions.html", context, status=422 if form.errors else 200)


def received_by(user: User) -> "QuerySet[Delivery]":
    return Delivery.objects.of(user).received().for_page().prefetch_related("digest__corrections")


@never_cache
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    user = official(request)
    row = get_object_or_404(Subscription.objects.manageable_by(user).for_page(), pk=pk)
    form = SubscriptionForm(request.POST or None, user=user, subscription=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return back_from(row, user)
    context = {"form": form, "subscription": row}
    return render(request, "digests/change.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, end, or send one now."""
    user = official(request)
    row = get_object_or_404(Subscription.objects.manageable_by(user).for_page(), pk=pk)
    if verb not in {"now", *VERBS}:
        raise Http404
    try:
        if verb == "now":
            told = told_of(actions.send_now(row, by=user))
        else:
            VERBS[verb](row, by=user)
            told = {
                "pause": _("Paused. Nothing comes until you let it go on."),
                "resume": _("It goes on."),
                "end": _("Ended. This digest will not come again."),
            }[verb]
        messages.success(request, told)
    except Refused as refused:
        messages.error(request, refused.reason)
    return back_from(row, user)


def told_of(sent: Delivery | None) -> str:
    if sent is None:
        return _("It was sent a moment ago.")
    if not sent.digest.is_released:
        return ngettext(
            "It is made. It comes as soon as a moderator has read and released it.",
            "It is made. It comes as soon as %(n)d moderators have read and released it.",
            needed := sent.digest.releases_needed,
        ) % {"n": needed}
    return _("On its way to your mailbox.")


def back_from(subscription: Subscription, user: User) -> HttpResponse:
    """To one's own, or to the office of the one whose it is."""
    if subscription.user_id == user.pk:
        return redirect("digests:subscriptions")
    return redirect("digests:office", subscription.office.slug)


@csrf_exempt  # RFC 8058: the mail program posts here by itself; the signed token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_alerts(request: HttpRequest, token: str) -> HttpResponse:
    """As `unsubscribe`, for the e-mails in between: the digest goes on."""
    try:
        key = emails.alerts_of(token)
    except signing.BadSignature as fault:
        return wrong_link(request, fault)
    row = Subscription.objects.for_page().filter(pk=key).first()
    if row and request.method == "POST":
        actions.stop_alerts(row)
        row.refresh_from_db(fields=["alerts"])
    return render(
        request, "digests/stop_alerts.html", {"subscription": row, "done": not row or not row.alerts}
    )


@csrf_exempt  # as above
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
