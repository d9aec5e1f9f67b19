"""What people do during the run: a share of the officials' hours comes, of the answers is published."""

import os
import time
from typing import Any

import psycopg

from faults.house import House
from faults.load import ANSWERS, DIGESTS, FOLLOWERS

HOURS = """
UPDATE digests_subscription SET due_at = now() WHERE id IN
(SELECT id FROM digests_subscription ORDER BY id OFFSET %s LIMIT %s)
"""
PUBLISH = """
UPDATE answers_answer SET state = 'published', published_at = now() WHERE id IN
(SELECT id FROM answers_answer ORDER BY id OFFSET %s LIMIT %s)
"""
KEYS = "SELECT id FROM digests_subscription ORDER BY id", "SELECT id FROM answers_answer ORDER BY id"


class People:
    def __init__(self, house: House) -> None:
        self.house = house

    def act(self, begin: float, end: float) -> None:
        """What lies between these parts of the whole."""
        for statement, count in ((HOURS, DIGESTS), (PUBLISH, ANSWERS)):
            first, last = int(count * begin), int(count * end)
            if last > first:
                self.insist(statement, [first, last - first])

    def insist(self, statement: str, params: list[int]) -> None:
        """A person would press the button again."""
        address = self.house.env["DATABASE_URL"]
        while True:
            try:
                with psycopg.connect(address, autocommit=True, connect_timeout=2) as db:
                    db.execute(statement, params)
                    return
            except psycopg.Error:
                time.sleep(0.3)


class Plain(People):
    """The same handed to plain Celery tasks, as beat and views would."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        names = ("REDIS_URL", "DATABASE_URL", "SECRET_KEY", "PORTAL_DATA")
        os.environ |= {name: house.env[name] for name in names}
        with psycopg.connect(house.env["DATABASE_URL"], autocommit=True) as db:
            self.subscriptions, self.answers = ([key for (key,) in db.execute(query)] for query in KEYS)

    def act(self, begin: float, end: float) -> None:
        from faults import plain

        super().act(begin, end)
        for key in self.subscriptions[int(DIGESTS * begin) : int(DIGESTS * end)]:
            self.hand(plain.digest, key)
        for key in self.answers[int(ANSWERS * begin) : int(ANSWERS * end)]:
            for who in range(FOLLOWERS):
                self.hand(plain.notice, key, f"citizen{who}@example.org")

    @staticmethod
    def hand(task: Any, *args: object) -> None:
        while True:
            try:
                task.apply_async(args, retry=True, retry_policy={"max_retries": 3})
                return
            except Exception:  # pressed again, too
                time.sleep(0.3)
