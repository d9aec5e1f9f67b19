"""Counting in a batch. No signature ever touches its petition's row, so a thousand a second do not queue.

All that changes a count holds one advisory lock, so that counting, recounting and taking out never mix.
"""

import logging

from django.db import connection

from core.advisory import lock

log = logging.getLogger(__name__)
COUNTING = "petitions.counts"

# One statement: each signature is claimed and added in the same breath, or neither.
COUNT = """
WITH claimed AS (
    UPDATE petitions_signature SET counted_at = statement_timestamp()
    WHERE state = 'confirmed' AND counted_at IS NULL
    RETURNING petition_id
), sums AS (
    SELECT petition_id, count(*) AS n FROM claimed GROUP BY petition_id
), counted AS (
    UPDATE petitions_petition
    SET signature_count = signature_count + sums.n, counted_at = statement_timestamp()
    FROM sums WHERE contribution_id = sums.petition_id
    RETURNING contribution_id, signature_count, n
), crossed AS (
    INSERT INTO petitions_reached (petition_id, threshold_id, at)
    SELECT contribution_id, id, statement_timestamp()
    FROM counted JOIN petitions_threshold ON "count" <= signature_count
    ON CONFLICT DO NOTHING
)
SELECT coalesce(sum(n), 0) FROM counted
"""

RECOUNT = """
WITH actual AS (
    SELECT petition_id, count(*) AS n FROM petitions_signature
    WHERE state = 'confirmed' AND counted_at IS NOT NULL GROUP BY petition_id
), kept AS (
    SELECT contribution_id AS pk, signature_count AS said, coalesce(n, 0) AS n
    FROM petitions_petition LEFT JOIN actual ON petition_id = contribution_id
    WHERE opened_at IS NOT NULL
)
UPDATE petitions_petition SET signature_count = n, drift = said - n, recounted_at = statement_timestamp()
FROM kept WHERE contribution_id = pk
RETURNING pk, said, n
"""

TAKE_BACK = """
DELETE FROM petitions_reached USING petitions_threshold, petitions_petition
WHERE threshold_id = petitions_threshold.id AND petition_id = contribution_id AND "count" > signature_count
"""

CROSS = """
INSERT INTO petitions_reached (petition_id, threshold_id, at)
SELECT contribution_id, id, statement_timestamp()
FROM petitions_petition JOIN petitions_threshold ON "count" <= signature_count
ON CONFLICT DO NOTHING
"""


UNCOUNT = """
UPDATE petitions_petition SET signature_count = signature_count - 1, counted_at = statement_timestamp()
WHERE contribution_id = %s
"""


def count_signatures() -> int:
    """Add what was confirmed since the last time, and note thresholds reached. Returns how many it added."""
    with lock(COUNTING), connection.cursor() as cursor:
        cursor.execute(COUNT)
        (added,) = cursor.fetchone()
    return int(added)


def recount() -> dict[int, int]:
    """Count everything anew and repair. Returns petition -> how many too many it had, where that is not 0."""
    with lock(COUNTING), connection.cursor() as cursor:
        cursor.execute(RECOUNT)
        drifts = {pk: said - n for pk, said, n in cursor.fetchall() if said != n}
        cursor.execute(TAKE_BACK)
        cursor.execute(CROSS)
    for pk, drift in drifts.items():
        log.warning("Petition %s said %+d signatures against the recount; repaired", pk, drift)
    return drifts


def uncount(petition_id: int) -> None:
    """One counted signature less, and a threshold back if need be. The caller holds the lock COUNTING."""
    with connection.cursor() as cursor:
        cursor.execute(UNCOUNT, [petition_id])
        cursor.execute(f"{TAKE_BACK} AND contribution_id = %s", [petition_id])
