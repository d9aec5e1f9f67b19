"""A digest as data: all of it as JSON, its figures as CSV."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.links import absolute
from core.spreadsheets import csv_file
from digests.emails import token_of
from digests.models import Digest
from digests.models.figures import points

COLUMNS = [
    "figure",
    "about",
    "estimate",
    "low",
    "high",
    "people",
    "texts",
    "change",
    "change_low",
    "change_high",
]
COLUMNS += ["change_clear"]


def as_json(digest: Digest, token: str = "") -> HttpResponse:
    """With the address of the texts behind each figure; a figure that is not there has too few people."""
    texts = absolute(reverse("digests:read", args=[token or token_of(digest)]))
    said = {"corrections": corrections(digest), **links(digest.figures(), texts)}
    return json_of(digest.whole() | said, str(digest.pk))


def as_csv(digest: Digest, token: str = "") -> HttpResponse:
    return csv_of(digest.content, str(digest.pk), corrections(digest))


def corrections(digest: Digest) -> list[dict[str, str]]:
    return [{"at": row.at.isoformat(), "text": row.body} for row in digest.corrections.all()]


def links(figures: Iterable[str], texts: str, query: str = "") -> dict[str, Any]:
    """`texts`: the address below which they are found, with this `query`."""
    return {
        "links": {figure: f"{texts}{figure}/{query}" for figure in figures},
        "without_link": _(
            "What has no link is about fewer than 10 people, whose texts are not listed, or about votes, "
            "which are counted without names."
        ),
    }


def json_of(content: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="digest-{name}.json"'
    return response


def csv_of(content: dict[str, Any], name: str, corrections: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """What was corrected stands first, in place of what a figure is about."""
    said = ({"figure": "correction", "about": f"{row['at']} {row['text']}"} for row in corrections)
    return csv_file(f"digest-{name}", COLUMNS, chain(said, lines(content)))


def lines(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One line a figure; empty where nothing may be shown."""
    whole = {"figure": "tone", "about": "all", "texts": content["texts"]}
    yield whole | {"people": content["people"]} | estimate(content["tone"]) | moved(content["change"])
    for row in points(content):
        yield {"figure": "tone", "about": f"from {row['since']}"} | estimate(row)
    for row in content["by_topic"]:
        part = {"figure": "tone", "about": row["slug"], "texts": row["texts"], "people": row["people"]}
        yield part | estimate(row["tone"]) | moved(row["change"])
    for row in content["feelings"]:
        yield {"figure": "feeling", "about": row["code"]} | estimate(row["share"]) | moved(row["change"])
    for proposition in content["propositions"]:
        for row in proposition["stances"]:
            about = f"{proposition['thread']} {row['code']}"
            yield {"figure": "stance", "about": about} | estimate(row["share"]) | moved(row["change"])
    for ground in content["ground"]:
        for kind in ("claims", "differences"):
            for claim in ground[kind]:
                for row in claim["rows"]:
                    about = f"{ground['consultation']} {claim['pk']} {row['key'] or 'everyone'}"
                    yield {"figure": kind, "about": about} | estimate({**row, "people": row["n"]})
    for theme in content["themes"]:
        for phrase in theme["phrases"]:
            about = f"{theme['language']} {phrase['phrase']}"
            yield {"figure": "theme", "about": about, "people": phrase["people"]}


def estimate(figure: dict[str, Any] | None) -> dict[str, Any]:
    return (
        {name: figure[name] for name in ("estimate", "low", "high", "people") if name in figure}
        if figure
        else {}
    )


def moved(change: dict[str, Any] | None) -> dict[str, Any]:
    names = {"change": "diff", "change_low": "low", "change_high": "high", "change_clear": "clear"}
    return {column: change[name] for column, name in names.items()} if change else {}
