"""What the last grouping of the votes found, ready to be shown: nothing about fewer than ten people.

Groups are told of only if each has ten people, since a claim of all groups or a gap between two speaks of the
smallest. Otherwise everyone stands together, as where there are no groups. For the same reason a statement is
told of only if ten people of each group voted on it. The grouping itself is made by `insights`, which stands
above this app; it is reached by its related name.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.claims import SIGNIFICANT
from analysis.intervals import wilson
from consultations.models.consultations import Consultation
from consultations.models.statements import Statement
from core.templatetags.parts import translation_of

LETTERS = "abcde"
Z = 1.28  # of the claims' lower bounds; methods, section 4, step 7
FLOOR = 0.6
KEPT = 3600


@dataclass(frozen=True)
class Group:
    """`telling` is the key of a statement that sets the group apart."""

    letter: str
    size: int
    telling: int | None = None
    telling_side: str = ""
    marks: list[tuple[float, float]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.letter)

    @property
    def label(self) -> tuple[float, float] | None:
        """Where its name stands on the map, in percent."""
        if not self.marks:
            return None
        return round(sum(x for x, _y in self.marks) / len(self.marks), 1), round(
            min(y for _x, y in self.marks), 1
        )


@dataclass(frozen=True)
class Ground:
    """`claims` (the surest first) and `differences` in the shape of `_claim.html`, but for the statement,
    which is a key.
    """

    computed_at: datetime
    people: int
    groups: list[Group]
    stability: float | None
    claims: list[dict[str, Any]]
    differences: list[dict[str, Any]]

    def told(self, rows: list[dict[str, Any]], statements: dict[int, Statement]) -> list[dict[str, Any]]:
        """Claims with their words in the reader's language; without those that are not public any more."""
        return [self._told(row, statements[row["pk"]]) for row in rows if row["pk"] in statements]

    def _told(self, row: dict[str, Any], statement: Statement) -> dict[str, Any]:
        text, language = words_of(statement)
        sides = [with_name(side) for side in row["rows"]]
        return {**row, "statement": text, "language": language, "rows": sides}


def name_of(letter: str) -> str:
    return _("Group %(letter)s") % {"letter": letter.upper()}


def with_name(side: dict[str, Any]) -> dict[str, Any]:
    """One group's row of a claim as `_bars.html` has it, in the reader's language."""
    name = name_of(side["key"]) if side["key"] else _("Everyone")
    return {**side, "name": name, "n_label": ngettext("vote", "votes", side["n"])}


def words_of(statement: Statement) -> tuple[str, str]:
    """A statement in the reader's language if it was translated, else as it was said; and the language."""
    translation = translation_of(statement.contribution)
    found = translation or statement.contribution
    return found.body, found.language


def ground_of(consultation: Consultation) -> Ground | None:
    """None before the first grouping."""
    last = consultation.groupings.order_by("-computed_at")
    head = last.values("pk", "computed_at").first()
    if head is None:
        return None
    key = f"consultations.ground.{head['pk']}.{head['computed_at'].timestamp()}"
    ground: Ground | None = cache.get(key)
    if ground is None:
        ground = read(last.values_list("result", flat=True)[0], head["computed_at"])
        cache.set(key, ground, KEPT)
    return ground


def read(result: dict[str, Any], computed_at: datetime) -> Ground:
    """From `analysis.groups.Groups.as_json()`, with `cells` for the map: group, x and y of ten people."""
    groups = result["groups"]
    grouped = (
        bool(result.get("enough")) and len(groups) > 1 and all(_is_enough(row["size"]) for row in groups)
    )
    telling = {entry["group"]: entry for entry in reversed(result.get("representative", [])) if _tells(entry)}
    marks = _marks(result.get("cells", []))
    claims = sorted(
        (_claim(row, grouped) for row in result["claims"]), key=lambda row: (-row["at_least"], row["pk"])
    )
    differences = [_difference(row) for row in result["differences"]] if grouped else []
    return Ground(
        computed_at=computed_at,
        people=result["people"],
        groups=[
            Group(
                letter=LETTERS[group["id"]],
                size=group["size"],
                telling=telling.get(group["id"], {}).get("statement"),
                telling_side=telling.get(group["id"], {}).get("side", ""),
                marks=marks.get(group["id"], []),
            )
            for group in (groups if grouped else [])
        ],
        stability=result.get("stability"),
        claims=[row for row in claims if _may_tell(row)],
        differences=[row for row in differences if _may_tell(row)],
    )


def _is_enough(people: int) -> bool:
    return people >= settings.SMALLEST_GROUP


def _may_tell(row: dict[str, Any]) -> bool:
    return all(_is_enough(side["n"]) for side in row["rows"])


def _tells(entry: dict[str, Any]) -> bool:
    """By more than chance; and what sets a group apart speaks of the other groups as well."""
    return min(entry["rate_test"], entry["ratio_test"]) > SIGNIFICANT and all(
        _is_enough(votes) for votes in entry.get("votes", [0])
    )


def _claim(claim: dict[str, Any], grouped: bool) -> dict[str, Any]:
    """What every group agrees on; of everyone together where groups are not told of: their sum."""
    taken = "agrees" if claim["side"] == "agree" else "disagrees"
    sides, low = [(side[taken], side["votes"]) for side in claim["groups"]], claim["lower_bound"]
    if len(sides) > 1 and not grouped:
        sides = [(sum(side[0] for side in sides), sum(side[1] for side in sides))]
        low = round(wilson(*sides[0], Z)[0], 6)
    sure = 2 + (low >= FLOOR + 0.06) + (low >= FLOOR + 0.12)
    return _row(claim["statement"], sides, grouped) | {"side": claim["side"], "at_least": low, "sure": sure}


def _difference(apart: dict[str, Any]) -> dict[str, Any]:
    pairs = zip(apart["rates"], apart["votes"], strict=True)
    return _row(apart["statement"], [(rate * n, n) for rate, n in pairs], grouped=True)


def _row(statement: int, sides: list[tuple[float, int]], grouped: bool) -> dict[str, Any]:
    rows = []
    for group, (taken, n) in enumerate(sides):
        low, high = wilson(min(taken, n), n, Z)
        key = LETTERS[group] if grouped else ""
        rows.append({"key": key, "n": n, "estimate": taken / n, "low": low, "high": high})
    return {"pk": statement, "rows": rows, "votes": sum(n for _taken, n in sides)}


def _marks(cells_found: list[dict[str, Any]]) -> dict[int, list[tuple[float, float]]]:
    """By group, where its marks stand in percent of the map's width and height; each is about ten people."""
    if not cells_found:
        return {}
    places = np.array([[cell["x"], cell["y"]] for cell in cells_found], dtype=np.float64)
    low, high = places.min(axis=0), places.max(axis=0)
    inside = 5 + 90 * (places - low) / np.where(high > low, high - low, 1.0)
    marks: dict[int, list[tuple[float, float]]] = {}
    for cell, (x, y) in zip(cells_found, inside.tolist(), strict=True):
        marks.setdefault(cell["group"], []).append((round(x, 1), round(100 - y, 1)))
    return marks
