"""The processes of production: PostgreSQL and Redis servers as Debian ships them, and mail by SMTP."""

import os
import shutil
import subprocess
import time
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
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Cluster]:
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
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def database_url(database: postgres.Cluster) -> str:
    return f"postgresql://{postgres.USER}@127.0.0.1:{database.port}/{postgres.DATABASE}"


class Redis:
    """A server of Debian's that can be stopped and started again at the same port."""

    def __init__(self, server: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.argv = [
            server,
            "--bind",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--save",
            "",
            "--dir",
            str(folder),
        ]

    def start(self) -> None:
        argv = child.command(self.argv)
        self.process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, start_new_session=True)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    server = shutil.which("redis-server")
    if not server:
        missing("No redis-server here")
    redis_server = Redis(str(server), tmp_path_factory.mktemp("redis"))
    redis_server.start()
    yield redis_server
    redis_server.stop()


@pytest.fixture(scope="module")
def redis_url(broker: Redis) -> str:
    return broker.url


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


def page(production: RunningPortal, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{production.url}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as fault:
        return fault.code, fault.read().decode()


def test_without_the_broker_pages_work_and_e_mails_wait_for_it(production, broker):
    broker.stop()
    assert page(production, "/ru/pulse/")[0] == 200
    assert page(production, "/ru/consultations/")[0] == 200
    production.manage("shell", "-c", QUEUE.replace('"one"', '"two"').replace("From production", "Delayed"))

    broker.start()

    production.mailbox.wait_for(to="official@example.org", subject_contains="Delayed", timeout=90)


def test_without_the_database_a_page_says_so_in_the_readers_language_and_comes_back(
    production, database, tmp_path
):
    database.stop()
    status, text = page(production, "/ru/petitions/")
    assert status == 503
    assert '<html lang="ru">' in text
    assert page(production, "/health/ready")[0] == 503
    assert page(production, "/health/live")[0] == 200

    with (tmp_path / "postgres.log").open("wb") as log:
        database.start(log)

    def is_back():  # in every process: one may find the database before the other
        return all(page(production, "/ru/petitions/")[0] == 200 for _ in range(20))

    deadline = time.monotonic() + 120
    while not is_back() and time.monotonic() < deadline:
        time.sleep(1)
    assert is_back()
