"""Every link of the frame leads somewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

TEMPLATES = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(
    {
        name
        for file in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% nav_link "([\w:]+)"', file.read_text())
    }
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_the_navigation_is_an_address(name):
    assert reverse(name).startswith("/")


def test_the_navigation_is_found():
    assert {"topics:talks", "forums:boards", "petitions:petitions", "answers:answers", "privacy"} <= set(
        NAMES
    )
