from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answers.models import Answer
from answers.querysets import Waiting, median_wait
from answers.querysets import waiting as what_waits
from core.forms import number_in
from core.links import absolute
from core.pages import Page, public_page
from core.spreadsheets import csv_file
from core.templatetags.parts import language_there_is

STEP = 50
HEADS = ["kind", "title", "language", "since", "days", "signatures", "address", "offices"]


@require_safe
@public_page
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything for which an answer is due, the longest wait first, fifty at a time."""
    start = number_in(request.GET.get("after", "")) or 0
    rows, total = what_waits(start, STEP)
    shown = min(start + STEP, total)
    page: Page[Answer] = Page([], str(shown) if shown < total else "", shown, total)
    half, of = median_wait(Answer.objects.all())
    context = {"waiting": rows, "page": page, "median": half, "median_of": of}
    return render(request, "answers/waiting.html", context)


@require_safe
@public_page
def waiting_csv(request: HttpRequest) -> HttpResponse:
    return csv_file("waiting-for-an-answer", HEADS, map(line, what_waits()[0]))


def line(found: Waiting) -> dict[str, Any]:
    petition = found.petition
    language = petition.contribution.language if petition else language_there_is(found.row, "title")
    signatures = petition.signature_count if petition else ""
    since, url = found.since.isoformat(timespec="seconds"), absolute(found.row.get_absolute_url())
    offices = " ".join(office.slug for office in found.offices)
    told = [found.kind, str(found.row), language, since, found.days, signatures, url, offices]
    return dict(zip(HEADS, told, strict=True))
