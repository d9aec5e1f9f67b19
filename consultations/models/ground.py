"""What the last grouping of the votes found, ready to be shown: nothing about fewer than ten people.

The grouping itself is made by `insights`, which stands above this app; it is reached by its related name.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.core.cache import cache
from django.utils.translation import gettext as _

from analysis import cells
from analysis.intervals import wilson
from consultations.models.consultations import Consultation
from consultations.models.statements import Statement
from core.templatetags.parts import translation_of

LETTERS = "abcde"
Z = 1.28  # of the claims' lower bounds; methods, section 4, step 7
FLOOR = 0.6
MARK = 10  # people that one mark on the map stands for
KEPT = 3600


@dataclass(frozen=True)
class Group:
    """An opinion group. `size` is None when it is hidden, `telling` the key of a statement that sets it apart."""

    letter: str
    size: int | None
    telling: int | None = None
    telling_side: str = ""
    marks: list[tuple[float, float]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return _("Group %(letter)s") % {"letter": self.letter.upper()}

    @property
    def label(self) -> tuple[float, float] | None:
        """Where its name stands on the map, in percent."""
        if not self.marks:
            return None
        return round(sum(x for x, _y in self.marks) / len(self.marks), 1), round(min(y for _x, y in self.marks), 1)


@dataclass(frozen=True)
class Ground:
    """`claims` and `differences` in the shape of `_claim.html`, but for the statement, which is a key."""

    computed_at: datetime
    people: int
    votes: int
    groups: list[Group]
    stability: float | None
    claims: list[dict[str, Any]]
    differences: list[dict[str, Any]]

    @property
    def is_grouped(self) -> bool:
        return len(self.groups) > 1

    @property
    def sure(self) -> int:
        """The level of `_sure.html`: how alike the groups come out without one person in five."""
        return sum((self.stability or 0) >= step for step in (0.4, 0.6, 0.8, 0.9)) if self.is_grouped else 0

    def told(self, rows: list[dict[str, Any]], statements: dict[int, Statement]) -> list[dict[str, Any]]:
        """Claims with their words in the reader's language; without those that are not public any more."""
        return [self._told(row, statements[row["pk"]]) for row in rows if row["pk"] in statements]

    def _told(self, row: dict[str, Any], statement: Statement) -> dict[str, Any]:
        text, language = words_of(statement)
        sides = [{**side, "name": self._name(side["key"]), "n_label": _("votes")} for side in row["rows"]]
        return {**row, "statement": text, "language": language, "rows": sides}

    def _name(self, letter: str) -> str:
        return Group(letter, None).name if letter else _("Everyone")


def words_of(statement: Statement) -> tuple[str, str]:
    """A statement in the reader's language if it has been translated, else as it was said; and which it is."""
    translation = translation_of(statement.contribution)
    found = translation or statement.contribution
    return found.body, found.language


def ground_of(consultation: Consultation) -> Ground | None:
    """None before the first grouping."""
    if not hasattr(consultation, "groupings"):
        return None
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
    """From the JSON of `analysis.groups.Groups.as_json()`."""
    grouped = bool(result.get("enough")) and len(result["groups"]) > 1
    telling = {entry["group"]: entry for entry in reversed(result.get("representative", []))}
    sizes = cells.suppress([group["size"] for group in result["groups"]])
    marks = _marks(result) if grouped else {}
    groups = [
        Group(
            letter=LETTERS[group["id"]],
            size=size if isinstance(size, int) else None,
            telling=telling.get(group["id"], {}).get("statement"),
            telling_side=telling.get(group["id"], {}).get("side", ""),
            marks=marks.get(group["id"], []) if size is not None else [],
        )
        for group, size in zip(result["groups"], sizes, strict=True)
    ]
    claims = []
    for claim in result["claims"]:
        taken = "agrees" if claim["side"] == "agree" else "disagrees"
        sides = [(side["group"], side[taken], side["votes"]) for side in claim["groups"]]
        low = claim["lower_bound"]
        claims.append(
            _row(claim["statement"], sides, grouped)
            | {"side": claim["side"], "at_least": low, "sure": 2 + (low >= FLOOR + 0.06) + (low >= FLOOR + 0.12)}
        )
    differences = [
        _row(apart["statement"], [(i, rate * n, n) for i, (rate, n) in enumerate(_pairs(apart))], grouped)
        for apart in result["differences"]
    ]
    return Ground(
        computed_at=computed_at,
        people=result["people"],
        votes=result["votes"],
        groups=groups if grouped else [],
        stability=result.get("stability"),
        claims=claims,
        differences=differences if grouped else [],
    )


def _pairs(apart: dict[str, Any]) -> list[tuple[float, int]]:
    return list(zip(apart["rates"], apart["votes"], strict=True))


def _row(statement: int, sides: list[tuple[int, float, int]], grouped: bool) -> dict[str, Any]:
    hidden = cells.hide(np.array([n for _group, _taken, n in sides], dtype=np.int64))
    rows = []
    for (group, taken, n), is_hidden in zip(sides, hidden.tolist(), strict=True):
        row: dict[str, Any] = {"key": LETTERS[group] if grouped else "", "n": n, "estimate": None}
        if n and not is_hidden:
            low, high = wilson(min(taken, n), n, Z)
            row |= {"estimate": taken / n, "low": low, "high": high}
        rows.append(row)
    total = sum(n for _group, _taken, n in sides)
    return {"pk": statement, "rows": rows, "votes": None if hidden.any() else total}


def _marks(result: dict[str, Any]) -> dict[int, list[tuple[float, float]]]:
    """For each group, marks of about ten neighbours each, in percent of the map's width and height."""
    people = list(result["participants"])
    if not people or not result.get("places"):
        return {}
    places = np.array([result["places"][person] for person in people], dtype=np.float64)
    label = np.array([result["participants"][person] for person in people])
    low, high = np.percentile(places, [2, 98], axis=0)
    spread = np.where(high > low, high - low, 1.0)
    inside = 6 + 88 * (np.clip(places, low, high) - low) / spread
    inside[:, 1] = 100 - inside[:, 1]
    found = {}
    for group in np.unique(label):
        mine = inside[label == group]
        found[int(group)] = [(round(float(x), 1), round(float(y), 1)) for x, y in _tens(mine, len(mine) // MARK)]
    return found


def _tens(places: Any, marks: int) -> list[Any]:
    """Middles of neighbours: halved along the longer side until each part is one mark."""
    if marks <= 1:
        return [places.mean(axis=0)] * marks
    axis = int(np.ptp(places, axis=0).argmax())
    order = places[places[:, axis].argsort(kind="stable")]
    cut = round(len(order) * (marks // 2) / marks)
    return [*_tens(order[:cut], marks // 2), *_tens(order[cut:], marks - marks // 2)]
