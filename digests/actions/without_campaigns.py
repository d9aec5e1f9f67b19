"""Tone that clearly moved, as alerts tell of it, and whether it did so without campaigns as well."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from analysis.changes import clear_among
from analysis.intervals import Difference
from digests.actions.counting import changes_alone, is_so_without
from digests.models import Basis
from insights.querysets.campaigns import copied
from insights.querysets.pulse import Audits, change, tone
from insights.querysets.themes import bodies
from insights.querysets.voices import Rows, Voices, each

FALSE_ALARMS = 0.01  # share of shifts told that may be chance: an alert interrupts
LEAST_SHIFT = 0.1  # of net tone, which runs from -1 to +1


def clear_shifts(rows: Rows, before: Rows, told: Collection[int], audits: Audits) -> dict[int, Difference]:
    """Of the topics that may be `told`, those whose tone clearly moved among them all, and far enough."""
    ours, theirs = each(rows, "topic"), each(before, "topic")
    both = sorted(ours.keys() & theirs.keys() & set(told))
    changes = {topic: change(theirs[topic], ours[topic], audits) for topic in both}
    return {
        topic: found
        for topic, found in clear_among(changes, FALSE_ALARMS).items()
        if found and found.clear and abs(found.diff) >= LEAST_SHIFT
    }


def clear_without_campaigns(
    now: Basis, before: Basis, told: Collection[int], moved: Mapping[int, Difference], audits: Audits
) -> dict[int, dict[str, bool]]:
    """For each topic whose tone clearly `moved`, as facts of its alert: whether it would be told of without
    the texts of campaigns, by a digest of the same days as well. Empty facts where there are none.
    """
    keys = copied(before.whole, now.whole, bodies(before.whole, now.whole)) if moved else []
    if not keys:
        return {topic: {} for topic in moved}
    ours, theirs = now.without(keys), before.without(keys)
    alone = clear_shifts(ours.parts, theirs.parts, told, audits)
    in_digest = changes_alone(ours, theirs, {topic: str(topic) for topic in told}, audits)
    return {
        topic: {
            "clear_without_campaigns": is_so_without(found, alone.get(topic))
            and is_so_without(found, in_digest.get(("topic", str(topic))))
        }
        for topic, found in moved.items()
    }


def facts_of(shift: Difference, heard: Voices, audits: Audits) -> dict[str, Any]:
    """Who was `heard` in the week, how they sound, and how far that moved."""
    voiced = tone(heard, audits)
    moved = {name: getattr(shift, name) for name in ("diff", "low", "high")}
    return {"people": heard.people, "tone": asdict(voiced) if voiced else None, **moved}
