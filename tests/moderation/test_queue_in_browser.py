import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def desk(browser, running_portal):
    """A moderator's page of the queue, by the demonstration's log-in, with or without scripts."""
    contexts = []

    def open_(**options):
        context = browser.new_context(base_url=running_portal.url, locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/en/account/login/")
        page.click("button[value='moderator@example.org']")
        page.goto("/admin/moderation/case/")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_queue_has_no_fault_that_axe_finds_and_never_scrolls_sideways(desk, scheme, width):
    page = desk(color_scheme=scheme, viewport={"width": width, "height": 900})

    assert page.locator("article.case").count() > 3
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_the_queue_fits_in_longer_languages(desk, language):
    page = desk(viewport={"width": 320, "height": 900})
    page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])

    page.reload()

    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_case_is_decided_without_scripts_and_by_keyboard_alone(desk):
    page = desk(java_script_enabled=False)
    case = page.locator("article.case").filter(has_text="First words").first
    number = case.get_attribute("id").removeprefix("case-")

    case.get_by_role("button", name=re.compile("^Do not publish")).press("Enter")
    assert "Choose the reason that the author will read." in page.get_by_role("alert").inner_text()

    case = page.locator(f"#case-{number}")
    case.get_by_role("combobox").select_option(label="Advertising")
    case.get_by_role("button", name=re.compile("^Do not publish")).press("Enter")

    assert page.get_by_role("status").inner_text() == f"Case {number}: Not published."
    assert not page.locator(f"#case-{number}").count()
