"""How a text will look, before it is sent. Nothing is kept."""

from typing import Any

from django.http import HttpRequest

from contributions.actions import as_kept, check_words
from contributions.states import LONGEST, Kind
from core.verdict import Refused

MOST_SHOWN = 4  # times the longest text that can be sent


def preview_of(request: HttpRequest, kind: Kind = Kind.POST) -> dict[str, Any]:
    """For `contributions/_previewed.html`: the words, and why they could not be sent as they are."""
    body = as_kept(request.POST.get("body", ""))[: MOST_SHOWN * LONGEST[kind]]
    fault = ""
    try:
        check_words(body, kind)
    except Refused as refused:
        fault = refused.reason
    return {"preview": body, "preview_fault": fault, "is_preview": True}


def wants_preview(request: HttpRequest) -> bool:
    """The button without script: the form's own page comes back with the preview in it."""
    return "preview" in request.POST


def preview_if_wanted(request: HttpRequest) -> dict[str, Any]:
    return preview_of(request) if wants_preview(request) else {}
