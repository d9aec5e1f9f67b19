from typing import cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, emails, permissions
from accounts.context import DEMO_PASSWORD, DEMO_PEOPLE
from accounts.forms import DeleteForm, ProfileForm
from accounts.models import Invitation, User
from core.verdict import Refused


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Everything the portal keeps about this person, as one file."""
    response = JsonResponse(
        actions.everything_about(cast(User, request.user)),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Content-Disposition"] = 'attachment; filename="common-ground-my-data.json"'
    return response


@login_required
def delete(request: HttpRequest) -> HttpResponse:
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        takes_back = form.cleaned_data["texts"] == "withdraw"
        try:
            actions.forget(cast(User, request.user), takes_words_back=takes_back)
        except Refused as refused:
            form.refuse(refused)
        else:
            logout(request)
            messages.success(request, _("Your account is closed and your data are removed."))
            return redirect("home")
    return render(request, "accounts/delete.html", {"form": form})


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to what; for whoever holds the link. Accepted by the person who has proved the address."""
    try:
        key = emails.invitation_of(token)
    except signing.BadSignature:
        return render(request, "accounts/invitation_link.html", status=404)
    row = get_object_or_404(Invitation.objects.select_related("office", "by"), pk=key)
    user = request.user if request.user.is_authenticated else None
    if user and request.method == "POST":
        try:
            actions.accept(row, by=user, knowingly="knowingly" in request.POST)
        except Refused as refused:
            messages.error(request, refused.reason)
            return redirect("accounts:invitation", token)
        messages.success(request, _("You speak for this office now. Choose what you want to read, and when."))
        return redirect("digests:subscriptions")
    context = {
        "invitation": row,
        "may": permissions.may_accept(user, row),
        "is_done": user is not None and row.accepted_by_id == user.pk,
        "has_spoken": user is not None and permissions.has_spoken(user),
    }
    return render(request, "accounts/invitation.html", context)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One press signs in as one of the demonstration's people; exists in the demonstration only."""
    email = request.POST.get("demo", "")
    if not settings.PORTAL_DEMO or email not in {person["email"] for person in DEMO_PEOPLE}:
        raise Http404
    user = authenticate(request, email=email, password=DEMO_PASSWORD)
    if user is None:
        messages.error(request, _("The example data are not loaded: run manage.py load_example."))
        return redirect("account_login")
    login(request, user)
    return redirect(get_adapter().get_login_redirect_url(request))
