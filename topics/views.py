from itertools import groupby
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.context import viewer
from accounts.models import User
from core.pages import public_page
from core.templatetags.words import alphabetical
from core.verdict import Refused
from topics import actions
from topics.models import Background, Milestone, Party, Round, Topic
from topics.permissions import may_observe
from topics.states import BackgroundKind, Seen


@require_safe
@public_page
def talks(request: HttpRequest) -> HttpResponse:
    milestones = Milestone.objects.prefetch_related("parties")
    return render(
        request,
        "topics/talks.html",
        {"topics": Topic.objects.all(), "milestones": milestones, "rounds": Round.objects.all()},
    )


def openings(words: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """The newest discussions or petitions, by the words that opened them."""
    rows = words.filter(kind=kind).select_related(kind).prefetch_related("translations")
    return rows.order_by("-published_at")[:5]


@require_safe
@public_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic with everything that stands on it; the apps above are reached by their related names."""
    row: Any = get_object_or_404(Topic, slug=slug)  # the apps above are not known here
    words = row.contributions.public()
    return render(
        request,
        "topics/topic.html",
        {
            "topic": row,
            "milestones": row.milestones.prefetch_related("parties"),
            "background": row.background.all(),
            "voices": words.filter(kind="post").for_voices().order_by("-published_at")[:2],
            "boards": row.boards.all(),
            "threads": [opening.thread for opening in openings(words, "thread")],
            "petitions": [opening.petition for opening in openings(words, "petition")],
            "consultations": row.consultations.public(),
        },
    )


@require_safe
@public_page
def milestone(request: HttpRequest, slug: str) -> HttpResponse:
    """One milestone: what offices have answered about it (by related name), and what people report."""
    row: Any = get_object_or_404(Milestone.objects.prefetch_related("parties", "topics"), slug=slug)
    user: User | None = viewer(request)["viewer"]
    observed = Milestone.objects.filter(pk=row.pk).observed()[row.pk] if row.can_be_observed else None
    own = row.observations.filter(user=user).first() if user else None
    context = {
        "milestone": row,
        "answers": row.answers.published().for_page(),
        "observed": observed,
        "may_observe": may_observe(user, row),
        "own": own,
        "choices": Seen,
    }
    return render(request, "topics/milestone.html", context)


@require_POST
@login_required
def observe(request: HttpRequest, slug: str) -> HttpResponse:
    row, user = get_object_or_404(Milestone, slug=slug), cast(User, request.user)
    try:
        actions.observe(row, by=user, seen=request.POST.get("seen", ""))
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Thank you: counted, and you can change it here at any time."))
    return redirect(row)


@require_safe
@public_page
def parties(request: HttpRequest) -> HttpResponse:
    return render(request, "topics/parties.html", {"parties": alphabetical(Party.objects.all(), "name")})


@require_safe
@public_page
def background(request: HttpRequest) -> HttpResponse:
    order = list(BackgroundKind)
    pages = sorted(
        Background.objects.all(), key=lambda row: (order.index(BackgroundKind(row.kind)), row.order)
    )
    groups = [(BackgroundKind(kind), list(rows)) for kind, rows in groupby(pages, key=lambda row: row.kind)]
    return render(request, "topics/background.html", {"groups": groups})


@require_safe
@public_page
def background_page(request: HttpRequest, slug: str) -> HttpResponse:
    row: Background = get_object_or_404(Background.objects.select_related("topic"), slug=slug)
    return render(request, "topics/background_page.html", {"page": row})
