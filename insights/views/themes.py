from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contributions.models import Contribution
from core.pages import public_page
from core.spreadsheets import csv_file
from insights.querysets.pulse import Estimate, scale
from insights.querysets.report import report
from insights.querysets.wording import CAMPAIGN_HEADS, THEME_HEADS, Phrase, Written, written
from insights.views.charts import posts_url, row
from topics.models import Topic


@require_safe
@public_page
def themes(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What people write about, and what many wrote in nearly the same words: tone with and without."""
    topic = get_object_or_404(Topic, slug=slug) if slug else None
    found, pulse = written(topic), report(topic).pulse
    about = "-".join(["pulse", *([slug] if slug else [])])
    if request.GET.get("as") == "csv" and request.GET.get("figure") == "campaigns":
        return csv_file(f"{about}-campaigns", CAMPAIGN_HEADS, found.campaign_rows())
    if request.GET.get("as") == "csv":
        return csv_file(f"{about}-themes", THEME_HEADS, found.theme_rows())
    context = {
        "topic": topic,
        "here": "themes",
        "pulse": pulse,
        "themes": with_lists(found, topic),
        "campaigns": with_examples(found, topic),
        "posts": posts_url(topic),
        **with_and_without(found.tone, found.once),
    }
    return render(request, "insights/themes.html", context)


def with_lists(found: Written, topic: Topic | None) -> list[dict[str, Any]]:
    """Each phrase with the list of the texts that hold it."""
    return [
        {**one, "phrases": [with_list(row, one["language"], topic) for row in one["phrases"]]}
        for one in found.themes
    ]


def with_list(row: dict[str, Any], language: str, topic: Topic | None) -> dict[str, Any]:
    return {**row, "posts": posts_url(topic, phrase=Phrase(language, row["phrase"]).code)}


def with_examples(found: Written, topic: Topic | None) -> list[dict[str, Any]]:
    words = Contribution.objects.public().prefetch_related("translations")
    examples = words.in_bulk([row.example for row in found.campaigns])
    return [
        {"row": row, "words": examples.get(row.example), "posts": posts_url(topic, campaign=str(row.key))}
        for row in found.campaigns
    ]


def with_and_without(tone: Estimate | None, once: Estimate | None) -> dict[str, Any]:
    """Both figures beside each other, on one scale."""
    if not tone or not once:
        return {}
    rows = [row(_("Each person one voice"), tone), row(_("Each campaign one voice"), once)]
    return {"tones": rows, "tones_scale": scale(end for one in rows for end in (one.low, one.high))}
