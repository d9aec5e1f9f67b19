"""Every figure of a digest, worked out again from what was frozen with it, beside what the digest says."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.utils import translation

from contributions.models import Contribution
from digests.actions.counting import counted
from digests.actions.figures import CAMPAIGN, VERSION, beside_campaigns, campaigns_of
from digests.actions.ground import about_ground
from digests.actions.listing import listed
from digests.actions.trend import trend
from digests.models import Basis, Digest
from digests.models.digests import canonical
from digests.models.figures import COPIED, points
from insights.models import Grouping
from insights.querysets.accuracy import audits_of
from insights.querysets.campaigns import copied, tone_once
from insights.querysets.columns import among
from insights.querysets.themes import bodies, looked_at, themes
from insights.querysets.voices import Rows

CAMPAIGNS = ("campaigns", "without_campaigns", "tone_once")
EXTENT = ("posts", "people", "hours")  # of a campaign: all but its kind, which is in the words
AS_IT_STOOD = ("waiting", "milestones", "changed", "quotes")  # facts of that moment, kept as they were
FROM_ROWS = ("people", "imported", "texts", "people_before", "tone", "change", "unsure", "feelings")
WORKED_OUT = (*FROM_ROWS, "by_topic", "propositions", "trend", "ground", "themes", *CAMPAIGNS)
EARLIER = "made by an earlier version: cannot be worked out again"


class Line(NamedTuple):
    """`again` is None, with a note, where a figure cannot be worked out any more."""

    figure: str
    said: Any
    again: Any
    note: str = ""

    @property
    def is_equal(self) -> bool:
        return bool(self.said == self.again) and not (self.note and self.again is None)


def verify(digest: Digest) -> Iterator[Line]:
    """The seal first, then each figure. What cannot be worked out again says why."""
    yield Line("hash", digest.hash, digest.sealed())
    again = worked_out(digest) if digest.content["version"] == VERSION else made_earlier(digest.content)
    yield from again
    for name in AS_IT_STOOD:
        found = len(digest.content.get(name, ()))
        yield Line(name, found, found, "as it stood then")


def made_earlier(content: dict[str, Any]) -> Iterator[Line]:
    """Its rules were changed since: by those of today its figures are neither right nor wrong."""
    told = {name: content[name] for name in WORKED_OUT if name in content}
    for line in leaves("", told, told):
        yield line._replace(again=None, note=EARLIER)


def worked_out(digest: Digest) -> Iterator[Line]:
    now, before = digest.kept.bases()
    content = digest.content
    yield from compared("", rows_part(content), again_from_rows(digest, now, before))
    if "listed" in content:
        slugs = {topic.pk: topic.slug for topic in digest.topics.all()}
        yield from compared("listed", content["listed"], listed(content, now, before, slugs))
    if content.get("trend"):
        yield from compared("trend", content["trend"], trend_again(digest, now.whole, before.whole))
    with translation.override(digest.language):
        yield from ground(digest)
        yield from words(digest, now.whole, before.whole)


def rows_part(content: dict[str, Any]) -> dict[str, Any]:
    """Of what the digest says, the figures that come from rows alone."""
    parts = ("slug", "people", "texts", "tone", "change")
    return {
        **{name: content[name] for name in FROM_ROWS},
        "by_topic": {row["slug"]: {name: row[name] for name in parts} for row in content["by_topic"]},
        "stances": {str(row["thread"]): row["stances"] for row in content["propositions"]},
    }


def again_from_rows(digest: Digest, now: Basis, before: Basis) -> dict[str, Any]:
    slugs = {topic.pk: topic.slug for topic in digest.topics.all()}
    found = counted(now, before, slugs, audits_of(digest.audits), lambda: digest.behind.get(COPIED, []))
    shown = {str(row["thread"]) for row in digest.content["propositions"]}
    stances = {str(row["thread"]): row["answers"] for row in found["stances"]}
    return found | {
        "by_topic": {row["slug"]: row for row in found["by_topic"]},
        "stances": {thread: answers for thread, answers in stances.items() if thread in shown},
    }


def trend_again(digest: Digest, now: Rows, before: Rows) -> dict[str, Any] | None:
    """What was not told of others is not known here, and stays untold."""
    earlier, end = (datetime.fromisoformat(digest.content[f"compared_{name}"]) for name in ("from", "until"))
    untold = {
        datetime.fromisoformat(row["since"]) for row in points(digest.content) if row["estimate"] is None
    }
    return trend(now, before, (digest.since, digest.until), (earlier, end), audits_of(digest.audits), untold)


def ground(digest: Digest) -> Iterator[Line]:
    """From the groupings as they were; statements that were taken down since are not told any more."""
    told = digest.content["ground"]
    groupings = [
        Grouping(
            consultation_id=row["consultation"],
            computed_at=datetime.fromisoformat(row["counted_at"]),
            people=row["people"],
            result=digest.groupings[str(row["consultation"])],
        )
        for row in told
    ]
    for row, now in zip(told, about_ground(groupings, most=None), strict=True):
        for part in ("claims", "differences"):
            found = {claim["pk"]: numbers_of(claim) for claim in now[part]}
            for claim in row[part]:
                name = f"ground.{row['consultation']}.{part}.{claim['pk']}"
                if claim["pk"] in found:
                    yield from compared(name, numbers_of(claim), found[claim["pk"]])
                else:
                    yield Line(name, numbers_of(claim), None, "the statement was taken down since")


def numbers_of(claim: dict[str, Any]) -> dict[str, Any]:
    rows = {
        row["key"] or "everyone": {name: row.get(name) for name in ("n", "estimate", "low", "high")}
        for row in claim["rows"]
    }
    return {"votes": claim["votes"], "at_least": claim.get("at_least"), "groups": rows}


def words(digest: Digest, now: Rows, before: Rows) -> Iterator[Line]:
    """Themes, and which texts are alike, need the texts: they are found again while none was changed."""
    content, texts = digest.content, bodies(now, before)
    told = {"themes": content["themes"], **{name: content[name] for name in CAMPAIGNS}}
    gone = len(looked_at(now, before) - texts.keys())
    changed = Contribution.objects.filter(pk__in=among(texts), touched_at__gt=digest.made_at).count() + gone
    if changed:
        yield from without_texts(digest, now, note=f"texts changed since: {changed}")
        return
    campaigns, members, copies = campaigns_of(now, texts, audits_of(digest.audits))
    found, behind = themes(now, before, texts, copies)
    yield from compared("", told, {"themes": found, **campaigns})
    if COPIED in digest.behind:  # a change is clear
        behind |= {COPIED: copied(before, now, texts)}
    yield Line("behind", digest.behind, members | behind)


def without_texts(digest: Digest, now: Rows, *, note: str) -> Iterator[Line]:
    """What is counted of campaigns, once it is known which texts are alike; `note` says why not the rest."""
    content, behind = digest.content, digest.behind
    members = {name: behind[name] for name in sorted(behind) if name.startswith(CAMPAIGN)}
    told = {name: content[name] for name in CAMPAIGNS}
    once = tone_once(now, list(members.values()), audits_of(digest.audits))
    yield from compared(
        "",
        told | {"campaigns": [{name: row[name] for name in EXTENT} for row in told["campaigns"]]},
        beside_campaigns(now, members, once)
        | {"campaigns": [extent(now, keys) for keys in members.values()]},
    )
    for number, row in enumerate(content["campaigns"]):
        yield Line(f"campaigns.{number}.kind", row["kind"], None, note)
    for name, value in (("themes", content["themes"]), ("behind", behind)):
        yield Line(name, value, None, note)


def extent(rows: Rows, keys: list[int]) -> dict[str, int]:
    """Of a campaign, what these texts of it say without their words."""
    texts = rows.where(np.isin(rows.column("pk"), keys))
    hours = np.ptp(texts.column("at")) / np.timedelta64(1, "h")
    people = len(np.unique(texts.column("voice")))
    return {"posts": len(texts), "people": people, "hours": max(1, round(float(hours)))}


def compared(name: str, said: Any, again: Any) -> Iterator[Line]:
    """Leaf by leaf, as JSON has them; what is only on one side is not equal."""
    yield from leaves(name, said, json.loads(canonical(again)))


def leaves(name: str, said: Any, again: Any) -> Iterator[Line]:
    if isinstance(said, dict) and isinstance(again, dict):
        for key in sorted({*said, *again}):
            yield from leaves(f"{name}.{key}".lstrip("."), said.get(key), again.get(key))
    elif isinstance(said, list) and isinstance(again, list) and len(said) == len(again):
        for number, (one, other) in enumerate(zip(said, again, strict=True)):
            yield from leaves(f"{name}.{number}", one, other)
    else:
        yield Line(name, said, again)
