"""A large portal made by the database itself: contributions with readings in two windows."""

import random
from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate
from typing import Any

from analysis.stopwords import STOPWORDS
from analysis.topicwords import TOPIC_WORDS

TOPICS, THREADS = 12, 2_400
AUTHORS = 200_000
BODIES = 20_000  # different texts of each language, the newest first: no more are looked at
CAMPAIGN = 400  # copies among them

PEOPLE = """
INSERT INTO accounts_user (password, is_superuser, email, display_name, country, languages, language, role,
    is_staff, is_active, is_example, date_joined)
OVERRIDING SYSTEM VALUE
SELECT '', false, n || '@example.org', 'Person ' || n, 'UA', '{}', 'en', 'citizen', false, true, false,
    %(now)s::timestamptz - random() * interval '400 days'
FROM generate_series(1, %(people)s) n
"""
LETTERS = {"en": "bdgklmnprst aeiou", "ru": "бдгклмнпрст аеиоу", "uk": "бдгклмнпрст аеиіу"}
# One in fifteen was imported and has no author; writing much is common (the power). Newest first.
WORDS = """
CREATE TEMP TABLE made AS
SELECT n, (ARRAY['en', 'ru', 'uk'])[1 + mod(n, 3)] AS language,
    %(now)s::timestamptz - n * (%(until)s::timestamptz - %(since)s::timestamptz) / %(texts)s::float AS at,
    (SELECT min(id) FROM accounts_user) + floor(%(people)s * random() ^ 1.5)::bigint AS author,
    (SELECT min(id) FROM topics_topic) + floor(%(topics)s * random() ^ 1.3)::bigint AS topic,
    random() AS imported, random() AS feeling, random() AS stance, random() AS country,
    random() AS first, random() AS second, random() AS third, random() AS unread
FROM generate_series(1, %(rows)s) n
"""
CONTRIBUTIONS = """
INSERT INTO contributions_contribution (state_changed_at, kind, body, language, country, feeling, stance,
    state, created_at, published_at, touched_at, import_key, is_example, author_id, topic_id)
SELECT at, CASE WHEN made.n > %(rows)s - %(threads)s THEN 'thread' ELSE 'post' END, text.body, made.language,
    coalesce((ARRAY['UA', 'RU', 'US', 'DE', 'PL'])[1 + floor(country * 6)::int], ''),
    CASE WHEN feeling < .4 THEN (ARRAY['hopeful', 'worried', 'angry', 'sad', 'trusting', 'unsure'])
        [1 + floor(feeling * 15)::int] ELSE '' END,
    CASE WHEN stance < .3 THEN (ARRAY['for', 'against', 'depends'])[1 + floor(stance * 10)::int] ELSE '' END,
    'published', at, at, at, CASE WHEN imported < .066 THEN 'made:' || made.n END, false,
    CASE WHEN imported >= .066 THEN author END, topic
FROM made JOIN text ON text.language = made.language AND text.n = mod(made.n / 3, %(bodies)s)
ORDER BY made.n DESC
"""
PLACES = """
WITH thread AS (
    INSERT INTO forums_thread (contribution_id, title, slug, proposition, board_id)
    SELECT id, 'Thread ' || id, 'thread', 'We should do this', (SELECT min(id) FROM forums_board)
    FROM contributions_contribution WHERE kind = 'thread' RETURNING contribution_id
)
INSERT INTO forums_post (contribution_id, thread_id)
SELECT id, (SELECT min(contribution_id) FROM thread) + floor(%(threads)s * random())::bigint
FROM contributions_contribution WHERE kind = 'post'
"""
READINGS = """
INSERT INTO insights_reading (contribution_id, model, language, p_neg, p_neu, p_pos, label,
    touched_at, read_at)
SELECT id, CASE WHEN read THEN 'made-' || language ELSE '' END, language, p_neg, p_neu, p_pos,
    CASE WHEN p_neg > .6 THEN 'negative' WHEN p_neu > .6 THEN 'neutral' WHEN p_pos > .6 THEN 'positive'
        ELSE '' END, published_at, published_at
FROM (
    SELECT id, language, published_at, read, CASE WHEN read THEN a / (a + b + c) END AS p_neg,
        CASE WHEN read THEN b / (a + b + c) END AS p_neu, CASE WHEN read THEN c / (a + b + c) END AS p_pos
    FROM (SELECT *, random() > .03 AS read, random() ^ 3 AS a, random() ^ 3 AS b, random() ^ 3 + .001 AS c
          FROM contributions_contribution)
)
"""


def fill(since: datetime, until: datetime, texts: int) -> None:
    """`texts` contributions from `since` to `until` and as many in the window before; newest texts differ."""
    from django.db import connection, transaction

    from forums.models import Board
    from topics.models import Topic

    topics = Topic.objects.bulk_create(Topic(slug=f"topic-{n}", title=f"Topic {n}") for n in range(TOPICS))
    Board.objects.create(slug="board", topic=topics[0], title="Board")
    sizes: dict[str, Any] = {
        "people": AUTHORS, "topics": TOPICS, "threads": THREADS, "texts": texts, "rows": 2 * texts,
        "bodies": BODIES, "since": since, "until": until, "now": until,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no look at each foreign key
        cursor.execute("SELECT setseed(.5)")
        cursor.execute("CREATE TEMP TABLE text (language text, n int, body text)")
        with cursor.copy("COPY text FROM STDIN") as copy:
            for row in bodies():
                copy.write_row(row)
        for statement in (PEOPLE, WORDS, "ANALYZE text", CONTRIBUTIONS, PLACES, READINGS):
            cursor.execute(statement, sizes if "%(" in statement else None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def bodies() -> Iterator[tuple[str, int, str]]:
    """Words that there are and words that there are not, common ones more often; a campaign a language."""
    chance = random.Random(5)
    for language, letters in LETTERS.items():
        firsts, seconds = letters.split()
        syllables = [first + second for first in firsts for second in seconds]
        words = sorted(STOPWORDS[language]) + sorted(
            word for word in TOPIC_WORDS if word.isascii() == (language == "en")
        )
        words += ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(10_000)]
        chance.shuffle(words)
        weights = list(accumulate(1 / (n + 20) for n in range(len(words))))
        slogan = chance.choices(words, k=30)
        for n in range(BODIES):
            copied = n % (BODIES // CAMPAIGN) == 0
            body = slogan if copied else chance.choices(words, cum_weights=weights, k=chance.randint(8, 40))
            yield language, n, " ".join([*body, str(n)])
