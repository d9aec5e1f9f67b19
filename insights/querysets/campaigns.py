"""What many wrote in nearly the same words: shown as evidence, and counted once beside the full count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from analysis.campaigns import Campaign, find_campaigns
from analysis.campaigns import voices as speakers
from insights.querysets.pulse import Audits, Estimate, is_enough, tone_of
from insights.querysets.voices import Said, read

MOST = 3


@dataclass(frozen=True)
class Campaigns:
    """Those of ten people or more, the largest first; `tone` with each of them counted as one voice."""

    shown: tuple[Campaign, ...]
    tone: Estimate | None


def campaigns(rows: Sequence[Said], texts: Mapping[int, str], audits: Audits = None) -> Campaigns:
    """`texts` by key of the contribution; rows without their text stay as they are."""
    looked_at = [row for row in rows if row.pk in texts]
    joined = dict(
        User.objects.filter(pk__in={row.voice for row in looked_at}).values_list("pk", "date_joined")
    )
    found = find_campaigns(
        [texts[row.pk] for row in looked_at],
        [row.voice for row in looked_at],
        [row.at.timestamp() for row in looked_at],
        [row.language for row in looked_at],
        account_days=[
            (row.at - joined[row.voice]).days if row.voice in joined else float("nan") for row in looked_at
        ],
    )
    shown = tuple(campaign for campaign in found if is_enough(campaign.people))
    if not shown:
        return Campaigns((), None)
    others = [row for row in rows if row.pk not in texts]
    speaking = speakers([row.voice for row in looked_at], shown) + [row.voice for row in others]
    return Campaigns(shown[:MOST], tone_of(read([*looked_at, *others], speaking), audits))
