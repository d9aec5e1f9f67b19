"""The database is the queue: a worker that is killed in the middle of its work loses none of it, and none is
sent twice: what was on the wire is brought to its end by a process that outlives it.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from portal import child
from portal.data_folder import PROJECT
from tests.databases import new_database
from tests.running import MailServer, RunningPortal

pytestmark = pytest.mark.slow
EMAILS = 200
KILLED_AFTER = 30
PREPARE = f"""
from portal import broker; broker.prepare()
from core import emails
for n in range({EMAILS}):
    emails.queue(to=f"reader{{n}}@example.org", subject="News", text="Some.", key=f"{{n}}", language="en")
"""
WAKE = "from core.tasks import send_emails; send_emails.delay()"


class SlowMailServer(MailServer):
    async def handle_DATA(self, server, session, envelope) -> str:
        time.sleep(0.02)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def mail():
    server = SlowMailServer()
    server.start()
    yield server
    server.stop()


def start_worker(portal: RunningPortal, log: Path) -> subprocess.Popen:
    argv = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "portal",
        "worker",
        "--concurrency=2",
        "--queues=confirm,bulk",
    ]
    with log.open("ab") as out:
        return subprocess.Popen(
            child.command(argv), cwd=PROJECT, env=portal.env, stdout=out, stderr=out, start_new_session=True
        )


def wait_until(arrived: list, count: int, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    while len(arrived) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(arrived)


def test_every_email_arrives_although_the_worker_was_killed(tmp_path, mail, worker_id):
    address = new_database(os.environ["DATABASE_URL"], f"killed_{worker_id}")
    portal = RunningPortal(tmp_path, {"DATABASE_URL": address, "EMAIL_URL": mail.url}, mailbox=mail.mailbox)
    portal.manage("migrate", "--verbosity=0")
    portal.manage("shell", "-c", PREPARE)

    first = start_worker(portal, tmp_path / "worker.log")
    portal.manage("shell", "-c", WAKE)
    assert wait_until(mail.mailbox, KILLED_AFTER, 30) >= KILLED_AFTER, (tmp_path / "worker.log").read_text()
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert len(mail.mailbox) < EMAILS

    portal.query(
        "UPDATE core_outgoingemail SET claimed_at = claimed_at - interval '1 hour'"
    )  # an hour goes by
    second = start_worker(portal, tmp_path / "worker.log")
    portal.manage("shell", "-c", WAKE)
    wait_until(mail.mailbox, EMAILS, 60)
    time.sleep(1)
    os.killpg(second.pid, signal.SIGKILL)
    second.wait()

    arrived = Counter(email["To"] for email in mail.mailbox)
    assert arrived == dict.fromkeys((f"reader{n}@example.org" for n in range(EMAILS)), 1)
