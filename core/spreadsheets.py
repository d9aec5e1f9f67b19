"""Tables as CSV files, in which a spreadsheet takes nobody's words for a formula."""

import csv
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # wide ones as well


def csv_file(name: str, heads: list[str], rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """Blank where a row has nothing; numbers below zero are numbers, texts that look like them are not."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    out = csv.DictWriter(response, heads, restval="")
    out.writeheader()
    out.writerows({head: plain(value) for head, value in row.items()} for row in rows)
    return response


def plain(value: Any) -> Any:
    """A text that would be a formula stands behind an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value
