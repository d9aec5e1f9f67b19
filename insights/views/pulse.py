"""How people feel, over all and by topic; common ground; how figures are made."""

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analysis.weights import card
from contributions.states import Feeling
from core.pages import page_of, public_page
from core.templatetags.words import OWN_NAMES
from insights.models import Grouping
from insights.querysets.accuracy import checks
from insights.querysets.claims import grounds
from insights.querysets.figures import Figure, figures
from insights.querysets.lines import LINES
from insights.querysets.posts import NOTHING
from insights.querysets.pulse import answer_name, recent, scale
from insights.querysets.report import WEEKS_SHOWN, Report, Week, report
from insights.views.charts import charts, posts_url
from insights.views.files import as_csv
from topics.models import Milestone, Round, Topic

OF_OTHER_PAGES = {"country", "feeling", "language", "since", "topic", "until", "week"}
CONSULTATIONS, CLAIMS, APART = 5, 5, 3  # of common ground at a time; the results of a consultation have all


@require_safe
@public_page
def pulse(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What everyone can see of what officials get: tone and declared feelings, over all or of one topic."""
    topic = get_object_or_404(Topic, slug=slug) if slug else None
    found = report(topic)
    topics = [] if topic else list(Topic.objects.all())
    every = figures(found, topics)
    if request.GET.get("as") == "csv":
        return as_csv(chosen(every, request.GET.get("figure", "tone_by_week")), topic)
    context = {
        "topic": topic,
        "here": "pulse",
        "left_aside": sorted(OF_OTHER_PAGES & set(request.GET)),
        "pulse": found.pulse,
        "charts": charts(every.values(), topic, {row.slug: row.title for row in topics}, found),
        "points": found.points,
        "has_line": sum(point.estimate is not None for point in found.points) > 1,
        **feelings_over_time(found, topic),
        "events": events(),
        "posts": posts_url(topic),
        "cards": cards(),
    }
    return render(request, "insights/pulse.html", context)


def chosen(every: dict[str, Figure], name: str) -> Figure:
    if name not in every:
        raise Http404
    return every[name]


def feelings_over_time(found: Report, topic: Topic | None) -> dict[str, Any]:
    """A small line for each feeling, all on one scale, and the weeks as rows of a table."""
    told = [week for week in found.felt if week.feelings]
    if len(told) < 2:
        return {"felt": []}
    ends = scale(answer.share.high for week in told for answer in week.feelings)
    opens = LINES["week feeling"].opens(found, NOTHING)
    lines = [{"name": answer_name(code), "points": line(found.felt, code)} for code in Feeling.values]
    rows = [
        {
            "on": week.on,
            "people": week.feelings[0].share.people if week.feelings else None,
            "shares": [
                (
                    share_of(week, code),
                    posts_url(topic, week=str(week.on), feeling=code) if (week.on, code) in opens else "",
                )
                for code in Feeling.values
                if week.feelings
            ],
        }
        for week in found.felt
    ]
    return {"felt": lines, "felt_high": ends["high"], "felt_weeks": rows}


def share_of(week: Week, code: str) -> Any:
    return next((answer.share for answer in week.feelings if answer.code == code), None)


def line(weeks: tuple[Week, ...], code: str) -> list[dict[str, Any]]:
    """Points of `_small_series.html`."""
    points = []
    for week in weeks:
        share = share_of(week, code)
        ends = (share.estimate, share.low, share.high) if share else (None, None, None)
        points.append({"on": week.on, **dict(zip(("estimate", "low", "high"), ends, strict=True))})
    return points


def events() -> list[dict[str, Any]]:
    """What happened in the talks, to be marked on the line: rounds with their length, milestones reached."""
    since, until = (moment.date() for moment in recent(WEEKS_SHOWN))
    rounds = [
        {"on": row.begins_on, "until": row.ends_on, "title": row.title}
        for row in Round.objects.held(since, until)
    ]
    reached = [
        {"on": row.done_on, "until": None, "title": _("Milestone: %(title)s") % {"title": row.title}}
        for row in Milestone.objects.reached(since, until)
    ]
    return sorted([*rounds, *reached], key=lambda event: event["on"])  # of one day in the order above


@require_safe
@public_page
def common_ground(request: HttpRequest) -> HttpResponse:
    """The clearest claims of a few consultations; the one in which most people voted comes first."""
    newest = Grouping.objects.filter(pk__in=Grouping.objects.newest().values("pk"))
    page = page_of(newest.select_related("consultation"), request, by="-people", size=CONSULTATIONS)
    found = grounds(page, most=CLAIMS, most_apart=APART)
    return render(request, "insights/common_ground.html", {"grounds": found, "page": page})


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
