"""One address, one template: htmx gets a named part of the same page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.utils.cache import patch_vary_headers


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or only its `part` when htmx asks for it."""
    name = f"{template}#{part}" if part and getattr(request, "htmx", False) else template
    response = render_page(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
