from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.context import viewer as viewer_of
from accounts.models import User
from contributions.permissions import speaker
from core.htmx import render
from core.verdict import Refused
from petitions import actions
from petitions.forms import ActionForm, PetitionForm
from petitions.models import Petition
from petitions.permissions import may_start

SIMILAR = 5


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First what is asked; then similar petitions, and below them the long fields."""
    user: User | None = viewer_of(request)["viewer"]
    if request.method != "POST" and user is None:
        return redirect_to_login(request.get_full_path())
    verdict = may_start(user)
    context: dict[str, Any] = {"verdict": verdict}
    if request.method == "POST":
        form = PetitionForm(request.POST)
        if not verdict:
            form.refuse(Refused(verdict.reason))  # with all that was typed
        elif form.is_valid():
            language = get_language() or "en"
            try:
                row = actions.start(author=speaker(request.user), reader=language, **form.cleaned_data)
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
    asked = action[:500].replace("\x00", "")
    similar = Petition.objects.shown().similar_to(asked).for_list()[:SIMILAR]
    return {"form": form, "similar": similar}
