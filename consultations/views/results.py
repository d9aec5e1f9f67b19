from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.models import (
    Consultation,
    Ground,
    OpenAnswer,
    Result,
    Statement,
    Vote,
    ground_of,
    results_of,
    shares_of,
    so_far,
    words_of,
)
from consultations.querysets.statements import Tally
from consultations.states import QuestionKind
from consultations.views.pages import find, person
from contributions.models import Contribution
from core.forms import number_in
from core.pages import Page, page_of, public_page
from core.spreadsheets import csv_file

STEP = 10  # statements a page
MOST = 30  # claims, and differences, on the page; all of them are in the JSON
QUOTED = 3  # answers to each open question
HEADS = ["part", "text", "language", "answer", "share", "low", "high", "people"]


@require_safe
@public_page
def results(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = find(request, slug)
    if not consultation.is_public:
        raise Http404
    page = page_of_rates(request, consultation)
    ground = ground_of(consultation)
    survey = results_of(consultation) if consultation.shows_survey_results else []
    return render(
        request,
        "consultations/results.html",
        {
            "consultation": consultation,
            "so_far": so_far(consultation),
            "ground": ground,
            **told(ground, consultation),
            "page": page,
            "survey": with_voices(survey),
            "answers": consultation.answers.published().for_page(),
        },
    )


def told(ground: Ground | None, consultation: Consultation) -> dict[str, Any]:
    """The grouping's claims in the reader's language."""
    if ground is None:
        return {"claims": [], "differences": [], "groups": []}
    claims, differences = ground.claims[:MOST], ground.differences[:MOST]
    keys = [row["pk"] for row in (*claims, *differences)]
    keys += [group.telling for group in ground.groups if group.telling]
    statements = consultation.statements.public().for_page().in_bulk(keys)
    groups = [
        {
            "group": group,
            "telling": words_of(statements[group.telling]) if group.telling in statements else None,
        }
        for group in ground.groups
    ]
    return {
        "claims": ground.told(claims, statements),
        "differences": ground.told(differences, statements),
        "groups": groups,
    }


def page_of_rates(request: HttpRequest, consultation: Consultation) -> Page[Any]:
    """Statements with the shares of their votes, those with most votes first."""
    tallies = Vote.objects.tallies_of(consultation)
    order = sorted(tallies, key=lambda key: (-tallies[key].votes, key))
    after = number_in(request.GET.get("after", "")) or 0
    start = after if after < len(order) else 0
    shown = order[start : start + STEP]
    rows = consultation.statements.public().for_page().in_bulk(shown)
    items = [rate(rows[key], tallies[key]) for key in shown if key in rows]
    upto = start + len(shown)
    return Page(items, str(upto) if upto < len(order) else "", upto, len(order))


def rate(statement: Statement, tally: Tally) -> dict[str, Any]:
    """In the shape of `_claim.html`."""
    text, language = words_of(statement)
    rows = shares_of(tally)
    hidden = rows[0].estimate is None
    return {"pk": statement.pk, "statement": text, "language": language, "rows": rows,
            "votes": None if hidden else tally.votes}  # fmt: skip


def with_voices(survey: list[Result]) -> list[dict[str, Any]]:
    """Each question's result, and for open questions the last few answers in full."""
    texts = [result.question.pk for result in survey if result.question.kind == QuestionKind.TEXT]
    rows = OpenAnswer.objects.filter(question__in=texts).latest_of_each_question(QUOTED) if texts else []
    said = {row.pk: row.question_id for row in rows}
    voices = Contribution.objects.filter(pk__in=said).for_voices().order_by("-published_at") if said else []
    return [
        {"result": result, "voices": [voice for voice in voices if said[voice.pk] == result.question.pk]}
        for result in survey
    ]


@require_safe
@public_page
def answers(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All public answers to one open question."""
    consultation = find(request, slug)
    question = get_object_or_404(consultation.questions.filter(kind=QuestionKind.TEXT), pk=pk)
    voices = Contribution.objects.public().filter(open_answer__question=question).for_voices(person(request))
    key = number_in(request.GET.get("answer", ""))
    named = None if key is None else voices.filter(pk=key).first()
    return render(
        request,
        "consultations/answers.html",
        {
            "consultation": consultation,
            "question": question,
            "named": named,
            "page": page_of(voices, request, by="-published_at"),
        },
    )


@require_safe
@public_page
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The same figures as a CSV file: shares, ranges and people; nothing about fewer than ten people."""
    consultation = find(request, slug)
    if not consultation.is_public:
        raise Http404
    return csv_file(consultation.slug, HEADS, lines(consultation))


def lines(consultation: Consultation) -> Iterator[dict[str, str]]:
    for result in results_of(consultation) if consultation.shows_survey_results else []:
        for row in result.shares:
            yield line("question", result.question.text, "", row, result.people)
    tallies = Vote.objects.tallies_of(consultation)
    for statement in consultation.statements.public().for_page().order_by("pk"):
        told_rate = rate(statement, tallies[statement.pk]) if statement.pk in tallies else {"rows": []}
        for row in told_rate["rows"]:
            words = statement.contribution
            yield line("statement", words.body, words.language, row, tallies[statement.pk].votes)


def line(part: str, text: str, language: str, row: Any, people: int) -> dict[str, str]:
    if row.estimate is None:
        figures = ["", "", "", _("fewer than 10")]
    else:
        figures = [f"{row.estimate:.4f}", f"{row.low:.4f}", f"{row.high:.4f}", str(people)]
    return dict(zip(HEADS, [part, text, language, row.name, *figures], strict=True))
