"""What a digest says about a million contributions, from the database to its quotes.

CPU seconds of this process, on one thread; where the database works too, its own stand beside them.
"""

import os
import resource
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any

from bench import database
from bench.filling import AUTHORS, TOPICS, fill

TEXTS, DAYS, REPEATS = 1_000_000, 14, 3
SUMS, INTERVALS = 0.2, 2.0  # the aims, in CPU seconds


def digest_content() -> Iterable[dict[str, Any]]:
    """TEXTS contributions with readings in a fortnight and as many in the one before, on 12 topics in three
    languages, by 200,000 people who write unequally often. The least of three times, the content's apart."""
    from threadpoolctl import threadpool_limits

    with database(), threadpool_limits(1):
        from django.utils import timezone

        until = timezone.now()
        fill(until - timedelta(days=DAYS), until, TEXTS)
        yield from measured(until)


def measured(until: Any) -> Iterator[dict[str, Any]]:
    from django.db import connection

    from digests.actions.figures import collect
    from digests.actions.narrowing import narrowed
    from digests.models import Scope
    from insights.querysets.pulse import change, feelings, stances, tone, tones
    from insights.querysets.rows import Rows
    from insights.querysets.table import Table
    from insights.querysets.voices import each, last_stances, said, voices
    from topics.models import Topic

    since, topics = until - timedelta(days=DAYS), list(Topic.objects.all())
    keys = [topic.pk for topic in topics]
    connection.ensure_connection()
    server = connection.connection.info.backend_pid

    def sums(rows: Any) -> Any:
        return voices(rows), each(rows, "topic"), last_stances(rows)

    def intervals(whole: Any, parts: Any, theirs: Any, their_parts: Any) -> None:
        tone(whole), change(theirs, whole), feelings(whole), tones(parts), stances(rows)
        for topic, part in parts.items():
            change(their_parts[topic], part)

    rows, spent = timed(lambda: said(None, since, until, topic__in=keys), server)
    yield row("loading a window", spent)
    (*now, _), spent = timed(lambda: sums(Rows(Table(rows.table.columns, rows.table.names))), server)
    yield row("people, texts, feelings, stances, by topic", spent, SUMS)
    *before, _ = sums(said(None, since - (until - since), since, topic__in=keys))
    _, spent = timed(lambda: intervals(*now, *before), server)
    yield row("intervals of tone, its change, feelings and stances, by topic", spent, INTERVALS)
    _, spent = timed(lambda: narrowed(rows, Scope.of(topics, ["UA"], ["uk"])), server)
    yield row("narrowed to a language of a country", spent)
    content, spent = timed(
        lambda: collect(Scope.of(topics), since, until, "en", offices=[]).content, server, 1
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield row("the whole content", spent) | {"people": content["people"], "peak_mb": round(peak)}


def timed(work: Callable[[], Any], server: int, repeats: int = REPEATS) -> tuple[Any, tuple[float, float]]:
    """(result, CPU seconds here and in the database), of the quickest run."""
    spent = []
    for _ in range(repeats):
        start, at_server = process_time(), cpu_of(server)
        found = work()
        spent.append((process_time() - start, cpu_of(server) - at_server))
    return found, min(spent)


def cpu_of(process: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def row(name: str, spent: tuple[float, float], aim: float | None = None) -> dict[str, Any]:
    here, at_server = spent
    found: dict[str, Any] = {
        "name": f"digest, {TEXTS} texts on {TOPICS} topics by {AUTHORS} authors: {name}",
        "value": float(f"{here:.4g}"),
        "unit": "CPU seconds",
    }
    if at_server >= 0.05:
        found["database"] = round(at_server, 2)
    if aim:
        found |= {"rival": "the aim", "rival_value": aim, "ratio": round(aim / here, 2)}
    return found


BENCHES: dict[str, Callable[[], Iterable[dict[str, Any]]]] = {"digest_content": digest_content}
