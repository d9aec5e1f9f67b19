from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from answers import actions
from answers.forms import GiveBackForm
from answers.models import Answer
from answers.permissions import may_ask, may_give_back, may_publish, may_withdraw
from core.forms import number_in
from core.templatetags.words import own_name
from core.verdict import Refused


def of_office(request: HttpRequest, pk: int) -> tuple[User, Answer]:
    user = cast(User, request.user)
    return user, get_object_or_404(Answer.objects.visible_to(user).for_office(), pk=pk)


@never_cache
@login_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST does what its button said: publishes, or asks a second person where the office
    wants one. The button's value is the version that was read.
    """
    user, row = of_office(request, pk)
    asks = "ask" in request.POST
    if asks or "publish" in request.POST:
        try:
            if asks:
                actions.ask(row, by=user)
            else:
                actions.publish(row, by=user, seen=number_in(request.POST["publish"]))
        except Refused as refused:
            messages.error(request, refused.reason)
            return redirect(row)
        messages.success(request, told(row, asks))
        return redirect(row if asks or not row.target_is_shown else row.target)
    context = {
        "answer": row,
        "asks": bool(may_ask(user, row)),
        "may": {"publish": may_publish(user, row), "give_back": may_give_back(user, row)},
        "missing": [own_name(code) for code in row.languages_missing],
    }
    return render(request, "answers/publish.html", context)


def told(answer: Answer, asked: bool) -> str:
    if asked:
        return _("The other officials of your office are told: one of them publishes it or gives it back.")
    if not answer.target_is_shown:
        return _(
            "Published. What it answers was taken down: nobody is told by e-mail unless it comes back within "
            "two weeks."
        )
    return _("Published. Everyone concerned will be told by e-mail.")


@never_cache
@login_required
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = of_office(request, pk)
    if not (may := may_give_back(user, row)):
        messages.error(request, may.reason)
        return redirect(row)
    form = GiveBackForm(request.POST or None)
    own = user.pk == row.asked_by_id
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_back(row, by=user, note=form.cleaned_data["note"])
        except Refused as refused:
            form.refuse(refused, "note")
        else:
            messages.success(
                request, _("It is a draft again.") if own else _("Given back. Whoever asked is told.")
            )
            return redirect("answers:drafts")
    context = {"answer": row, "form": form, "own": own}
    return render(request, "answers/give_back.html", context)


@never_cache
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = of_office(request, pk)
    if not (may := may_withdraw(user, row)):
        messages.error(request, may.reason)
        return redirect(row)
    if request.method == "POST":
        try:
            gone = actions.withdraw(row, by=user)
        except Refused as refused:
            messages.error(request, refused.reason)
        else:
            stood = _("Withdrawn: it no longer stands on the page.")
            messages.success(request, stood if gone.was_public else _("The draft is discarded."))
        return redirect("answers:answers")
    return render(request, "answers/withdraw.html", {"answer": row})
