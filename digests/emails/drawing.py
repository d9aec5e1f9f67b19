"""The line of an e-mail: its picture, and the words that stand around it."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from core.emails.pictures import png
from core.templatetags.series import series
from core.templatetags.words import decimal

HEIGHT = 150  # of the picture, as in `trend.svg`


def drawn(trend: dict[str, Any] | None) -> dict[str, Any]:
    """Of `showing.trend_rows`: the picture, and from the top down what its lines across mean."""
    if not trend:
        return {"picture": b""}
    points: Sequence[dict[str, Any]] = trend["points"]
    low, high = trend["ends"]
    line = series(points, low, high, step=trend["days"], left=0)
    ticks = [tick["text"] for tick in reversed(line["ticks"])]
    return {
        "picture": png(render_to_string("digests/email/trend.svg", {"line": line})),
        "in_words": "; ".join(f"{row['name']} {decimal(row['estimate']) or '…'}" for row in points),
        "has_gaps": bool(line["gaps"]),
        "ticks": ticks[:-1],
        "lowest": ticks[-1],
        "row_height": HEIGHT // (len(ticks) - 1),
    }
