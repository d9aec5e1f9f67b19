"""Starts a throw-away PostgreSQL before Django reads its settings (conftest.py would be too late).

Named in `addopts` of pyproject.toml. Its data folder is PORTAL_DATA for all tests.
With pytest-xdist only the controller starts it; the workers get its address by the environment.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from portal import postgres

SET_HERE = {
    "SECRET_KEY": "for-tests-only-for-tests-only-for-tests-only-for-tests",
    "PORTAL_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's synchronous API runs inside an event loop
}
NEVER_FROM_OUTSIDE = (
    "PORTAL_ENV_FILE", "PORTAL_DEMO", "PORTAL_HOST", "PORT", "REDIS_URL", "EMAIL_URL", "EMAIL_FROM",
    "TRUSTED_PROXIES", "DATABASE_POOL", "LOG_LEVEL", "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip
ADDRESS = "PORTAL_TEST_CLUSTER"  # folder of the running cluster, for xdist's workers


class ThrowAway:
    def __init__(self) -> None:
        self.cluster = postgres.throw_away()
        self.migrating: subprocess.Popen[bytes] | None = None
        self.data = Path(tempfile.mkdtemp(prefix="portal-tests-"))
        log = (self.data / "postgres.log").open("wb")
        self.cluster.start(log)
        os.environ.update(SET_HERE)
        for name in NEVER_FROM_OUTSIDE:
            os.environ.pop(name, None)
        os.environ["DATABASE_URL"] = self.cluster.address()
        os.environ["PORTAL_DATA"] = str(self.data)
        os.environ[ADDRESS] = str(self.cluster.folder)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """What `up` makes before it starts; done before xdist starts its workers."""
        from django.core.management import call_command

        from tests import databases

        self.migrating = databases.begin(self.cluster.address())
        call_command("compile_translations")
        call_command("collectstatic", verbosity=0, interactive=False)

    def pytest_unconfigure(self) -> None:
        if self.migrating:
            self.migrating.terminate()
            self.migrating.wait()
        self.cluster.stop()
        for folder in (self.cluster.folder.resolve(), self.cluster.folder.parent, self.data):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    started = None
    if ADDRESS not in os.environ:
        started = ThrowAway()
        early_config.pluginmanager.register(started, "throw-away-postgres")
    try:
        return (yield)
    except BaseException:
        if started:
            started.pytest_unconfigure()
        raise
