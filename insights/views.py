import csv
from functools import cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analysis.weights import card
from core.pages import public_page
from core.templatetags.words import OWN_NAMES, alphabetical, country
from insights.models import Grouping
from insights.querysets.accuracy import checks
from insights.querysets.claims import grounds
from insights.querysets.pulse import Declared, Estimate, recent, scale
from insights.querysets.report import WEEKS_SHOWN, Part, Report, report
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
    why: str = ""


def row(name: str, figure: Estimate | None, *, url: str = "", lang: str = "", why: str = "") -> Row:
    if figure is None:
        return Row(name, None, None, None, None, url, lang, why)
    return Row(name, figure.people, figure.estimate, figure.low, figure.high, url, lang)


def part_row(name: str, part: Part | None, *, url: str = "", lang: str = "") -> Row:
    why = _("Not shown, so that a smaller one stays hidden") if part and part.protects else ""
    return row(name, part.figure if part else None, url=url, lang=lang, why=why)


def declared_rows(answers: tuple[Declared, ...]) -> list[Row]:
    return [row(answer.name, answer.share) for answer in answers]


def scale_of(rows: list[Row]) -> dict[str, float]:
    return scale(end for line in rows for end in (line.low, line.high))


def parts(found: Report) -> dict[str, Any]:
    feelings = declared_rows(found.pulse.feelings)
    languages = [part_row(name, found.languages.get(code), lang=code) for code, name in OWN_NAMES.items()]
    countries = [part_row(country(code), part) for code, part in found.countries.items() if code]
    told = [line for line in alphabetical(countries, "name") if line.estimate is not None]
    return {
        "pulse": found.pulse,
        "feelings": feelings,
        "feelings_scale": scale_of(feelings),
        "propositions": [(said, declared_rows(said.stances)) for said in found.propositions],
        "by_language": languages,
        "by_country": told,
        "countries_not_told": len(countries) - len(told),
        "parts_scale": scale_of([*languages, *told]),
        "points": found.points,
        "has_line": sum(point.estimate is not None for point in found.points) > 1,
        "events": events(),
        "cards": cards(),
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
        part_row(
            topic.title, found.topics.get(topic.pk), url=reverse("insights:topic_pulse", args=[topic.slug])
        )
        for topic in Topic.objects.all()
    ]
    context = {"topics": topics, "topics_scale": scale_of(topics), **parts(found)}
    return render(request, "insights/pulse.html", context)


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
    """Claims over all consultations; the one in which most people voted comes first."""
    found = grounds(Grouping.objects.newest().select_related("consultation"), most_apart=3)
    rows = sorted(found, key=lambda ground: (-ground.people, ground.consultation.pk))
    return render(request, "insights/common_ground.html", {"grounds": rows})


@require_safe
@public_page
def method(request: HttpRequest) -> HttpResponse:
    if request.GET.get("as") == "json":
        return JsonResponse({"languages": [check.as_json() for check in checks()]})
    return render(request, "insights/method.html", {"cards": cards(), "checks": checks()})


@cache
def cards() -> list[dict[str, Any]]:
    """The scores of the models in use, from their own cards."""
    return [card(f"tone-{code}") for code in OWN_NAMES]
