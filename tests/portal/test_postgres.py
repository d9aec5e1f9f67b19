"""The launcher of the embedded PostgreSQL, in the ways that the tests' own cluster does not show."""

import os
import subprocess
import sys

import psycopg
import pytest

from portal import postgres
from portal.data_folder import PROJECT


@pytest.fixture
def as_nobody(monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root can become nobody")
    monkeypatch.setattr(postgres, "_who", lambda: "nobody")


def works(cluster: postgres.Cluster, log) -> bool:
    with log.open("wb") as out:
        cluster.start(out)
    try:
        with psycopg.connect(cluster.address()) as connection:
            return connection.execute("SELECT current_database()").fetchone() == ("portal",)
    finally:
        cluster.stop()


def test_root_without_user_namespaces_runs_it_as_nobody(tmp_path, as_nobody):
    cluster = postgres.Cluster(tmp_path / "postgres")

    assert works(cluster, tmp_path / "log")
    assert works(cluster, tmp_path / "log"), "a second start finds the first one's data"


def test_a_data_folder_with_a_very_long_path_works(tmp_path):
    folder = tmp_path / ("long" * 25) / "postgres"
    cluster = postgres.Cluster(folder)

    assert works(cluster, tmp_path / "log")
    assert not postgres.socket_folder(folder).exists()


def test_the_address_is_known_before_the_start(tmp_path):
    assert postgres.address(tmp_path) == f"postgresql:///portal?host={tmp_path}&user=portal&port=5432"


def test_a_wrapped_command_ends_with_its_parent():
    script = (
        "import subprocess, sys; sys.path.insert(0, '.'); from portal import child;"
        "p = subprocess.Popen(child.command(['/bin/sleep', '60']));"
        "print(p.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    grandchild = int(parent.stdout.readline())

    parent.kill()
    parent.communicate()

    status = subprocess.run(["/usr/bin/tail", f"--pid={grandchild}", "-f", "/dev/null"], timeout=10)
    assert status.returncode == 0
