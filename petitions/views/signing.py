from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from core.htmx import render
from core.limits import visitor
from core.pages import public_page
from core.verdict import Refused
from petitions import actions
from petitions.actions.confirming import USED
from petitions.forms import QuickSignForm, SignForm
from petitions.models import Petition
from petitions.permissions import may_sign
from petitions.views.pages import context_of, signbox_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Strangers fill in a form and get an e-mail; on the page itself one press signs for who is signed in."""
    row = get_object_or_404(Petition.objects.shown().for_page(), slug=slug)
    if request.user.is_authenticated:
        return quick_sign(request, row)
    verdict = may_sign(None, row)
    form = SignForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.sign(row, reader=get_language() or "en", visitor=visitor(request), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("petitions:sent", row.slug)
    context = {"petition": row, "form": form, "verdict": verdict}
    return render(request, "petitions/sign.html", context)


def quick_sign(request: HttpRequest, row: Petition) -> HttpResponse:
    user = cast(User, request.user)
    if request.method != "POST":
        return redirect(f"{row.get_absolute_url()}#sign")
    form = QuickSignForm(request.POST, user=user)
    if form.is_valid():
        try:
            signed = actions.sign(
                row, user=user, reader=get_language() or "en", visitor=visitor(request), **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            if not request.htmx:  # type: ignore[attr-defined]
                if signed:
                    messages.success(
                        request, _("Your signature is in. The count takes it in within seconds.")
                    )
                return redirect(row)
            return render(request, "petitions/petition.html", signbox_of(row, user), part="signbox")
    context = signbox_of(row, user, form) if request.htmx else context_of(row, user, form)  # type: ignore[attr-defined]
    return render(request, "petitions/petition.html", context, part="signbox")


@require_safe
@public_page
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody: whether an address has signed before is said to the mailbox only."""
    row = get_object_or_404(Petition.objects.shown().for_list(), slug=slug)
    return render(request, "petitions/sent.html", {"petition": row})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button and changes nothing: programs that scan e-mails open every link in them."""
    try:
        if request.method == "POST":
            return redirect("petitions:thanks", actions.confirm(token).petition.slug)
        signature = actions.signature_of(token)
    except Refused as refused:
        context = {"reason": refused.reason, "is_used": refused.reason == str(USED)}
        return render(request, "petitions/link_refused.html", context, status=410)
    return render(request, "petitions/confirm.html", {"signature": signature, "petition": signature.petition})


@require_safe
@public_page
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Petition.objects.shown().for_list(), slug=slug)
    return render(request, "petitions/thanks.html", {"petition": row})
