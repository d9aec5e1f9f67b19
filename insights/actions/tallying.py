"""Tallies are sums of readings; a day of a topic is added up anew whenever anything in it changed.

Words that nobody of the public said (`ContributionQuerySet.said_by_the_public`), such as the statements a
facilitator plants, are in no tally.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction

from core import advisory

CELLS = "(SELECT unnest(%(topics)s::bigint[]) AS topic_id, unnest(%(days)s::date[]) AS day)"
DELETE = f"DELETE FROM insights_tally t USING {CELLS} c WHERE t.topic_id = c.topic_id AND t.day = c.day"
ADD_UP = f"""
WITH words AS (
    SELECT w.topic_id, c.day, r.language, w.country, w.kind, w.feeling, w.stance, r.label,
           r.p_neg, r.p_neu, r.p_pos, coalesce(w.author_id, -w.id) AS voice
    FROM {CELLS} c
    JOIN contributions_contribution w ON w.topic_id = c.topic_id AND w.state = 'published'
        AND (w.published_at AT TIME ZONE 'UTC')::date = c.day  -- for many days; for few there is an index:
        AND w.published_at >= c.day::timestamp AT TIME ZONE 'UTC'
        AND w.published_at < (c.day + 1)::timestamp AT TIME ZONE 'UTC'
    JOIN insights_reading r ON r.contribution_id = w.id
    LEFT JOIN accounts_user a ON a.id = w.author_id
    WHERE (a.role = 'citizen' AND coalesce(w.published_at > a.served_until, true))
        OR (w.author_id IS NULL AND w.import_key IS NOT NULL)
),
answers AS (
    SELECT topic_id, day, language, country, kind, 'feeling' AS axis, feeling AS answer, count(*) AS n
    FROM words WHERE feeling <> '' GROUP BY 1, 2, 3, 4, 5, 7
    UNION ALL
    SELECT topic_id, day, language, country, kind, 'stance', stance, count(*)
    FROM words WHERE stance <> '' GROUP BY 1, 2, 3, 4, 5, 7
),
parts AS (  -- grouped once more and not joined, which is slow where PostgreSQL expects a few rows
    SELECT topic_id, day, language, country, kind, count(*) AS texts, count(DISTINCT voice) AS people,
           count(p_neg) AS read, coalesce(sum(p_neg::numeric), 0) AS negative,  -- exact, in whatever order
           coalesce(sum(p_neu::numeric), 0) AS neutral, coalesce(sum(p_pos::numeric), 0) AS positive,
           count(*) FILTER (WHERE label = '') AS unsure, NULL AS axis, NULL AS answer, NULL::bigint AS n
    FROM words GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT topic_id, day, language, country, kind, 0, 0, 0, 0, 0, 0, 0, axis, answer, n FROM answers
)
INSERT INTO insights_tally (topic_id, day, language, country, kind, texts, people, read, negative, neutral,
                            positive, unsure, feelings, stances)
SELECT topic_id, day, language, country, kind, sum(texts), sum(people), sum(read), sum(negative),
       sum(neutral), sum(positive), sum(unsure),
       coalesce(jsonb_object_agg(answer, n) FILTER (WHERE axis = 'feeling'), '{{}}'),
       coalesce(jsonb_object_agg(answer, n) FILTER (WHERE axis = 'stance'), '{{}}')
FROM parts GROUP BY 1, 2, 3, 4, 5
"""
EVERY_DAY = """
SELECT DISTINCT topic_id, (published_at AT TIME ZONE 'UTC')::date
FROM contributions_contribution WHERE published_at IS NOT NULL
UNION SELECT DISTINCT topic_id, day FROM insights_tally
"""


def rebuild_days(cells: Collection[tuple[int, date]]) -> None:
    """Add up these days of these topics again. One worker at a time, so that no cell is written twice."""
    if not cells:
        return
    topics, days = zip(*sorted(cells), strict=True)
    with transaction.atomic(), advisory.lock("insights.tallies"), connection.cursor() as cursor:
        for statement in (DELETE, ADD_UP):
            cursor.execute(statement, {"topics": list(topics), "days": list(days)})


def rebuild_all() -> int:
    """All tallies from all readings: must change nothing. Returns how many days of topics there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EVERY_DAY)
        cells = cursor.fetchall()
        rebuild_days(cells)
    return len(cells)
