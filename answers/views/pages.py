from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import viewer
from accounts.models import User
from accounts.permissions import may_speak_for
from answers import permissions
from answers.models import Answer
from answers.querysets import median_wait, waiting
from answers.states import State
from core.models import StateChange
from core.pages import page_of, public_page

WAITING_SHOWN = 10


@require_safe
@public_page
def answers(request: HttpRequest) -> HttpResponse:
    page = page_of(Answer.objects.published().for_page(), request, by="-published_at")
    rows, total = waiting(size=WAITING_SHOWN)
    half, of = median_wait(Answer.objects.all())
    context = {"page": page, "waiting": rows, "waiting_total": total, "median": half, "median_of": of}
    return render(request, "answers/answers.html", context)


def official(request: HttpRequest) -> User:
    """The official who asks; PermissionDenied for anybody else."""
    user = cast(User, request.user)
    if not user.is_official or not user.memberships.exists():
        raise PermissionDenied(_("Only officials of an office can answer here."))
    return user


@require_safe
@never_cache
@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """Everything that the official's offices are at, and what waits for whom."""
    user = official(request)
    rows = list(Answer.objects.unfinished_of(user).for_office())
    own = {row.pk for row in Answer.objects.waiting_for(user)}
    ready = sorted((row for row in rows if row.state == State.READY), key=lambda row: (row.asked_at, row.pk))
    context = {
        "for_you": [row for row in ready if row.pk in own],
        "for_others": [row for row in ready if row.pk not in own],
        "drafts": [row for row in rows if row.state == State.DRAFT],
    }
    return render(request, "answers/drafts.html", context)


@require_safe
@public_page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What everyone reads; officials of the office also see how it came about, and what they may do.

    Of what was withdrawn everyone else reads that it was, and when.
    """
    user: User | None = viewer(request)["viewer"]
    if not (row := Answer.objects.visible_to(user).for_office().filter(pk=pk).first()):
        gone = get_object_or_404(Answer.objects.withdrawn().for_page(), pk=pk)
        return render(request, "answers/gone.html", {"answer": gone}, status=410)
    own = bool(may_speak_for(user, row.office))
    context = {"answer": row, "own": own, "trace": trace_of(row) if own else []}
    context["may"] = {name: getattr(permissions, f"may_{name}")(user, row) for name in DEEDS}
    return render(request, "answers/answer.html", context)


DEEDS = ("change", "translate", "ask", "publish", "give_back", "withdraw")


def trace_of(answer: Answer) -> list[StateChange]:
    """For its office: who asked, gave it back and why, published."""
    rows = StateChange.objects.filter(kind=answer._meta.label_lower, object_id=answer.pk)
    return list(rows.select_related("by").order_by("at", "pk"))
