"""One worker at a time, across machines, without a row to lock."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def hold(name: str) -> None:
    """Wait for the advisory lock `name` and keep it until the transaction around the call ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])


@contextmanager
def lock(name: str, *, wait: bool = True) -> Iterator[bool]:
    """A transaction that holds PostgreSQL's advisory lock `name`.

    Yields False where the lock is taken and `wait` is off.
    """
    number = zlib.crc32(name.encode())
    with transaction.atomic(), connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            yield True
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
            (got,) = cursor.fetchone()
            yield bool(got)
