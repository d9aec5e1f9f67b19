from itertools import groupby

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


@require_safe
@public_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic with everything that stands on it; the apps above are reached by their related names."""
    row = get_object_or_404(Topic, slug=slug)
    words = row.contributions.public()
    return render(
        request,
        "topics/topic.html",
        {
            "topic": row,
            "milestones": row.milestones.prefetch_related("parties"),
            "background": row.background.all(),
            "voices": words.filter(kind="post").for_voices().order_by("-published_at")[:3],
            "boards": row.boards.all(),
            "threads": [
                opening.thread for opening in words.filter(kind="thread").select_related("thread").order_by("-published_at")[:5]
            ],
            "petitions": [
                opening.petition for opening in words.filter(kind="petition").select_related("petition").order_by("-published_at")[:5]
            ],
            "consultations": row.consultations.public(),
            "pulse": row.tallies.pulse(),
        },
    )


@require_safe
@public_page
def parties(request: HttpRequest) -> HttpResponse:
    return render(request, "topics/parties.html", {"parties": sorted(Party.objects.all(), key=lambda row: row.name)})


@require_safe
@public_page
def background(request: HttpRequest) -> HttpResponse:
    order = list(BackgroundKind)
    pages = sorted(Background.objects.all(), key=lambda row: (order.index(BackgroundKind(row.kind)), row.order))
    groups = [(BackgroundKind(kind), list(rows)) for kind, rows in groupby(pages, key=lambda row: row.kind)]
    return render(request, "topics/background.html", {"groups": groups})


@require_safe
@public_page
def background_page(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Background.objects.select_related("topic"), slug=slug)
    return render(request, "topics/background_page.html", {"page": row})
