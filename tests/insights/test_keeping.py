from datetime import timedelta
from time import sleep

import pytest
from django.core.cache import cache
from django.db import connection

from insights.querysets import keeping
from insights.querysets.keeping import kept
from tests.races import at_once

VISITORS = 8


@pytest.fixture
def counted():
    return []


@pytest.mark.django_db(transaction=True)
def test_what_nobody_has_yet_is_counted_once_however_many_ask(counted):
    def count():
        counted.append(True)
        sleep(0.3)
        return 7

    found = at_once(*[lambda: kept("tests.keeping.cold", count)] * VISITORS)

    assert found == [7] * VISITORS
    assert counted == [True]


@pytest.mark.django_db
def test_while_somebody_counts_others_get_the_last_figures():
    kept("tests.keeping.warm", lambda: 1)
    cache.add("tests.keeping.warm:busy", True, 30)

    assert kept("tests.keeping.warm", lambda: 2, timedelta(0)) == 1


@pytest.mark.django_db
def test_who_fails_keeps_nobody_waiting():
    with pytest.raises(ZeroDivisionError):
        kept("tests.keeping.failed", lambda: 1 // 0)

    assert kept("tests.keeping.failed", lambda: 3) == 3


@pytest.mark.django_db
def test_where_nothing_can_be_kept_nobody_waits_for_ever(counted, monkeypatch):
    """A database that only reads: a standby, or one whose disk is full."""
    monkeypatch.setattr(keeping, "MOST_SECONDS", 0.3)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")

    found = [kept("tests.keeping.nowhere", lambda: counted.append(True) or 7) for _ in range(2)]

    assert found == [7, 7]
    assert counted == [True, True]
    assert cache.get("tests.keeping.nowhere") is None
