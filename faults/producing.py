"""Hands the plain tasks to Celery, at the moments when beat and views would."""

import os
import time
from collections.abc import Iterator

import psycopg

from faults.house import House
from faults.load import ANSWERS, DIGESTS, FOLLOWERS


def produce(house: House, seconds: float) -> Iterator[None]:
    os.environ |= {
        name: house.env[name] for name in ("REDIS_URL", "DATABASE_URL", "SECRET_KEY", "PORTAL_DATA")
    }
    from faults import plain

    with psycopg.connect(house.env["DATABASE_URL"], autocommit=True) as db:
        subscriptions = [key for (key,) in db.execute("SELECT id FROM digests_subscription ORDER BY id")]
        answers = [key for (key,) in db.execute("SELECT id FROM answers_answer ORDER BY id")]
    calls = [(seconds * n / DIGESTS, plain.digest, (key,)) for n, key in enumerate(subscriptions)]
    calls += [
        (seconds * n / ANSWERS, plain.notice, (key, f"citizen{who}@example.org"))
        for n, key in enumerate(answers)
        for who in range(FOLLOWERS)
    ]
    begun = time.monotonic()
    for at, task, args in sorted(calls, key=lambda call: call[0]):
        while time.monotonic() < begun + at:
            yield
        try:
            task.apply_async(args, retry=True, retry_policy={"max_retries": 3})
        except Exception:  # the view that called it would answer with a fault
            yield
