"""The page of one figure: whose texts these are, when they were said, and what they are compared with."""

from collections.abc import Collection
from typing import Any

from core.moments import INSTANT
from digests import emails
from digests.models.figures import before_of, is_before, is_compared, now_of, window_of


def traced(
    content: dict[str, Any], figure: str, figures: Collection[str], texts: str, query: str = ""
) -> dict[str, Any]:
    """`texts`: the address below which figures are found, with this `query`."""
    since, until = window_of(content, figure)
    other = now_of(figure) if is_before(figure) else before_of(figure)
    is_there = other in figures
    beside, end = window_of(content, other)
    return {
        "name": emails.figure_name(content, figure),
        "is_before": is_before(figure),
        "since": since,
        "until": until - INSTANT,
        "other": {"url": f"{texts}{other}/{query}", "since": beside, "until": end - INSTANT}
        if is_there
        else None,
        "is_unlisted": not is_there and is_compared(content, figure),
        "content": content,
    }
