"""What a page costs while a worker reads."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from statistics import fmean, median
from time import sleep
from typing import Any

SHORT_TURNS, REQUESTS, MORE = 20, 50, 300_000
Spent = tuple[float, float]  # seconds by the wall and of the processor
WEB = "granian --interface=wsgi --no-ws --workers=1 --blocking-threads=2 portal.wsgi:application"
READER = """
import django; django.setup()
from insights.actions import read_all
print("ready", flush=True)
read_all()
"""
COUNTER = """
print("ready", flush=True)
while True:
    pass
"""


def write_more() -> None:
    """So many more texts that a reader is not done before the pages are."""
    from django.db import connection

    from contributions.models import Contribution

    names = ", ".join(
        connection.ops.quote_name(field.column)
        for field in Contribution._meta.local_fields
        if not field.primary_key
    )
    copies = MORE // Contribution.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO contributions_contribution ({names})"
            f" SELECT {names} FROM contributions_contribution, generate_series(1, %s)",
            [copies],
        )


def pages() -> Iterable[dict[str, Any]]:
    """What a page costs by the wall and in the web process, with and without a reader at work, in many short
    turns; and with a loop that only counts, which shows what it costs that the machine is busy at all.
    """
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
    beside = {name: started(source, env) for name, source in (("reads", READER), ("counts", COUNTER))}
    try:
        for _ in range(600):
            try:
                ask(port, web.pid, 20)
                break
            except (ConnectionError, urllib.error.URLError):
                sleep(0.2)
        taken = in_short_turns(beside, lambda: ask(port, web.pid, REQUESTS))
        if beside["reads"].poll() is not None:
            raise RuntimeError("the reader had too little to read")
    finally:
        web.terminate()  # it ends its own processes
        for process in beside.values():
            process.kill()
        for process in (web, *beside.values()):
            process.wait()
    for name, words in (("reads", "a worker reads"), ("counts", "a loop counts")):
        for place, unit, middle in ((0, "ms by the wall", median), (1, "ms of processor time", fmean)):
            busy, quiet = (1000 * middle(side[place] for side in taken[what]) for what in (name, ""))
            yield {
                "name": f"a public page while {words}",
                "value": round(busy, 2),
                "unit": unit,
                "rival": "the same page while nothing else is done",
                "rival_value": round(quiet, 2),
                "ratio": round(busy / quiet, 3),
            }


def started(source: str, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    """As politely as the portal's workers, and stopped until it is its turn."""
    process = subprocess.Popen(
        ["nice", "-n", "10", sys.executable, "-c", source], env=env, stdout=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGSTOP)
    return process


def in_short_turns(
    beside: dict[str, "subprocess.Popen[bytes]"], work: Callable[[], Spent]
) -> dict[str, list[Spent]]:
    """What `work` takes alone, under "", and beside each process."""
    taken: dict[str, list[Spent]] = {"": [], **{name: [] for name in beside}}
    for _ in range(SHORT_TURNS):
        taken[""].append(work())
        for name, process in beside.items():
            process.send_signal(signal.SIGCONT)
            taken[name].append(work())
            process.send_signal(signal.SIGSTOP)
    return taken


def ask(port: int, pid: int, count: int) -> Spent:
    """Per request: the median by the wall, and the mean of the web processes' time."""
    before, taken = spent(pid), []
    for number in range(count):
        start = time.perf_counter()
        urllib.request.urlopen(f"http://127.0.0.1:{port}/en/discussions/?n={number}", timeout=30).read()
        taken.append(time.perf_counter() - start)
    return median(taken), (spent(pid) - before) / count


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
