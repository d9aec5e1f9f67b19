import csv
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analysis.weights import card
from core.pages import public_page
from core.templatetags.words import OWN_NAMES
from insights.models import Grouping
from insights.querysets.claims import ground
from insights.querysets.pulse import Declared, Estimate, recent
from insights.querysets.report import WEEKS_SHOWN, Report, report
from topics.models import Milestone, Topic


class Row(NamedTuple):
    """One line of `_bars.html`; `estimate` None is drawn hatched."""

    name: str
    n: int | None
    estimate: float | None
    low: float | None
    high: float | None
    url: str = ""
    lang: str = ""


def row(name: str, figure: Estimate | None, *, url: str = "", lang: str = "") -> Row:
    if figure is None:
        return Row(name, None, None, None, None, url, lang)
    return Row(name, figure.people, figure.estimate, figure.low, figure.high, url, lang)


def declared_rows(answers: tuple[Declared, ...]) -> list[Row]:
    return [row(str(answer.name), answer.share) for answer in answers]


def parts(found: Report) -> dict[str, Any]:
    return {
        "pulse": found.pulse,
        "tone": [row(_("All"), found.pulse.tone)],
        "feelings": declared_rows(found.pulse.feelings),
        "propositions": [(said, declared_rows(said.stances)) for said in found.propositions],
        "spoken": [row(name, found.languages.get(code), lang=code) for code, name in OWN_NAMES.items()],
        "points": found.points,
        "has_line": sum(point.estimate is not None for point in found.points) > 1,
        "events": events(),
    }


def events() -> list[dict[str, object]]:
    """What happened in the talks, to be marked on the line."""
    done = Milestone.objects.filter(done_on__gte=recent(WEEKS_SHOWN)[0].date()).order_by("done_on")
    return [{"on": milestone.done_on, "title": milestone.title} for milestone in done]


@require_safe
@public_page
def pulse(request: HttpRequest) -> HttpResponse:
    """What everyone can see of what officials get: tone and declared feelings, over all and by topic."""
    found = report(None)
    topics = [
        row(topic.title, found.topics.get(topic.pk), url=reverse("insights:topic_pulse", args=[topic.slug]))
        for topic in Topic.objects.all()
    ]
    return render(request, "insights/pulse.html", {"topics": topics, **parts(found)})


@require_safe
@public_page
def topic_pulse(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    if request.GET.get("as") == "csv":
        return as_csv(topic)
    return render(request, "insights/topic_pulse.html", {"topic": topic, **parts(report(topic))})


def as_csv(topic: Topic) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pulse-{topic.slug}.csv"'
    out = csv.writer(response)
    out.writerow(["week_from", "tone", "low", "high", "people"])
    for point in report(topic).points:
        out.writerow([point.on, point.estimate, point.low, point.high, point.people])
    return response


@require_safe
@public_page
def common_ground(request: HttpRequest) -> HttpResponse:
    groupings = Grouping.objects.newest().select_related("consultation")
    grounds = sorted((ground(grouping) for grouping in groupings), key=lambda found: -found.people)
    return render(request, "insights/common_ground.html", {"grounds": grounds})


@require_safe
@public_page
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "insights/method.html", {"cards": cards()})


def cards() -> list[dict[str, Any]]:
    """The scores of the models in use, from their own cards."""
    return [card(f"tone-{code}") for code in OWN_NAMES]
