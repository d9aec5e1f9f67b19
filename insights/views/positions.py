from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.states import Value
from core.pages import public_page
from core.spreadsheets import csv_file
from insights.models import Grouping
from insights.querysets.claims import Ground, grounds
from insights.querysets.positions import HEADS
from insights.querysets.positions import positions as positions_of
from insights.querysets.propositions import Proposition
from insights.querysets.pulse import Declared, answer_name
from insights.views.charts import Row, posts_url, row
from insights.views.pulse import cards
from topics.models import Topic

VOTES = {"agree": Value.AGREE, "pass": Value.PASS, "disagree": Value.DISAGREE}
CLEAREST, LARGEST = 3, 2  # claims of a consultation, consultations


@require_safe
@public_page
def positions(request: HttpRequest, slug: str = "") -> HttpResponse:
    """For and against as people declare it, and what groups of opinion agree on."""
    topic = get_object_or_404(Topic, slug=slug) if slug else None
    found = positions_of(topic)
    if request.GET.get("as") == "csv":
        return csv_file("-".join(["pulse", *([slug] if slug else []), "positions"]), HEADS, found.rows())
    context: dict[str, Any] = {
        "topic": topic,
        "here": "positions",
        "propositions": [(said, sides(said, topic)) for said in found.propositions],
        "petitions": found.petitions,
        "statements": [(said, rows(said.answers)) for said in found.statements],
        "grounds": common_ground(topic),
        "cards": cards(),
    }
    return render(request, "insights/positions.html", context)


def sides(said: Proposition, topic: Topic | None) -> list[Row]:
    """The answers to a proposition; those lead to their texts that may be listed."""
    found = []
    for code, share in ((answer.code, answer.share) for answer in said.stances):
        opens = (said.thread, code) in said.opens
        posts = posts_url(topic, position=f"{said.thread}-{code}") if opens else ""
        found.append(row(name(code), share, posts=posts))
    return found


def rows(answers: tuple[Declared, ...]) -> list[Row]:
    return [row(name(answer.code), answer.share) for answer in answers]


def name(code: str) -> str:
    return str(VOTES[code].label) if code in VOTES else answer_name(code)


def common_ground(topic: Topic | None) -> list[Ground]:
    """The clearest claims of the consultations in which most people voted."""
    groupings = Grouping.objects.about(topic).newest().select_related("consultation")
    found = grounds(groupings, most=CLEAREST, most_apart=1)
    return sorted(found, key=lambda ground: (-ground.people, ground.consultation.pk))[:LARGEST]
