"""Every figure of the pulse pages as one plain table: what charts, tables, files and the interface show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contributions.states import Feeling
from core.templatetags.words import OWN_NAMES
from insights.querysets.pulse import Estimate
from insights.querysets.report import Part, Point, Report
from topics.models import Topic

TONE, SHARE = "tone", "share"


@dataclass(frozen=True)
class Cell:
    """`keys`: what it is about, a code for each column. `figure` None where it may not be told."""

    keys: tuple[str, ...]
    figure: Estimate | None


@dataclass(frozen=True)
class Figure:
    """`unit`: "tone", from -1 to +1, or "share", from 0 to 1. `more`: cells that are not told, by number."""

    name: str
    columns: tuple[str, ...]
    unit: str
    cells: tuple[Cell, ...]
    more: int = 0

    @property
    def heads(self) -> list[str]:
        return [*self.columns, self.unit, "low", "high", "people"]

    def rows(self) -> list[dict[str, Any]]:
        """None where nothing may be told."""
        return [
            dict(zip(self.heads, [*cell.keys, *numbers(cell.figure)], strict=True)) for cell in self.cells
        ]


def numbers(figure: Estimate | None) -> tuple[float | int | None, ...]:
    if figure is None:
        return None, None, None, None
    return figure.estimate, figure.low, figure.high, figure.people


def figures(found: Report, topics: Iterable[Topic] = ()) -> dict[str, Figure]:
    """By name. `topics`: those of the portal, when the report is about all of them."""
    rows = [
        Figure("tone_by_week", ("week_from",), TONE, tuple(cell_of(point) for point in found.points)),
        Figure("feelings", ("feeling",), SHARE, feelings(found)),
        Figure("feelings_by_week", ("week_from", "feeling"), SHARE, felt(found)),
        Figure("tone_by_language", ("language",), TONE, parts(found.languages, OWN_NAMES)),
        by_country(found),
    ]
    slugs = {topic.pk: topic.slug for topic in topics}
    if slugs:
        cells = parts(
            {slug: found.topics[pk] for pk, slug in slugs.items() if pk in found.topics}, slugs.values()
        )
        rows.append(Figure("tone_by_topic", ("topic",), TONE, cells))
    return {figure.name: figure for figure in rows}


def cell_of(point: Point) -> Cell:
    if point.estimate is None or point.low is None or point.high is None or point.people is None:
        return Cell((str(point.on),), None)
    return Cell((str(point.on),), Estimate(point.estimate, point.low, point.high, point.people))


def feelings(found: Report) -> tuple[Cell, ...]:
    return tuple(Cell((answer.code,), answer.share) for answer in found.pulse.feelings)


def felt(found: Report) -> tuple[Cell, ...]:
    cells = []
    for week in found.felt:
        shares = {answer.code: answer.share for answer in week.feelings}
        cells += [Cell((str(week.on), code), shares.get(code)) for code in Feeling.values]
    return tuple(cells)


def parts(found: Mapping[str, Part], codes: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(Cell((code,), found[code].figure if code in found else None) for code in codes)


def by_country(found: Report) -> Figure:
    """Countries that may not be told are not even named: their number is."""
    named = {code: part for code, part in found.countries.items() if code}
    told = sorted(code for code, part in named.items() if part.figure)
    more = len(named) - len(told) if found.pulse.tone else 0
    return Figure("tone_by_country", ("country",), TONE, parts(named, told), more)
