"""The processes of production: PostgreSQL and Redis servers as Debian ships them, and mail by SMTP."""

import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from portal import child, postgres
from tests.running import MailServer, RunningPortal, free_port

pytestmark = pytest.mark.slow
QUEUE = """
from core import emails
emails.queue(to="official@example.org", subject="From production", text="Sent.", key="one", language="en")
"""


def missing(what: str) -> None:
    if os.environ.get("PORTAL_REQUIRE_SERVERS"):
        pytest.fail(f"{what}, and PORTAL_REQUIRE_SERVERS forbids to go on without")
    pytest.skip(f"{what}: apt-get install postgresql redis-server")


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        missing("No PostgreSQL server of Debian's here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTGRES_BIN", str(found[-1].parent))
        folder = tmp_path_factory.mktemp("debian")
        options = postgres.THROW_AWAY | {"listen_addresses": "127.0.0.1"}
        cluster = postgres.Cluster(folder / "postgres", port=free_port(), options=options)
        with (folder / "postgres.log").open("wb") as log:
            cluster.start(log)
    yield f"postgresql://{postgres.USER}@127.0.0.1:{cluster.port}/{postgres.DATABASE}"
    cluster.stop()


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = shutil.which("redis-server")
    if not server:
        missing("No redis-server here")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    argv = [str(server), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(child.command(argv), stdout=subprocess.DEVNULL, start_new_session=True)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def production(
    tmp_path_factory: pytest.TempPathFactory, database_url: str, redis_url: str, mail_server: MailServer
) -> Iterator[RunningPortal]:
    env = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": mail_server.url,
        "EMAIL_FROM": "Portal <portal@example.org>",
        "PORTAL_DEMO": "",
    }
    portal = RunningPortal(tmp_path_factory.mktemp("production"), env, mailbox=mail_server.mailbox)
    yield portal.start()
    assert portal.stop() == 0


def test_it_says_that_it_is_ready(production):
    with urllib.request.urlopen(f"{production.url}/health/ready") as answer:
        assert answer.status == 200


def test_an_email_is_sent_by_the_worker(production):
    production.manage("shell", "-c", QUEUE)

    email = production.mailbox.wait_for(to="official@example.org", subject_contains="From production")

    assert email["From"] == "Portal <portal@example.org>"


def test_the_queues_are_in_redis_and_not_in_the_database(production, redis_url):
    assert redis.Redis.from_url(redis_url).keys("_kombu.binding.*")
    assert production.query("SELECT to_regnamespace('pgmq')") == [(None,)]


def test_nothing_of_the_demonstration_is_there(production):
    assert production.query("SELECT count(*) FROM accounts_user WHERE is_example") == [(0,)]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{production.url}/mailbox/")
