"""A digest as a mail program shows it, with its picture and without."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.browser.window import Desk, look, sideways
from tests.running import RunningPortal

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_email_fits_a_phone_also_where_pictures_are_not_loaded(
    desk: Desk, running_portal: RunningPortal, tmp_path: Path
) -> None:
    until = date.today()
    days = ("--since", str(until - timedelta(days=30)), "--until", str(until))
    running_portal.manage("digest", "--office", "secretariat", *days, "--out", str(tmp_path))
    page = desk.window("")
    wide = []

    for shows_pictures in (True, False):
        if not shows_pictures:
            (tmp_path / "picture.png").unlink()
        page.goto((tmp_path / "digest.html").as_uri())
        for width in (600, 375, 320):
            look(page, width, "light")
            wide += sideways(page)

    assert wide == []
