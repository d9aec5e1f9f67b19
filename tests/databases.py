"""Databases for tests: copies of one that is migrated once, while the tests are being collected."""

import os
import subprocess
import sys
import time

import psycopg
from psycopg import sql

from portal.data_folder import PROJECT

MIGRATED = "migrated"
WITHIN = 180  # seconds; the machine may be busy
MARK = sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(MIGRATED))


def at(url: str, name: str) -> str:
    """The address of another database on the same server."""
    head, _, options = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{options}"


def begin(url: str) -> "subprocess.Popen[bytes]":
    """Start to migrate the database that all others are copied from."""
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(MIGRATED)))
    env = os.environ | {"DATABASE_URL": at(url, MIGRATED)}
    return subprocess.Popen([sys.executable, "-m", __name__], cwd=PROJECT, env=env)


def migrated(url: str) -> str:
    """The name of the migrated database, once it is."""
    until = time.monotonic() + WITHIN
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        query = "SELECT datistemplate FROM pg_database WHERE datname = %s"
        while (connection.execute(query, [MIGRATED]).fetchone() or (False,))[0] is not True:
            if time.monotonic() > until:
                raise AssertionError("The database was not migrated; what the migrations said stands above.")
            time.sleep(0.1)
    return MIGRATED


def new_database(url: str, name: str) -> str:
    """A migrated database on the same server; its address."""
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(migrated(url))))
    return at(url, name)


def main() -> None:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    execute_from_command_line(["manage.py", "migrate", "--verbosity=0"])
    with psycopg.connect(at(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as connection:
        connection.execute(MARK)


if __name__ == "__main__":
    main()
