from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.pages import public_page
from topics.models import Background, Milestone, Party, Round, Topic
from topics.states import BackgroundKind


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
            "pulse": row.tallies.pulse(),
        },
    )


@require_safe
@public_page
def milestone(request: HttpRequest, slug: str) -> HttpResponse:
    """One milestone, and what offices have answered about it; answers are reached by their related name."""
    row: Any = get_object_or_404(Milestone.objects.prefetch_related("parties", "topics"), slug=slug)
    answers = row.answers.published().for_page()
    return render(request, "topics/milestone.html", {"milestone": row, "answers": answers})


@require_safe
@public_page
def parties(request: HttpRequest) -> HttpResponse:
    return render(
        request, "topics/parties.html", {"parties": sorted(Party.objects.all(), key=lambda row: row.name)}
    )


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
