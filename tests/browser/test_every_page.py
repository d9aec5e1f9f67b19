"""Every kind of page in every language: nothing that axe finds, no sideways scroll, a quiet console."""

import mailbox

import pytest

from tests.browser.kinds import KINDS, Kind
from tests.browser.window import Complaints, Desk, axe_faults, look, sideways, slips, weight
from tests.running import RunningPortal

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEAVIEST = 60_000  # bytes of a page with its style and scripts, as sent
DJANGOS = frozenset({"label", "target-size"})  # of its own date fields and filters
VISITS = [
    (language, kind)
    for language in ("en", "ru", "uk")
    for kind in KINDS
    if language == "en" or not kind.state
]
SEEN_IN_ENGLISH = frozenset({"color-contrast"})  # colours are the same in all languages, and slow to measure


def is_for_axe(language: str, kind: Kind) -> bool:
    """English always, and one of the other two in turn: axe sees little of what a translation changes."""
    return language == "en" or KINDS.index(kind) % 2 == ("ru", "uk").index(language)


@pytest.fixture(scope="session")
def letters(things: dict[str, str], running_portal: RunningPortal) -> None:
    """The demonstration's mailbox page shows files; here they come from the mail server."""
    message = running_portal.mailbox.wait_for(to="office@example.org")
    mailbox.Maildir(running_portal.data / "mailbox", create=True).add(message.as_bytes())


@pytest.mark.parametrize(("language", "kind"), VISITS, ids=str)
@pytest.mark.usefixtures("letters")
def test_a_page_has_no_fault(language: str, kind: Kind, desk: Desk, things: dict[str, str]) -> None:
    page = desk.window(kind.role)
    page.context.add_cookies([{"name": "language", "value": language, "url": desk.url}])
    looks = [(1280, "light"), (320, "dark")] if language == "en" else [(320, "dark")]
    but = (DJANGOS if kind.djangos else frozenset()) | (SEEN_IN_ENGLISH if language != "en" else frozenset())

    look(page, *looks[0])
    with Complaints(page, status=kind.status) as complaints:
        response = page.goto(kind.address(language, things))
        if kind.then:
            kind.then(page)
    weighs = weight(page)
    faults = slips(page)
    for width, scheme in looks:
        look(page, width, scheme)
        faults += sideways(page) + (axe_faults(page, but=but) if is_for_axe(language, kind) else [])

    assert response
    assert response.status == kind.status
    assert page.locator("html").get_attribute("lang") == language
    assert complaints == []
    assert faults == []
    assert kind.djangos or sum(weighs.values()) < HEAVIEST, weighs
