"""How fast 10,000 deliveries are queued, beside one INSERT ... SELECT of the same rows in the same run.

The rival copies rows that are all there: deliveries and e-mails, from a copy of what ours just made. Ours
finds who is due, may still read and has not had it, takes the digest that is made, renders it once, signs
each reader's link, writes the rows and sets each subscription's next hour. By one worker, then by four at
once; none may come twice.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

from bench import database
from bench.clock import Clock

DELIVERIES, TURNS = 10_000, 3
COPIED = {"core_outgoingemail": "copied_emails", "digests_delivery": "copied_deliveries"}
WORKER = """
import django; django.setup()
import sys
from datetime import datetime
from digests.actions import dispatch
for line in sys.stdin:
    print(dispatch(datetime.fromisoformat(line.strip())), flush=True)
"""


def digest_queue() -> Iterable[dict[str, Any]]:
    """Ten thousand officials of one office who read the same in three languages; wall seconds, in turns."""
    with database():
        from django.utils import timezone

        from digests.actions import dispatch
        from digests.models import Digest

        now = timezone.now().replace(microsecond=0)
        fill(now)
        one, rival, several, doubles = [], [], [], 0
        with Workers(4) as workers:
            for turn in range(TURNS + 1):  # the first warms everything up and is not counted
                make_digests(now + timedelta(days=turn * 2))
                with Clock() as clock:
                    sent = dispatch(now + timedelta(days=turn * 2))
                one.append(clock)
                doubles += count_doubles(sent)
                copy()
                empty()
                rival.append(insert_select())
                empty()
                make_digests(now + timedelta(days=turn * 2 + 1))
                seconds, sent = workers.dispatch(now + timedelta(days=turn * 2 + 1))
                several.append(seconds)
                doubles += count_doubles(sent)
                empty()
        one, rival, several = one[1:], rival[1:], several[1:]
        made = {"doubles": doubles, "digests_made": Digest.objects.count()}
        name = f"{DELIVERIES} deliveries queued"
        theirs = [clock.wall for clock in rival]
        yield row(f"{name} by one worker", [clock.wall for clock in one], theirs) | made
        yield row(f"{name} by four workers at once", several, theirs) | {"doubles": doubles}
        cpu = [[clock.cpu for clock in side] for side in (one, rival)]
        yield row(f"{name} by one worker", *cpu, unit="CPU seconds, PostgreSQL's included")


def row(name: str, ours: list[float], theirs: list[float], unit: str = "seconds") -> dict[str, Any]:
    return {
        "name": name,
        "value": float(f"{median(ours):.4g}"),
        "unit": unit,
        "rival": "one INSERT ... SELECT of the same rows",
        "rival_value": float(f"{median(theirs):.4g}"),
        "times_the_rival": round(median(ours) / median(theirs), 2),
        "by_turn": [round(a / b, 2) for a, b in zip(ours, theirs, strict=True)],
    }


def fill(now: Any) -> None:
    from allauth.mfa.models import Authenticator

    from accounts.models import Membership, Office, User
    from digests.models import Subscription
    from topics.models import Topic

    Topic.objects.create(slug="exchange", title="Exchange")
    office = Office.objects.create(slug="office", name="Office", desk_email="desk@example.org")
    people = User.objects.bulk_create(
        User(email=f"official{n}@example.org", role="official") for n in range(DELIVERIES)
    )
    Membership.objects.bulk_create(Membership(office=office, user=user) for user in people)
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type="totp", data={"secret": "none"}) for user in people
    )
    Subscription.objects.bulk_create(
        Subscription(
            office=office, user=user, frequency="daily", hour=now.hour, due_at=now,
            language=("en", "ru", "uk")[n % 3],
        )
        for n, user in enumerate(people)
    )  # fmt: skip
    run("VACUUM ANALYZE")


def make_digests(day: Any) -> None:
    """What they say: digest_content measures that. It is not rendered yet."""
    from digests.actions import make
    from digests.actions.windows import window
    from digests.models import Subscription

    for row in Subscription.objects.order_by("pk")[:3]:
        make(row.office, row.scope, *(window(row, day) or ()), row.language)


def run(statement: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def copy() -> None:
    for table, copied in COPIED.items():
        run(f"DROP TABLE IF EXISTS {copied}")
        run(f"CREATE TABLE {copied} AS TABLE {table}")


def empty() -> None:
    run("DELETE FROM digests_delivery")
    run("DELETE FROM core_outgoingemail")
    run("VACUUM ANALYZE digests_delivery, core_outgoingemail, digests_subscription")
    run("CHECKPOINT")


def insert_select() -> Clock:
    """Both tables in one statement, as the rows of one need those of the other."""
    with Clock() as clock:
        run(
            "WITH emails AS (INSERT INTO core_outgoingemail SELECT * FROM copied_emails)"
            " INSERT INTO digests_delivery SELECT * FROM copied_deliveries"
        )
    return clock


class Workers:
    """Use as a context. Processes that wait for a word, then dispatch all at once."""

    def __init__(self, count: int) -> None:
        self.running = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER],
                env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            )
            for _ in range(count)
        ]  # fmt: skip

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.running:
            each.communicate()

    def dispatch(self, day: Any) -> tuple[float, int]:
        """Seconds until the last is done, and how many all of them sent."""
        start = perf_counter()
        for each in self.running:
            assert each.stdin
            each.stdin.write(f"{day.isoformat()}\n")
        sent = sum(int(each.stdout.readline()) for each in self.running if each.stdout)
        return perf_counter() - start, sent


def count_doubles(sent: int) -> int:
    """Deliveries or e-mails beyond one for each subscription."""
    from core.models import OutgoingEmail
    from digests.models import Delivery

    assert sent == DELIVERIES
    return Delivery.objects.count() + OutgoingEmail.objects.count() - 2 * DELIVERIES


BENCHES = {"digest_queue": digest_queue}
