import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from tests.databases import FirstRows, at, migrated, new_database
from tests.running import MailServer, RunningPortal

# As usual, or as usual in CI; but no test hangs on how busy the machine is.
hypothesis.settings.register_profile("portal", parent=hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("portal")

# Chromium without a window of its own takes a third less of the processor than Chromium with one.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts a portal of its own comes first, then what shares one: so that the last tests, which one
    process takes over from another, are short, and few portals are started twice. What uses the database of
    the tests stays in pytest-django's order.
    """
    items.sort(key=lambda item: (not starts_a_portal(item), "running_portal" in names_of(item)))


def names_of(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def starts_a_portal(item: pytest.Item) -> bool:
    uses_database = {"db", "transactional_db", "live_server"} & names_of(item)
    return bool(item.get_closest_marker("slow")) and not (
        uses_database or item.get_closest_marker("django_db")
    )


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The language of one test never leaks into the next."""
    with translation.override("en"):
        yield


FIRST_ROWS = pytest.StashKey[FirstRows]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database of each process of the tests is a copy of the one that is migrated."""
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, pytestconfig: pytest.Config) -> None:
    name = connection.settings_dict["NAME"]
    pytestconfig.stash[FIRST_ROWS] = FirstRows(at(os.environ["DATABASE_URL"], name))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """The tables are full again after a test that commits, so that no test hangs on which came before it."""
    yield
    marks = item.iter_markers("django_db")
    commits = {"transactional_db", "live_server"} & names_of(item) or any(
        mark.kwargs.get("transaction") for mark in marks
    )
    if commits and (rows := item.config.stash.get(FIRST_ROWS, None)):
        rows.put_back()


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_up_when_asked_for() -> None:
    """Each test's client would list hundreds of them anew; `running_portal` does it once, as in life."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def running_portal(
    tmp_path_factory: pytest.TempPathFactory, mail_server: MailServer, worker_id: str
) -> Iterator[RunningPortal]:
    """The complete portal in demonstration mode with its example data: web, worker, beat and a mail server.

    `.url`, `.mailbox.wait_for(to=…, subject_contains=…)`, `.manage("command", …)`, `.query("SELECT …")`.
    One for all tests of a process, so a test makes people and things of its own.
    """
    env = {
        "DATABASE_URL": new_database(os.environ["DATABASE_URL"], f"running_{worker_id}"),
        "EMAIL_URL": mail_server.url,
        "PORTAL_DEMO": "1",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "TRUSTED_PROXIES": "1",  # so that each person in a test can have an address
    }
    portal = RunningPortal(tmp_path_factory.mktemp("running"), env, mailbox=mail_server.mailbox)
    yield portal.start()
    portal.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """For pytest-playwright (fixtures `page`, `context`): the system's Chromium, or a loud skip."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found or not Path(found).exists():
        if os.environ.get("PORTAL_REQUIRE_BROWSER"):
            pytest.fail("No Chromium, and PORTAL_REQUIRE_BROWSER forbids to go on without")
        pytest.skip("No Chromium here: apt-get install chromium-headless-shell, or CHROMIUM=/path/to/one")
    return {"executable_path": found, "args": CHROMIUM_ARGS}
