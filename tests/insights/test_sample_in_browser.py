import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAMPLE = "/admin/insights/drawntext/"
LABELLING = f"{SAMPLE}label/en/"


@pytest.fixture
def desk(browser, running_portal):
    """A page of somebody's of the staff, by the demonstration's log-in, with or without scripts."""
    contexts = []

    def open_(who, address, **options):
        context = browser.new_context(base_url=running_portal.url, locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/en/account/login/")
        page.click(f"button[value='{who}@example.org']")
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def drawn(desk):
    page = desk("operator", SAMPLE, java_script_enabled=False)
    page.get_by_label("Texts of each language").fill("4")
    page.get_by_role("button", name="Draw").press("Enter")
    assert re.match(r"Drawn: English \d", page.get_by_role("status").inner_text())


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
@pytest.mark.parametrize("address", [SAMPLE, LABELLING, "/en/pulse/method/"])
def test_the_pages_have_no_fault_that_axe_finds_and_never_scroll_sideways(
    desk, drawn, address, scheme, width
):
    page = desk("operator", address, color_scheme=scheme, viewport={"width": width, "height": 900})

    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["ru", "uk"])
@pytest.mark.parametrize("address", [SAMPLE, LABELLING])
def test_the_pages_fit_in_longer_languages(desk, drawn, address, language):
    page = desk("operator", address, viewport={"width": 320, "height": 900})
    page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])

    page.reload()

    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_text_is_labelled_without_scripts_and_by_keyboard_alone(desk, drawn):
    page = desk("moderator", LABELLING, java_script_enabled=False)
    first = page.locator("blockquote").inner_text()

    page.get_by_role("button", name="Cannot tell").press("Enter")

    assert page.locator("blockquote").inner_text() != first
    assert "Your last label: Cannot tell." in page.locator("main").inner_text()

    page.get_by_role("button", name="Take it back").press("Enter")

    assert page.locator("blockquote").inner_text() == first
    assert "Your last label: Cannot tell." not in page.locator("main").inner_text()
