"""Measurements: `python -m bench`, or `python -m bench NAME`. Each line printed is a JSON object.

A module of this folder may offer BENCHES: names, and functions that yield one dictionary per measurement.
What needs the database opens it with `with database():` and imports the portal's models inside.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database() -> Iterator[None]:
    """Django on an empty, migrated, throw-away database. Once per process."""
    from portal import postgres

    data = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    cluster = postgres.Cluster(data / "postgres")  # as durable as a real one, or the figures would flatter
    with (data / "postgres.log").open("wb") as log:
        cluster.start(log)
    os.environ |= {"DATABASE_URL": cluster.address(), "PORTAL_DATA": str(data), "SECRET_KEY": "bench"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        yield
        connection.close()
        connection.close_pool()
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder.resolve(), ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
