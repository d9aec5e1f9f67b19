"""Whether what an alert tells of is so without what many wrote in nearly the same words."""

from collections.abc import Mapping

import numpy as np

from analysis.intervals import Difference
from digests.actions.counting import is_so_without
from insights.querysets.campaigns import copied
from insights.querysets.pulse import Audits, change
from insights.querysets.themes import bodies
from insights.querysets.voices import Rows, each


def clear_without_campaigns(
    rows: Rows, before: Rows, moved: Mapping[int, Difference], audits: Audits
) -> dict[int, dict[str, bool]]:
    """For each topic whose tone clearly moved, as facts of its alert; empty ones where nothing was copied."""
    keys = copied(before, rows, bodies(before, rows)) if moved else []
    if not keys:
        return {topic: {} for topic in moved}
    theirs, ours = (each(part.where(~np.isin(part.column("pk"), keys)), "topic") for part in (before, rows))
    both = theirs.keys() & ours.keys()
    alone = {topic: change(theirs[topic], ours[topic], audits) for topic in moved if topic in both}
    return {
        topic: {"clear_without_campaigns": is_so_without(found, alone.get(topic))}
        for topic, found in moved.items()
    }
