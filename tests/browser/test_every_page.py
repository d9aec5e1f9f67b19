"""Every kind of page, in every language: nothing that axe finds, no sideways scroll, nothing at the console."""

import mailbox

import pytest

from tests.browser.kinds import KINDS, Kind
from tests.browser.window import Complaints, Desk, axe_faults, look, sideways, slips, weight
from tests.running import RunningPortal

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEAVIEST = 60_000  # bytes of a page with its style and scripts, as sent


@pytest.fixture(scope="session")
def letters(things: dict[str, str], running_portal: RunningPortal) -> None:
    """The demonstration's mailbox page shows files; here they come from the mail server."""
    message = running_portal.mailbox.wait_for(to="office@example.org")
    mailbox.Maildir(running_portal.data / "mailbox", create=True).add(message.as_bytes())


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.usefixtures("letters")
def test_a_page_has_no_fault(kind: Kind, language: str, desk: Desk, things: dict[str, str]) -> None:
    page = desk.window(kind.role)
    page.context.add_cookies([{"name": "language", "value": language, "url": desk.url}])
    look(page, *((1280, "light") if language == "en" else (320, "dark")))

    with Complaints(page, status=kind.status) as complaints:
        response = page.goto(kind.address(language, things))
        assert response
        assert response.status == kind.status
        if kind.then:
            kind.then(page)
        faults = axe_faults(page) + sideways(page) + slips(page)
        if language == "en":
            weighs = weight(page)
            look(page, 320, "dark")
            faults += axe_faults(page) + sideways(page)
            assert kind.djangos or sum(weighs.values()) < HEAVIEST, weighs

    assert page.locator("html").get_attribute("lang") == language
    assert faults + complaints == []
