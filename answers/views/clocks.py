import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answers.models import Answer
from answers.querysets import Waiting, median_wait
from answers.querysets import waiting as what_waits
from core.links import absolute
from core.pages import Page, public_page
from core.templatetags.parts import language_there_is

STEP = 50


@require_safe
@public_page
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything for which an answer is due, the longest wait first, fifty at a time."""
    after = request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 9 else 0
    rows, total = what_waits(start, STEP)
    shown = min(start + STEP, total)
    page: Page[Answer] = Page([], str(shown) if shown < total else "", shown, total)
    half, of = median_wait(Answer.objects.all())
    context = {"waiting": rows, "page": page, "median": half, "median_of": of}
    return render(request, "answers/waiting.html", context)


@require_safe
@public_page
def waiting_csv(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="waiting-for-an-answer.csv"'
    out = csv.writer(response)
    out.writerow(["kind", "title", "language", "since", "days", "signatures", "address", "offices"])
    out.writerows(line(row) for row in what_waits()[0])
    return response


def line(found: Waiting) -> list[str | int]:
    """A title that a spreadsheet would take for a formula stands behind an apostrophe."""
    title = str(found.row)
    title = f"'{title}" if title.startswith(("=", "+", "-", "@", "\t", "\r")) else title
    petition = found.petition
    language = petition.contribution.language if petition else language_there_is(found.row, "title")
    signatures = petition.signature_count if petition else ""
    since, url = found.since.isoformat(timespec="seconds"), absolute(found.row.get_absolute_url())
    offices = " ".join(office.slug for office in found.offices)
    return [found.kind, title, language, since, found.days, signatures, url, offices]
