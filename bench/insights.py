"""From public words to a digest: reading, tallies, a pulse page and what a digest says, on 20,000 texts."""

import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from time import perf_counter
from typing import Any

from bench import database

TEXTS, PEOPLE, TOPICS, DAYS = 10_000, 2_000, 12, 14
SENTENCES = {
    "en": "We want the lists of prisoners every week because every family is tired of waiting for them",
    "ru": "Мы хотим списки пленных каждую неделю потому что семьи устали ждать и надеются на мир",
    "uk": "Ми хочемо списки полонених щотижня бо родини втомилися чекати і сподіваються на мир",
}


def insights() -> Iterable[dict[str, Any]]:
    """One PostgreSQL, two windows of a fortnight; seconds by the clock, database included."""
    with database():
        from django.utils import timezone

        from digests.actions.figures import collect
        from digests.models import Scope
        from insights.actions import read_all, rebuild_all
        from insights.querysets.report import WEEKS_SHOWN, compute, recent
        from topics.models import Topic

        now = timezone.now()
        fill(now)
        seconds = timed(read_all)
        yield row("reading, tallies included", 2 * TEXTS / seconds, "texts per second")
        yield row("all tallies from all readings", timed(rebuild_all), "seconds")
        yield row("a pulse page counted anew", timed(lambda: compute(None, *recent(WEEKS_SHOWN))), "seconds")
        topics = list(Topic.objects.all())
        window = (now - timedelta(days=DAYS), now)
        yield row(
            "content of a digest",
            timed(lambda: collect(Scope.of(topics), *window, "en", offices=[])),
            "seconds",
        )


def fill(now: Any) -> None:
    from django.db import connection

    from accounts.models import User
    from contributions.models import Contribution
    from topics.models import Topic

    chance = random.Random(5)
    people = User.objects.bulk_create(User(email=f"{n}@example.org") for n in range(PEOPLE))
    topics = Topic.objects.bulk_create(Topic(slug=f"topic-{n}", title=f"Topic {n}") for n in range(TOPICS))
    rows = []
    for n in range(2 * TEXTS):
        language = chance.choice(list(SENTENCES))
        words = SENTENCES[language].split()
        chance.shuffle(words)
        at = now - timedelta(days=DAYS * (n % 2), seconds=chance.randrange(1, DAYS * 86_400))
        rows.append(
            Contribution(
                author=chance.choice(people), topic=chance.choice(topics), kind="post", body=" ".join(words),
                language=language, country=chance.choice(["UA", "RU", "US"]), state="published",
                feeling=chance.choice(["", "sad", "hopeful"]), created_at=at, published_at=at, touched_at=at,
            )
        )  # fmt: skip
    Contribution.objects.bulk_create(rows, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # which a portal at work does by itself


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def row(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": float(f"{value:.4g}"), "unit": unit}


BENCHES = {"insights": insights}
