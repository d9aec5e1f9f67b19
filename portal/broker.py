"""The broker of a portal without Redis: queues in the same PostgreSQL, made before the workers start."""

from importlib.metadata import version

from django.db import connection, transaction
from pgmq.install import get_embedded_install_sql

from portal.celery import QUEUES


def prepare() -> None:
    """Install pgmq's SQL, or that of its new version, and make the queues.

    A new version replaces the old with all its messages: they are only wake-up calls.
    """
    installed = f"pgmq {version('pgmq')}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regnamespace('pgmq')::oid, 'pg_namespace')")
        if cursor.fetchone() != (installed,):
            cursor.execute("DROP SCHEMA IF EXISTS pgmq CASCADE")
            cursor.execute(get_embedded_install_sql())
            cursor.execute(f"COMMENT ON SCHEMA pgmq IS '{installed}'")
        for queue in QUEUES:
            cursor.execute("SELECT pgmq.create(%s)", [queue])
