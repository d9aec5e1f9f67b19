"""Whether what an alert tells of is so without what many wrote in nearly the same words."""

from collections.abc import Iterable, Mapping

import numpy as np

from insights.querysets.campaigns import campaigns
from insights.querysets.pulse import Audits, change
from insights.querysets.themes import bodies
from insights.querysets.voices import Rows, Voices, each


def clear_without_campaigns(
    rows: Rows, before: Mapping[int, Voices], topics: Iterable[int], audits: Audits
) -> dict[int, dict[str, bool]]:
    """For each topic whose tone clearly moved, as facts of its alert; empty ones where nothing was copied."""
    found: dict[int, dict[str, bool]] = {topic: {} for topic in topics}
    if not found or not (members := campaigns(rows, bodies(rows), audits).members):
        return found
    alone = each(rows.where(~np.isin(rows.column("pk"), np.concatenate(members))), "topic")
    for topic, facts in found.items():
        moved = change(before[topic], alone[topic], audits) if topic in alone else None
        facts["clear_without_campaigns"] = moved is not None and moved.clear
    return found
