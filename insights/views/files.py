"""The same figures as a file for spreadsheets."""

import csv
from typing import Any

from django.http import HttpResponse

from insights.querysets.figures import Figure
from topics.models import Topic


def as_csv(figure: Figure, topic: Topic | None) -> HttpResponse:
    """Blank where nothing may be told."""
    about = [topic.slug] if topic else []
    return file("-".join(["pulse", *about, figure.name]), figure.heads, figure.rows())


def file(name: str, heads: list[str], rows: list[dict[str, Any]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    out = csv.DictWriter(response, heads)
    out.writeheader()
    out.writerows(rows)
    return response
