"""The desk of an office's manager: its officials, what each of them receives, and who is invited."""

from copy import copy
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions as people
from accounts.forms import InvitationForm, OfficeForm
from accounts.models import Office, User
from accounts.permissions import may_manage, out_of_reach
from core.verdict import Refused
from digests import actions
from digests.forms import SubscriptionForm
from digests.models import Subscription

VERBS = {"manager": True, "member": False}


def managed(request: HttpRequest, slug: str) -> Office:
    row = get_object_or_404(Office, slug=slug)
    if not (may := may_manage(cast(User, request.user), row)):
        raise PermissionDenied(may.reason)
    return row


def desk(request: HttpRequest, row: Office, **forms: Any) -> HttpResponse:
    """The page; `forms` holds the one that came back with a fault."""
    officials = list(row.memberships.for_page())
    received: dict[int, list[Subscription]] = {}
    for subscription in Subscription.objects.in_office(row).for_page():
        received.setdefault(subscription.user_id, []).append(subscription)
    context = {
        "office": row,
        "out_of_reach": out_of_reach(row),
        "officials": [(member, received.get(member.user_id, [])) for member in officials],
        "invitations": row.invitations.open(timezone.now()),
        "invitation_form": InvitationForm(),
        "options_form": OfficeForm(instance=row),
    }
    return render(request, "digests/office.html", context | forms)


@never_cache
@login_required
@require_safe
def office(request: HttpRequest, slug: str) -> HttpResponse:
    return desk(request, managed(request, slug))


@never_cache
@require_POST
@login_required
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    row, form = managed(request, slug), InvitationForm(request.POST)
    if form.is_valid():
        try:
            people.invite(row, by=cast(User, request.user), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused, "email")
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("digests:office", slug)
    return desk(request, row, invitation_form=form)


@require_POST
@login_required
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row = get_object_or_404(managed(request, slug).invitations.all(), pk=pk)
    people.withdraw(row, by=cast(User, request.user))
    messages.success(request, _("The invitation is withdrawn: its link opens nothing any more."))
    return redirect("digests:office", slug)


@never_cache
@require_POST
@login_required
def options(request: HttpRequest, slug: str) -> HttpResponse:
    row = managed(request, slug)
    form = OfficeForm(request.POST, instance=copy(row))  # it writes there what it refuses as well
    if not form.is_valid():
        return desk(request, row, options_form=form)
    people.set_options(row, by=cast(User, request.user), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("digests:office", slug)


@require_POST
@login_required
def appoint(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    """A manager, or a member like others."""
    member = get_object_or_404(managed(request, slug).memberships.all(), pk=pk)
    if verb not in VERBS:
        raise Http404
    try:
        people.make_manager(member, by=cast(User, request.user), is_manager=VERBS[verb])
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, refused.reason)
        return redirect("digests:office", slug)
    is_out = member.user_id == request.user.pk and verb == "member"
    return redirect("digests:subscriptions") if is_out else redirect("digests:office", slug)


@never_cache
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """GET asks, POST removes."""
    row = managed(request, slug)
    member = get_object_or_404(row.memberships.select_related("user", "office"), pk=pk)
    if request.method != "POST":
        return render(request, "digests/remove.html", {"office": row, "member": member})
    try:
        people.remove(member, by=cast(User, request.user))
        messages.success(request, _("Removed. No digest of this office goes there any more."))
    except Refused as refused:
        messages.error(request, refused.reason)
        return redirect("digests:office", slug)
    is_out = member.user_id == request.user.pk
    return redirect("accounts:profile") if is_out else redirect("digests:office", slug)


@never_cache
@login_required
def subscribe(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A digest that a manager makes for one of the officials."""
    row = managed(request, slug)
    member = get_object_or_404(row.memberships.select_related("user"), pk=pk)
    form = SubscriptionForm(request.POST or None, user=member.user, office=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.subscribe(office=row, by=cast(User, request.user), user=member.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. The first digest comes at the hour you chose."))
            return redirect("digests:office", slug)
    return render(request, "digests/subscribe.html", {"form": form, "office": row, "member": member})
