"""All that a digest says, as plain data, from one look at the window and one at the window before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone, translation

from accounts.models import Office
from analysis.intervals import DRAWS
from digests.actions.changed import changed
from digests.actions.counting import FALSE_FINDINGS, Figure, counted, plain
from digests.actions.ground import about_ground, running
from digests.actions.listing import listed
from digests.actions.narrowing import Narrowed, said_in
from digests.actions.titles import not_shown, titles, with_title
from digests.actions.trend import Window, trend_of
from digests.actions.waiting import milestones, waiting
from digests.actions.words import quotes
from digests.models import Frozen, Scope
from digests.models.figures import CAMPAIGN, COPIED, alike
from insights.querysets.accuracy import audits, counts_of
from insights.querysets.campaigns import campaigns, copied
from insights.querysets.pulse import Audits, Estimate, is_enough
from insights.querysets.report import propositions
from insights.querysets.themes import bodies, themes
from insights.querysets.voices import Rows

VERSION = 9  # another whenever the same rows give other figures


@dataclass(frozen=True)
class Collected:
    """What the digest says, and what it was made from: the rows, the groupings of votes by consultation, the
    counts of the audit sample, and the contributions behind figures that rows alone cannot tell. `read_at`:
    what was changed later was counted as it stood before.
    """

    content: Figure
    frozen: Frozen
    groupings: dict[str, Any]
    audits: dict[str, Any]
    behind: dict[str, list[int]]
    read_at: datetime


def collect(
    scope: Scope,
    since: datetime,
    until: datetime,
    language: str,
    *,
    offices: Sequence[Office],
    before: tuple[datetime, datetime] | None = None,
) -> Collected:
    """`offices`: those for which something may wait. `before`: the window that this one is compared with; the
    one as long that ends where this begins, if nothing is said.
    """
    windows, read_at = ((since, until), before or (since - (until - since), since)), timezone.now()
    found = said_in(scope, *windows[0]), said_in(scope, *windows[1])
    ours, theirs = (each.basis for each in found)
    now, then = ours.whole, theirs.whole
    texts, checked = bodies(now, then), audits()
    slugs = {topic.pk: topic.slug for topic in scope.topics}
    running_ = running(scope.topic_keys, since, until)
    behind = dict[str, list[int]]()
    with translation.override(language):
        sums = counted(
            ours, theirs, slugs, checked, lambda: behind.setdefault(COPIED, copied(then, now, texts))
        )
        told_campaigns, behind_campaigns, copies = campaigns_of(now, texts, checked)
        told_themes, behind_themes = themes(now, then, texts, copies)
        content = {
            **framed(scope, windows, language),
            **from_rows(scope, windows, found, sums, checked),
            "ground": about_ground(running_),
            **told_campaigns,
            "themes": told_themes,
            "quotes": quotes(now, texts, language),
            "waiting": waiting(scope.topic_keys, until, offices),
            "milestones": milestones(scope.topic_keys, until),
            "method": method(now),
        }
        content["changed"] = changed(content, scope, since, until, offices)
        content["listed"] = listed(content, ours, theirs, slugs)
    return Collected(
        content,
        Frozen.of(ours, theirs),
        {str(row.consultation_id): row.result for row in running_},
        counts_of(checked),
        behind | behind_campaigns | behind_themes,
        read_at,
    )


def framed(scope: Scope, windows: tuple[Window, Window], language: str) -> Figure:
    """What the figures are about: whose, and when they were said."""
    (since, until), (earlier, end) = windows
    return {
        "version": VERSION,
        "language": language,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "compared_from": earlier.isoformat(),
        "compared_until": end.isoformat(),
        "topics": [topic.slug for topic in scope.topics],
        "about": titles(scope.topics),
        "countries": list(scope.countries),
        "languages": list(scope.languages),
    }


def from_rows(
    scope: Scope,
    windows: tuple[Window, Window],
    found: tuple[Narrowed, Narrowed],
    sums: Figure,
    audits: Audits,
) -> Figure:
    """The `sums` with their names, the line, and what is not shown."""
    (basis, is_all, untold, _everybody), _then = found
    return {
        **{name: figure for name, figure in sums.items() if name != "stances"},
        "left_out": not is_all,
        "by_topic": [with_title(row, scope.topics) for row in sums["by_topic"]],
        "trend": trend_of(scope, found, windows, audits),
        "not_shown": not_shown(sums, scope.topics, basis.whole, untold),
        "propositions": about(sums["stances"], basis.parts),
    }


def about(positions: Sequence[Figure], now: Rows) -> list[Figure]:
    """The propositions about which most people said where they stand, in the language of the digest."""
    answers = {row["thread"]: row["answers"] for row in positions}
    return [
        {"thread": row.thread, **row.wording._asdict(), "url": row.url, "stances": answers[row.thread]}
        for row in propositions(now)
    ]


def campaigns_of(
    rows: Rows, texts: dict[int, str], audits: Audits = None
) -> tuple[Figure, dict[str, list[int]], frozenset[int]]:
    """What ten people or more wrote in nearly the same words: people and texts without it, and the tone with
    each such group counted as one voice. Then the texts of each group, and all copies but one of each.
    """
    found = campaigns(rows, texts, audits)
    told = [
        {"posts": row.posts, "people": row.people, "hours": max(1, round(row.hours)), "kind": row.kind}
        for row in found.shown
    ]
    members = {f"{CAMPAIGN}{n}": list(keys) for n, keys in enumerate(found.members)}
    return {"campaigns": told} | beside_campaigns(rows, members, found.tone), members, found.copies


def beside_campaigns(rows: Rows, members: Mapping[str, list[int]], once: Estimate | None) -> Figure:
    """People and texts without campaigns; and `once`, the tone with each of these as one voice."""
    others = rows.where(~np.isin(rows.column("pk"), alike(members)))
    people, everyone = (len(np.unique(part.column("voice"))) for part in (others, rows))
    may_tell = alike(members) and is_enough(people) and (is_enough(everyone - people) or people == everyone)
    tone = plain(once)
    if tone:
        del tone["people"]  # voices, from which one could tell how many people are in campaigns only
    return {
        "without_campaigns": {"people": people, "texts": len(others)} if may_tell else None,
        "tone_once": tone,
    }


def method(rows: Rows) -> Mapping[str, Any]:
    """What it takes to recompute every figure to the last digit."""
    return {
        "models": rows.models(),
        "interval": 0.95,
        "interval_of_groups": 0.8,
        "draws": DRAWS,
        "seed": 0,
        "smallest_group": settings.SMALLEST_GROUP,
        "false_findings": FALSE_FINDINGS,
    }
