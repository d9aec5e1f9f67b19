"""What many wrote in nearly the same words: shown as evidence, and counted once beside the full count."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from accounts.models import User
from analysis.campaigns import Campaign, find_campaigns
from insights.querysets.columns import among
from insights.querysets.pulse import Audits, Estimate, is_enough, tone_of
from insights.querysets.voices import Column, Rows, Said, read

MOST = 3


@dataclass(frozen=True)
class Campaigns:
    """The largest of ten people or more; `tone` with each of these counted as one voice.

    `members`: the contributions of each. `copies`: of all campaigns of ten people or more, but one of each.
    """

    shown: tuple[Campaign, ...]
    tone: Estimate | None
    members: tuple[tuple[int, ...], ...] = ()
    copies: frozenset[int] = frozenset()


def campaigns(rows: Rows, texts: Mapping[int, str], audits: Audits = None) -> Campaigns:
    """`texts` by key of the contribution; rows without their text stay as they are."""
    places = known(rows, texts)
    looked_at = list(rows.where(places))
    large = large_among(looked_at, texts, account_days(looked_at))
    shown = tuple(large[:MOST])
    members = tuple(tuple(looked_at[n].pk for n in campaign.members) for campaign in shown)
    copies = frozenset(looked_at[n].pk for campaign in large for n in campaign.members[1:])
    return Campaigns(shown, tone_once(rows, members, audits), members, copies)


def tone_once(rows: Rows, members: Collection[Sequence[int]], audits: Audits = None) -> Estimate | None:
    """The tone with each of these campaigns, the keys of its texts, counted as one voice."""
    if not members:
        return None
    keys, speaking = rows.column("pk"), rows.column("voice").copy()
    nobody = speaking.min() - 1
    for number, texts in enumerate(members):
        speaking[np.isin(keys, texts)] = nobody - number
    return tone_of(read(rows, speaking), audits)


def copied(before: Rows, now: Rows, texts: Mapping[int, str]) -> list[int]:
    """The texts of all campaigns of ten people or more, looked for in both windows as one: what one of them
    makes of a change is not seen in a window in which it ended, or has only begun.
    """
    looked_at = [row for rows in (before, now) for row in rows.where(known(rows, texts))]
    return sorted({looked_at[n].pk for campaign in large_among(looked_at, texts) for n in campaign.members})


def known(rows: Rows, texts: Mapping[int, str]) -> Column:
    """The numbers of the rows whose text is there."""
    return np.flatnonzero(np.isin(rows.column("pk"), list(texts)))


def large_among(
    looked_at: Sequence[Said], texts: Mapping[int, str], days: list[float] | None = None
) -> list[Campaign]:
    """Of ten people or more; the largest first. Which texts are alike is the same without the `days`."""
    found = find_campaigns(
        [texts[row.pk] for row in looked_at],
        [row.voice for row in looked_at],
        [row.at.timestamp() for row in looked_at],
        [row.language for row in looked_at],
        account_days=days,
    )
    return [campaign for campaign in found if is_enough(campaign.people)]


def account_days(looked_at: Sequence[Said]) -> list[float]:
    """How old the account was when it said each; NaN where there is none."""
    people = User.objects.filter(pk__in=among({row.voice for row in looked_at}))
    joined = dict(people.values_list("pk", "date_joined"))
    return [(row.at - joined[row.voice]).days if row.voice in joined else float("nan") for row in looked_at]
