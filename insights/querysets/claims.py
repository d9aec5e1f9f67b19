"""A grouping as pages and digests show it: claims and differences with their statements and each group's bars."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.intervals import wilson
from consultations.models import Statement
from insights.models import Grouping

LETTERS = "ABCDE"
Z_80 = 1.28  # the level of the claims' own floor: methods, section 4


@dataclass(frozen=True)
class Side:
    """How one group answers one statement; a row of `_bars.html`."""

    name: str
    key: str
    n: int
    n_label: str
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Claim:
    """One statement with a bar for each group; a row of `_claim.html`."""

    pk: int
    statement: str
    language: str
    side: str
    at_least: float | None
    rows: tuple[Side, ...]


@dataclass(frozen=True)
class Ground:
    consultation: Any
    computed_at: Any
    people: int
    votes: int
    groups: tuple[dict[str, Any], ...]
    stable: bool
    claims: tuple[Claim, ...]
    differences: tuple[Claim, ...]
    claims_in_all: int


def ground(grouping: Grouping, *, most: int | None = None, language: str | None = None) -> Ground:
    """Everything a page shows of a grouping, in the reader's language; `most` claims of each sort."""
    result = grouping.result
    language = language or get_language() or "en"
    claims, apart = result["claims"][:most], result["differences"][:most]
    texts = statements((row["statement"] for row in [*claims, *apart]), language)
    groups = tuple(
        {"name": group_name(group["id"], len(result["groups"])), "key": LETTERS[group["id"]].lower(), **group}
        for group in result["groups"]
    )
    return Ground(
        consultation=grouping.consultation,
        computed_at=grouping.computed_at,
        people=grouping.people,
        votes=grouping.votes,
        groups=groups,
        stable=bool(result["enough"]) and len(groups) > 1,
        claims=tuple(claim(row, texts, groups) for row in claims if row["statement"] in texts),
        differences=tuple(difference(row, texts, groups) for row in apart if row["statement"] in texts),
        claims_in_all=len(result["claims"]),
    )


def group_name(number: int, of: int) -> str:
    return _("Group %(letter)s") % {"letter": LETTERS[number]} if of > 1 else _("Everyone")


def statements(keys: Iterable[int], language: str) -> dict[int, tuple[str, str]]:
    """Text and language of each statement: the translation into `language`, or the original."""
    rows = Statement.objects.filter(pk__in=list(keys)).select_related("contribution")
    texts = {}
    for row in rows.prefetch_related("contribution__translations"):
        words = row.contribution
        found = {text.language: text.body for text in words.translations.all()}
        texts[row.pk] = (found[language], language) if language in found else (words.body, words.language)
    return texts


def side(name: str, key: str, count: int, votes: int) -> Side:
    low, high = wilson(count, votes, Z_80)
    return Side(name, key, votes, str(_("votes")), count / votes if votes else 0.0, low, high)


def claim(row: dict[str, Any], texts: dict[int, tuple[str, str]], groups: tuple[dict[str, Any], ...]) -> Claim:
    text, language = texts[row["statement"]]
    sides = tuple(
        side(group["name"], group["key"], part["agrees"], part["votes"])
        for group, part in zip(groups, row["groups"], strict=True)
    )
    return Claim(row["statement"], text, language, row["side"], floor(row["lower_bound"] * 100) / 100, sides)


def difference(row: dict[str, Any], texts: dict[int, tuple[str, str]], groups: tuple[dict[str, Any], ...]) -> Claim:
    text, language = texts[row["statement"]]
    sides = tuple(
        side(group["name"], group["key"], round(rate * votes), votes)
        for group, rate, votes in zip(groups, row["rates"], row["votes"], strict=True)
    )
    return Claim(row["statement"], text, language, "", None, sides)
