"""`manage.py up`, as `make run` starts it: on a machine without servers."""

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import health
from portal.data_folder import PROJECT
from tests.running import RunningPortal, none_left

pytestmark = pytest.mark.slow
WITHOUT_SERVERS = {"DATABASE_URL": "", "REDIS_URL": "", "EMAIL_URL": "", "SECRET_KEY": ""}
QUEUE = """
from core import emails
emails.queue(to="reader@example.org", subject="Good morning", text="It works.", key="first", language="en")
"""


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def fresh(data: Path) -> Iterator[RunningPortal]:
    portal = RunningPortal(data, WITHOUT_SERVERS).start()
    yield portal
    portal.stop()


def test_a_fresh_start_does_a_task_within_30_seconds(fresh):
    fresh.manage("shell", "-c", QUEUE)

    deadline = time.monotonic() + 30
    while not (arrived := list(fresh.data.glob("mailbox/new/*"))) and time.monotonic() < deadline:
        time.sleep(0.2)

    assert [b"It works." in email.read_bytes() for email in arrived] == [True]


def test_whoever_waits_for_a_page_goes_before_the_work_behind_it(fresh):
    running = [line.split(maxsplit=1) for line in none_left(fresh.data, seconds=0)]
    politeness = {
        name: {os.getpriority(os.PRIO_PROCESS, int(pid)) for pid, command in running if name in command}
        for name in (" worker ", "granian")
    }

    assert politeness == {" worker ": {min(19, os.nice(0) + 10)}, "granian": {os.nice(0)}}


def test_only_the_owner_can_read_the_secret_key_and_the_database(fresh):
    modes = {name: (fresh.data / name).stat().st_mode & 0o777 for name in ("secret_key", "postgres")}

    assert modes == {"secret_key": 0o600, "postgres": 0o700}


def test_a_second_start_in_the_same_folder_is_refused_in_a_sentence(fresh):
    second = RunningPortal(fresh.data, WITHOUT_SERVERS)

    with pytest.raises(AssertionError, match=f"The portal already runs in {re.escape(str(fresh.data))}"):
        second.start()

    assert "Traceback" not in "".join(second.output)
    assert fresh.process.poll() is None


def test_a_taken_port_is_refused_in_a_sentence(tmp_path):
    portal = RunningPortal(tmp_path, WITHOUT_SERVERS)
    taken = socket.create_server(("127.0.0.1", portal.port))

    with taken, pytest.raises(AssertionError, match=f"Port {portal.port} is in use by another program"):
        portal.start()

    assert "Traceback" not in "".join(portal.output)
    assert none_left(tmp_path) == []


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("192.0.2.1", "The portal cannot listen on 192.0.2.1, port {port}: Cannot assign requested address."),
        ("nowhere.invalid", "The portal cannot listen on nowhere.invalid, port {port}: "),
    ],
)
def test_a_host_that_is_not_this_machine_is_refused_with_the_reason(tmp_path, host, sentence):
    portal = RunningPortal(tmp_path, WITHOUT_SERVERS | {"PORTAL_HOST": host})

    with pytest.raises(AssertionError, match=re.escape(sentence.format(port=portal.port))):
        portal.start()

    assert "in use" not in "".join(portal.output)
    assert "Traceback" not in "".join(portal.output)


def test_a_port_that_is_none_is_refused_in_a_sentence(tmp_path):
    portal = RunningPortal(tmp_path, WITHOUT_SERVERS | {"PORT": "70000"})

    with pytest.raises(AssertionError, match=r"The portal cannot listen on .*, port 70000: "):
        portal.start()

    assert "Traceback" not in "".join(portal.output)


def test_a_file_in_place_of_the_data_folder_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "data"
    file.write_text("no folder")
    portal = RunningPortal(file, WITHOUT_SERVERS)

    with pytest.raises(AssertionError, match=re.escape(f"{file} cannot be the portal's folder")):
        portal.start()

    assert "Traceback" not in "".join(portal.output)


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_an_ipv6_address_of_this_machine_is_listened_on(tmp_path):
    portal = RunningPortal(tmp_path, WITHOUT_SERVERS | {"PORTAL_HOST": "::1"}).start()

    answered = health.answers(f"http://[::1]:{portal.port}/health/ready", host=f"127.0.0.1:{portal.port}")

    portal.stop()
    assert answered


def test_ctrl_c_leaves_no_process(fresh):
    code = fresh.stop(signal.SIGINT)

    assert (code, fresh.output[-1]) == (0, "Stopped.\n")
    assert none_left(fresh.data, seconds=0) == []


def test_a_killed_start_leaves_no_process_and_starts_again(fresh):
    fresh.stop()
    again = RunningPortal(fresh.data, WITHOUT_SERVERS).start()

    again.stop(signal.SIGKILL)

    assert none_left(fresh.data, seconds=45) == []


def test_a_dead_worker_stops_the_rest_with_a_message(fresh):
    fresh.stop()
    again = RunningPortal(fresh.data, WITHOUT_SERVERS).start()
    worker = min(int(line.split()[0]) for line in none_left(fresh.data, seconds=0) if " worker " in line)

    os.kill(worker, signal.SIGKILL)

    assert again.process.wait(60) == 1
    again.listener.join(10)
    assert "The process `worker` was killed by SIGKILL, so the portal stops." in "".join(again.output)
    assert none_left(fresh.data) == []


def test_the_environment_example_lists_every_variable_that_is_read():
    listed = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    settings = (PROJECT / "portal" / "settings.py").read_text()
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", settings))
    for path in PROJECT.glob("*/**/*.py"):
        if not path.relative_to(PROJECT).parts[0].startswith((".", "tests", "bench", "faults")):
            read |= set(re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", path.read_text()))

    assert read - {"DJANGO_SETTINGS_MODULE"} == listed
