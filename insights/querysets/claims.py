"""Groupings as pages and digests show them: claims and differences with statements and each group's bars.

What may be shown of a grouping is decided in one place, `consultations.models.ground`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultations.models import Consultation, Statement
from consultations.models.ground import Group, read
from insights.models import Grouping


@dataclass(frozen=True)
class Ground:
    """`claims` and `differences` are rows of `_claim.html`, in the language of the page."""

    consultation: Consultation
    computed_at: datetime
    people: int
    groups: tuple[Group, ...]
    claims: tuple[dict[str, Any], ...]
    differences: tuple[dict[str, Any], ...]
    claims_in_all: int

    @property
    def stable(self) -> bool:
        return len(self.groups) > 1


def grounds(
    groupings: Iterable[Grouping], *, most: int | None = None, most_apart: int | None = None
) -> list[Ground]:
    """At most `most` claims and `most_apart` differences each, the clearest; nothing about statements that
    were taken down since.
    """
    found = [(grouping, read(grouping.result, grouping.computed_at)) for grouping in groupings]
    keys = {row["pk"] for _grouping, ground in found for row in (*ground.claims, *ground.differences)}
    statements = {row.pk: row for row in Statement.objects.public().filter(pk__in=keys).for_page()}
    rows = []
    for grouping, read_ in found:
        claims = read_.told(read_.claims, statements)
        rows.append(
            Ground(
                consultation=grouping.consultation,
                computed_at=grouping.computed_at,
                people=grouping.people,
                groups=tuple(read_.groups),
                claims=tuple(claims[:most]),
                differences=tuple(read_.told(read_.differences, statements)[:most_apart]),
                claims_in_all=len(claims),
            )
        )
    return rows


def ground(grouping: Grouping, *, most: int | None = None) -> Ground:
    return grounds([grouping], most=most, most_apart=most)[0]
