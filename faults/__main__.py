"""Kills what the portal runs on while it sends 500 digests and 2,000 notices, and looks what arrived.

    python -m faults [--plain] [--seed N] [--faults N] [--keep]

Real processes: PostgreSQL, Redis, a mail server with a ledger, two workers, beat. Workers, beat, Redis and
the mail server are killed (SIGKILL), PostgreSQL crashes (an immediate shutdown), and the mail server
refuses, is busy or hangs up in the middle of a message. `--plain` does the same to plain Celery tasks. One
line of JSON comes out.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from faults import owed, producing
from faults.house import House
from faults.ledger import Ledger
from faults.load import ANSWERS, FOLLOWERS
from portal.data_folder import PROJECT

PAUSES = (1.0, 4.0)  # seconds between two faults
PATIENCE = 300  # seconds after the last fault


class Run:
    def __init__(self, house: House, *, plain: bool, seed: int, faults: int) -> None:
        self.house, self.plain, self.chance = house, plain, random.Random(seed)
        self.ledger = Ledger(house.ledger)
        self.faults: list[tuple[float, str]] = []
        kinds = self.kinds()
        order = [list(kinds)[n % len(kinds)] for n in range(faults)]
        self.chance.shuffle(order)
        self.plan = [(kinds[name], name) for name in order]

    def kinds(self) -> dict[str, Callable[[], None]]:
        house = self.house

        def down(process: object, least: float, most: float) -> Callable[[], None]:
            def fault() -> None:
                process.kill()  # type: ignore[attr-defined]
                time.sleep(self.chance.uniform(least, most))
                process.start()  # type: ignore[attr-defined]

            return fault

        def mood(word: str) -> Callable[[], None]:
            def fault() -> None:
                house.mood(word)
                time.sleep(self.chance.uniform(2, 5))
                house.mood("take")

            return fault

        return (
            {f"{name} killed": down(process, 0.2, 1) for name, process in house.workers.items()}
            | {
                "PostgreSQL crashed": down(house.database, 0.2, 2),
                "Redis killed": down(house.redis, 0.2, 2),
                "mail server killed": down(house.sink, 0.5, 3),
            }
            | {f"mail server: {word}": mood(word) for word in ("refuse", "busy", "drop")}
        )

    def go(self) -> dict[str, object]:
        house = self.house
        subprocess.run([sys.executable, "-m", "faults.load"], env=house.env, cwd=PROJECT, check=True)
        people = producing.Plain(house) if self.plain else producing.People(house)
        house.open()
        begun = time.time()
        for number, (fault, name) in enumerate(self.plan):
            time.sleep(self.chance.uniform(*PAUSES))
            people.act(number / len(self.plan), (number + 1) / len(self.plan))
            time.sleep(self.chance.uniform(0, 2))
            self.faults.append((time.time(), name))
            fault()
        last = time.time()
        while time.time() < last + PATIENCE and self.missing():
            time.sleep(0.5)
        out = self.ledger.last - last
        time.sleep(10)  # for what comes twice
        return self.report(begun, last, out)

    def missing(self) -> int:
        count = owed.by_hand if self.plain else owed.by_outbox
        return count(self.house.env["DATABASE_URL"], set(self.ledger.read()))

    def report(self, begun: float, last: float, out: float) -> dict[str, object]:
        arrived, lost = self.ledger.read(), self.missing()
        doubles = self.ledger.doubles(self.faults)
        counts: dict[str, int] = {}
        for _, name in self.faults:
            counts[name] = counts.get(name, 0) + 1
        return {
            "run": "plain Celery tasks" if self.plain else "outbox",
            "faults": len(self.faults),
            "kinds": counts,
            "to be told": owed.ALL,
            "e-mails": len(arrived),
            "lost": lost,
            "sent twice, same Message-ID": len(doubles),
            "after": doubles,
            "sent twice, another Message-ID": self.ledger.strangers(FOLLOWERS, ANSWERS),
            "seconds of faults": round(last - begun, 1),
            "all out after the last fault, seconds": round(out, 1) if not lost else None,
        }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m faults", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=36)
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="portal-faults-"))
    try:
        with House(folder, "faults.plain" if chosen.plain else "portal") as house:
            found = Run(house, plain=chosen.plain, seed=chosen.seed, faults=chosen.faults).go()
        print(json.dumps({**found, "seed": chosen.seed}), flush=True)
        return 0 if chosen.plain or not found["lost"] else 1
    finally:
        if chosen.keep:
            print(f"Logs: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
