"""Plain text is written, not converted: 66 columns, headings underlined, bars of `=` and `|`."""

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from django import template

from core.templatetags.charts import text_bar
from core.templatetags.words import decimal, percent, share_range, tone_range

register = template.Library()

COLUMNS = 66
LONGEST = 29  # bar
NAMES = 17  # the most that a name in front of a bar may take


@register.filter
def wrapped(text: str, indent: str = "") -> str:
    """One paragraph of at most 66 columns; what holds words together (no-break spaces) stays."""
    words = re.sub(r"[ \t\r\n]+", " ", str(text)).strip()
    hanging = indent + "  " if words.startswith("* ") else indent
    return textwrap.fill(
        words,
        COLUMNS,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


@register.filter
def underlined(title: str) -> str:
    title = wrapped(title.upper())
    return f"{title}\n{'-' * max(len(line) for line in title.splitlines())}"


@register.simple_tag
def bars(rows: Sequence[dict[str, Any]], low: float = 0, high: float = 1, unit: str = "share") -> str:
    """The ends of the scale, then a line for each row of `_bars.html`; bars take the room that is left."""
    figure = share_range if unit == "share" else tone_range
    figures = [figure(row["estimate"], row["low"], row["high"], plain=True) for row in rows]
    names = min(max((len(row["name"]) for row in rows), default=0), NAMES)
    room = min(COLUMNS - names - max(map(len, figures), default=0) - 3 * len("  "), LONGEST)
    ends = [percent(end) if unit == "share" else decimal(end, 1) for end in (low, high)]
    lines = [f"  {'':{names}}  {ends[0]}{ends[1]:>{room - len(ends[0])}}"]
    for row, told in zip(rows, figures, strict=True):
        hidden = row["estimate"] is None
        bar = "/" * room if hidden else text_bar(row["estimate"], row["low"], row["high"], low, high, room)
        name = textwrap.shorten(row["name"], names, placeholder="…")
        lines.append(f"  {name:{names}}  {bar}  {told}".rstrip())
    return "\n".join(lines)
