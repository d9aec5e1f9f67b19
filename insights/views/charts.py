"""Figures with names in the reader's language, ready for `_bars.html`, `_series.html` and their tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.words import alphabetical
from insights.querysets.figures import Cell, Figure
from insights.querysets.lines import LINES, code_of
from insights.querysets.posts import NOTHING
from insights.querysets.pulse import Estimate, scale
from insights.querysets.report import Report
from insights.templatetags.naming import name_of
from topics.models import Topic

HEADS = {
    "week_from": gettext_lazy("Week from"),
    "feeling": gettext_lazy("Feeling"),
    "language": gettext_lazy("Language"),
    "country": gettext_lazy("Country"),
    "topic": gettext_lazy("Topic"),
    "tone": gettext_lazy("Tone"),
    "share": gettext_lazy("Share"),
}
PARTS = {"week_from": "week", "feeling": "feeling", "language": "language", "country": "country"}


class Row(NamedTuple):
    """One line of `_bars.html`; `estimate` None is drawn hatched. `posts` is where its texts are."""

    name: str
    n: int | None
    estimate: float | None
    low: float | None
    high: float | None
    url: str = ""
    lang: str = ""
    why: str = ""
    posts: str = ""


@dataclass(frozen=True)
class Chart:
    """`ends` of the axis: `low` and `high`."""

    name: str
    head: str
    unit: str
    rows: list[Row]
    more: int
    ends: dict[str, float]


def row(
    name: str, figure: Estimate | None, *, why: str = "", url: str = "", lang: str = "", posts: str = ""
) -> Row:
    if figure is None:
        return Row(name, None, None, None, None, url, lang, why)
    return Row(name, figure.people, figure.estimate, figure.low, figure.high, url or posts, lang, "", posts)


def chart(figure: Figure, topic: Topic | None, titles: dict[str, str], found: Report) -> Chart:
    """Of a figure with one column. `titles` of topics by slug; `found`: what opens to texts."""
    (column,) = figure.columns
    line = LINES.get(PARTS.get(column, ""))
    opens = frozenset(code_of(part) for part in line.opens(found, NOTHING)) if line else frozenset()
    rows = [row_of(column, cell, topic, titles, opens) for cell in figure.cells]
    if column == "country":
        rows = alphabetical(rows, "name")
    ends = scale(end for line in rows for end in (line.low, line.high))
    return Chart(figure.name, str(HEADS[column]), figure.unit, rows, figure.more, ends)


def row_of(
    column: str, cell: Cell, topic: Topic | None, titles: dict[str, str], opens: frozenset[str]
) -> Row:
    (code,) = cell.keys
    why = _("Not shown: it would tell about fewer than 10 people")
    if column == "topic":
        url = reverse("insights:topic_pulse", args=[code])
        return row(titles[code], cell.figure, why=why, url=url, posts=posts_url(None, topic=code))
    return row(
        name_of(column, code),
        cell.figure,
        why=why,
        lang=code if column == "language" else "",
        posts=posts_url(topic, **{PARTS[column]: code}) if code in opens else "",
    )


def posts_url(about: Topic | None, **part: str) -> str:
    """The list of the texts behind a figure."""
    asked = {"topic": about.slug} if about else {}
    return f"{reverse('insights:posts')}?{urlencode(asked | part)}"


def charts(
    figures: Iterable[Figure], topic: Topic | None, titles: dict[str, str], found: Report
) -> dict[str, Chart]:
    return {
        figure.name: chart(figure, topic, titles, found) for figure in figures if len(figure.columns) == 1
    }
