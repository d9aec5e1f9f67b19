"""What moderators do with a digest: release it, have it made anew, correct it."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from core.templatetags.words import in_language
from core.verdict import Refused
from digests import actions
from digests.forms import CorrectionForm
from digests.models import Digest
from digests.permissions import may_correct


@require_POST
@login_required
def release(request: HttpRequest, pk: int) -> HttpResponse:
    seal = request.POST.get("seal", "")
    return moderated(request, pk, lambda row, user: told(actions.release(row, by=user, seal=seal)))


@require_POST
@login_required
def make_anew(request: HttpRequest, pk: int) -> HttpResponse:
    def work(row: Digest, user: User) -> str:
        actions.make_anew(row, by=user)
        return _("Made anew from what is public now. Read it again, then release it.")

    return moderated(request, pk, work)


def moderated(request: HttpRequest, pk: int, work: Callable[[Digest, User], str]) -> HttpResponse:
    row = get_object_or_404(Digest.objects.for_lists(), pk=pk)
    try:
        messages.success(request, work(row, cast(User, request.user)))
    except Refused as refused:
        messages.error(request, refused.reason)
    return redirect(row)


def told(digest: Digest) -> str:
    if digest.is_released:
        return _("Released. It is on its way to everyone who waits for it.")
    return _("Released by you. It goes out when another moderator has released it as well.")


@never_cache
@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    row, user = get_object_or_404(Digest.objects.for_lists(), pk=pk), cast(User, request.user)
    if not (may := may_correct(user, row)):
        raise PermissionDenied(may.reason)
    others = Digest.objects.told_in_other_languages(row)
    form = CorrectionForm(row, others, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_each(form.bodies, by=user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Corrected. Everyone who was sent this digest is told."))
            if untold := [in_language(other.language) for other in others if other not in form.bodies]:
                words = _("Not told are those who read the same %(in_languages)s.")
                messages.warning(request, words % {"in_languages": ", ".join(untold)})
            return redirect(row)
    return render(request, "digests/correct.html", {"form": form, "digest": row})
