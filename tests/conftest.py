import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation

from tests.running import MailServer, RunningPortal, new_database

# As usual, or as usual in CI; but no test hangs on how busy the machine is.
hypothesis.settings.register_profile("portal", parent=hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("portal")

CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The language of one test never leaks into the next."""
    with translation.override("en"):
        yield


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
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found or not Path(found).exists():
        if os.environ.get("PORTAL_REQUIRE_BROWSER"):
            pytest.fail("No Chromium, and PORTAL_REQUIRE_BROWSER forbids to go on without")
        pytest.skip("No Chromium here: apt-get install chromium, or CHROMIUM=/path/to/chromium")
    return {"executable_path": found, "args": CHROMIUM_ARGS}
