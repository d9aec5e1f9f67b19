"""Databases for tests: copies of one that is migrated once, while the tests are being collected; and what
migrations wrote into them, which tests that commit leave as they found it.
"""

import os
import subprocess
import sys
import time
from typing import LiteralString

import psycopg
from psycopg import sql

from portal.data_folder import PROJECT

MIGRATED = "migrated"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
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


class FirstRows:
    """What stands in a new database. Django empties every table after a test that commits (and writes anew
    only what follows `migrate`), while each other test, whichever comes next, may count on these rows.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        with psycopg.connect(url) as connection:
            names = [name for (name,) in connection.execute(TABLES).fetchall()]
            self.tables = {name: rows for name in names if (rows := self._read(connection, name))}

    def put_back(self) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute("DELETE FROM cache")  # which is no model's, and may keep what was counted
            for name, rows in self.tables.items():
                if not self._read(connection, name):
                    with connection.cursor().copy(copy("COPY {} FROM STDIN", name)) as writing:
                        writing.write(rows)

    @staticmethod
    def _read(connection: "psycopg.Connection[tuple[str]]", name: str) -> bytes:
        with connection.cursor().copy(copy("COPY {} TO STDOUT", name)) as reading:
            return b"".join(bytes(part) for part in reading)


def copy(statement: LiteralString, name: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(name))


def main() -> None:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    execute_from_command_line(["manage.py", "migrate", "--verbosity=0"])
    with psycopg.connect(at(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as connection:
        connection.execute(MARK)


if __name__ == "__main__":
    main()
