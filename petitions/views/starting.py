from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.htmx import render
from core.verdict import Refused
from petitions import actions
from petitions.forms import ActionForm, PetitionForm
from petitions.models import Petition
from petitions.permissions import may_start

SIMILAR = 5


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First what is asked; then similar petitions, and below them the long fields."""
    user = cast(User, request.user)
    context: dict[str, Any] = {"verdict": may_start(user)}
    if request.method == "POST":
        form = PetitionForm(request.POST)
        if form.is_valid():
            try:
                row = actions.start(author=user, reader=get_language() or "en", **form.cleaned_data)
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(
                    request, _("Your petition is in. A moderator reads it before others can sign.")
                )
                return redirect(row)
        return render(
            request, "petitions/new.html", context | second_step(form, form["action"].value() or "")
        )
    first = ActionForm(request.GET if "action" in request.GET else None)
    topic = request.GET.get("topic", "")
    if first.is_bound and first.is_valid():
        action = first.cleaned_data["action"]
        form = PetitionForm(initial={"action": action, "topic": topic})
        return render(request, "petitions/new.html", context | second_step(form, action))
    return render(request, "petitions/new.html", context | {"first": first, "topic": topic})


def second_step(form: PetitionForm, action: str) -> dict[str, Any]:
    similar = Petition.objects.shown().similar_to(action[:500]).for_list()[:SIMILAR]
    return {"form": form, "similar": similar}
