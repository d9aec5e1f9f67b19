from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.pages import public_page
from core.spreadsheets import csv_file
from core.templatetags.words import alphabetical
from insights.querysets.lines import LINES, SAID, UNSAID
from insights.querysets.participants import (
    HEADS,
    Beside,
    Weighing,
    base,
    beside,
    not_named,
    rows_of,
    unasked,
    weighing,
)
from insights.querysets.parts import UNASKED
from insights.querysets.posts import NOTHING
from insights.querysets.pulse import scale
from insights.querysets.report import Report, report
from insights.states import Axis
from insights.templatetags.naming import name_of
from insights.views.charts import posts_url, row
from topics.models import Topic


@require_safe
@public_page
def who(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Who takes part, beside stated populations; tone weighted to these when somebody asks for it."""
    topic = get_object_or_404(Topic, slug=slug) if slug else None
    found = report(topic)
    sides = [side(found, topic, axis) for axis in Axis]
    if request.GET.get("as") == "csv":
        rows = [row for axis in Axis for row in rows_of(found, axis)]
        return csv_file("-".join(["pulse", *([slug] if slug else []), "who"]), HEADS, rows)
    axis = request.GET.get("weighted", "")
    weighed = weighing(topic, axis) if axis in Axis.values else None
    context = {
        "topic": topic,
        "here": "who",
        "pulse": found.pulse,
        "sides": sides,
        "weighted_by": axis if weighed else "",
        "weighed": weighed,
        "why_not": why_not(weighed, axis) if weighed else "",
        **weighed_rows(weighed),
    }
    return render(request, "insights/who.html", context)


def weighed_rows(weighed: Weighing | None) -> dict[str, Any]:
    """Both figures beside each other, on one scale."""
    if not weighed or not weighed.weighted:
        return {}
    rows = [row(_("As they are"), weighed.plain), row(_("Weighted"), weighed.weighted)]
    return {"weighed_rows": rows, "weighed_scale": scale(end for one in rows for end in (one.low, one.high))}


def side(found: Report, topic: Topic | None, axis: str) -> dict[str, Any]:
    everybody, opens = base(found, axis), LINES[SAID[axis]].opens(found, NOTHING)
    rows = beside(found, axis) if everybody else []
    named = [
        {
            "name": name_of(SAID[axis], row.code),
            "row": row,
            "posts": posts_of(topic, axis, row) if (row.code or UNSAID) in opens else "",
        }
        for row in rows
    ]
    high = max((share for row in rows for share in (row.share, population(row)) if share), default=1.0)
    return {
        "axis": axis,
        "base": everybody,
        "left_out": unasked(found, axis),
        "may_be_in": UNASKED in found.took_part[axis],
        "left_out_posts": posts_url(topic, lives=UNASKED),
        "rows": alphabetical(named, "name"),
        "high": high,
        "more": not_named(found, axis, rows),
        "is_stated": any(row.population for row in rows),
    }


def posts_of(topic: Topic | None, axis: str, row: Beside) -> str:
    """Where the texts of these people are."""
    return posts_url(topic, **{SAID[axis]: row.code or UNSAID})


def population(row: Beside) -> float | None:
    return row.population.share if row.population else None


def why_not(weighed: Weighing, axis: str) -> str:
    """Why there is no weighted figure, in a sentence."""
    part = {"part": capfirst(name_of(SAID[axis], weighed.code)) if weighed.code else ""}
    match weighed.why_not:
        case "kept back":
            return _("The unweighted figure is not shown here, so there is nothing to weight.")
        case "not stated":
            return _("Nobody has stated shares of the population yet, so there is nothing to weight by.")
        case "nobody":
            return _("%(part)s: nobody took part, and nobody else can be counted in their place.") % part
        case "too few":
            return _("%(part)s: too few took part. Weighted, a few people would speak for very many.") % part
        case "others too few":
            return _(
                "Fewer than 10 people are of no stated part: a figure without them would tell how they sound."
            )
    return ""
