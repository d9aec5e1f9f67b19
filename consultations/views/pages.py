from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.context import viewer
from accounts.models import User
from consultations import actions
from consultations.models import Consultation, so_far
from consultations.permissions import may_close, may_edit, may_facilitate, may_open
from core import htmx
from core.pages import page_of, public_page
from core.templatetags.times import day, period
from core.verdict import Refused, Verdict


def person(request: HttpRequest) -> User | None:
    """Who is signed in; a stranger's session stays untouched."""
    user: User | None = viewer(request)["viewer"]
    return user


def find(request: HttpRequest, slug: str) -> Consultation:
    return get_object_or_404(Consultation.objects.visible_to(person(request)).for_page(), slug=slug)


@require_safe
@public_page
def consultations(request: HttpRequest) -> HttpResponse:
    user = person(request)
    facilitates = may_facilitate(user)
    return htmx.render(
        request,
        "consultations/consultations.html",
        {
            "open": Consultation.objects.open().for_page().order_by("closes_at", "pk"),
            "page": page_of(Consultation.objects.over().for_page(), request, by="-opens_at"),
            "drafts": Consultation.objects.drafts().for_page() if facilitates else (),
            "may_facilitate": facilitates,
        },
        part="closed",
    )


@require_safe
@public_page
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    row, user = find(request, slug), person(request)
    participant = row.participants.of(user)
    answers = list(row.answers.published().for_page())
    return render(
        request,
        "consultations/consultation.html",
        {
            "consultation": row,
            "so_far": so_far(row),
            "answers": answers,
            "steps": steps(row, answered=bool(answers)),
            "sheet": getattr(participant, "sheet", None),
            "may_edit": may_edit(user, row),
            "may_open": may_open(user, row),
            "may_close": may_close(user, row),
            "may_answer": user is not None and user.is_official and row.is_public,
        },
    )


def steps(row: Consultation, *, answered: bool) -> list[dict[str, Any]]:
    """The phases for `_steps.html`."""
    when = ""
    if row.opens_at and row.closes_at:
        when = period(row.opens_at, row.closes_at)
    elif row.opens_at:
        when = _("from %(day)s") % {"day": day(row.opens_at)}
    return [
        {
            "title": _("Open to everyone"),
            "note": when,
            "look": "done" if row.is_over else "now" if row.is_open else "",
        },
        {
            "title": _("Results"),
            "note": day(row.closes_at) if row.closes_at else "",
            "look": ("done" if answered else "now") if row.is_over else "",
        },
        {"title": _("Official answer"), "note": "", "look": "done" if answered else ""},
    ]


@login_required
def open_consultation(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug)
    return _confirmed(request, row, may_open(person(request), row), "open")


@login_required
def close(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug)
    return _confirmed(request, row, may_close(person(request), row), "close")


def _confirmed(request: HttpRequest, row: Consultation, verdict: Verdict, what: str) -> HttpResponse:
    """A page that asks, then the act; a refusal leads back with its reason."""
    act = {"open": actions.open_consultation, "close": actions.close}[what]
    try:
        verdict.insist()
        if request.method != "POST":
            return render(request, "consultations/confirm.html", {"consultation": row, "what": what})
        act(row, by=person(request))  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        done = {"open": _("The consultation is open."), "close": _("The consultation is closed.")}
        messages.success(request, done[what])
    return redirect(row)
