"""A digest as data: all of it as JSON, its figures as CSV."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.links import absolute
from core.spreadsheets import csv_file
from digests.emails import token_of
from digests.models import Digest
from digests.views.lines import COLUMNS, lines

ADDRESSES = ("url", "answer")


def as_json(digest: Digest, token: str = "") -> HttpResponse:
    return json_of(everything(digest, token), str(digest.pk))


def everything(digest: Digest, token: str = "") -> dict[str, Any]:
    """With the address of the texts behind each figure, and why some have none."""
    texts = absolute(reverse("digests:read", args=[token or token_of(digest)]))
    said = {"corrections": corrections(digest), **links(digest.figures(), texts)}
    return whole_addresses(digest.whole()) | said


def as_csv(digest: Digest, token: str = "") -> HttpResponse:
    return csv_of(digest.content, str(digest.pk), corrections(digest))


def corrections(digest: Digest) -> list[dict[str, str]]:
    return [{"at": row.at.isoformat(), "text": row.body} for row in digest.corrections.all()]


def links(figures: Iterable[str], texts: str, query: str = "") -> dict[str, Any]:
    """`texts`: the address below which they are found, with this `query`."""
    return {
        "links": {figure: f"{texts}{figure}/{query}" for figure in figures},
        "without_link": _(
            "Figures over all have the link “all”, and so has the tone with campaigns as one voice. What a "
            "change is measured from has the link that begins with “before”. Petitions, consultations, "
            "discussions and quotes have an address of their own. Votes and observations have no link: they "
            "are counted without names. Whatever else has none would tell about fewer than 10 people, be it "
            "those who are left over."
        ),
    }


def whole_addresses(data: Any) -> Any:
    """The same with the full address of each thing, which is frozen without the portal's name."""
    match data:
        case dict():
            return {
                name: absolute(value) if name in ADDRESSES and is_path(value) else whole_addresses(value)
                for name, value in data.items()
            }
        case list():
            return [whole_addresses(row) for row in data]
    return data


def is_path(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("/")


def json_of(content: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="digest-{name}.json"'
    return response


def csv_of(content: dict[str, Any], name: str, corrections: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """What was corrected stands first, in place of what a figure is about."""
    said = ({"figure": "correction", "about": f"{row['at']} {row['text']}"} for row in corrections)
    return csv_file(f"digest-{name}", COLUMNS, chain(said, lines(content)))
