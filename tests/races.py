"""Several people at the same moment: each in a thread with a connection of its own, on tables that commit."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from core.states import MoveNotAllowed
from core.verdict import Refused


def at_once(*acts):
    """What each act gave back, or the words in which it was refused."""
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except (Refused, MoveNotAllowed) as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(*acts):
    """As `at_once`, of acts that give back no words: those of each refusal, None for what was done."""
    return [found if isinstance(found, str) else None for found in at_once(*acts)]


def wait_until_somebody_waits_for_a_lock():
    for _attempt in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")
