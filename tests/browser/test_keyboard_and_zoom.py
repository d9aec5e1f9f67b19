"""By keyboard alone, on a small screen, at twice the size."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.window import axe_faults, sideways

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}  # 1280 x 900 at 200 %
WIDER_TEXT = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
)
FOCUS_SHOWN = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    return [one.outerHTML.slice(0, 120), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth];
}"""


def focus_on_the_way(page: Page, steps: int) -> list[str]:
    """What the Tab key reaches without a ring that is seen."""
    unseen = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        element, has_ring, is_in_view = page.evaluate(FOCUS_SHOWN)
        if not (has_ring and is_in_view) and not element.startswith("<body"):
            unseen.append(element)
    return unseen


@pytest.mark.parametrize("path", ["/en/", "/en/discussions/", "/en/account/signup/"])
def test_the_first_tab_leads_to_the_content(open_window, path):
    page = open_window()
    page.goto(path)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")

    assert page.url.endswith("#content")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_wherever_the_tab_key_leads_is_seen(open_window, things, scheme):
    page = open_window(viewport={"width": 375, "height": 800}, color_scheme=scheme)

    for path in (
        "/en/",
        f"/en/petitions/{things['small']}/sign/",
        f"/en/consultations/{things['statements']}/",
    ):
        page.goto(path)
        assert focus_on_the_way(page, 30) == []


def test_the_menu_of_a_small_screen_opens_and_closes_by_keyboard(open_window):
    page = open_window(viewport={"width": 375, "height": 800})
    page.goto("/en/")
    menu, button = page.get_by_role("navigation", name="Main"), page.get_by_role("button", name="Menu")
    expect(menu).to_be_hidden()

    button.press("Enter")
    expect(menu).to_be_visible()
    assert axe_faults(page) == []
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="Talks")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    button.press("Enter")
    menu.get_by_role("link", name="Petitions").press("Enter")
    page.wait_for_url("**/en/petitions/")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()


def test_the_menu_opens_without_scripts_and_closes_by_a_press_beside_it(open_window):
    page = open_window(viewport={"width": 375, "height": 800}, java_script_enabled=False)
    page.goto("/uk/")
    menu = page.locator("#menu")

    page.locator("[popovertarget=menu]").click()
    expect(menu).to_be_visible()
    page.mouse.click(180, 780)

    expect(menu).to_be_hidden()


def test_the_summary_of_mistakes_has_the_focus_and_leads_to_the_fields(open_window, things):
    page = open_window()
    page.goto(f"/en/petitions/{things['small']}/sign/")
    page.get_by_label("Your name").press("Enter")

    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_focused()
    assert page.get_by_label("Your name").get_attribute("aria-invalid") == "true"


PATHS = ["", "talks/{topic}/", "discussions/thread/{thread}/", "petitions/{open}/", "pulse/"]
PATHS += [
    "consultations/{statements}/results/",
    "consultations/{survey}/survey/",
    "account/signup/",
    "answers/{answer}/",
]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_at_twice_the_size_nothing_is_cut_off(open_window, things, language):
    page = open_window(**ZOOMED)

    found = {}
    for path in PATHS:
        page.goto(f"/{language}/{path.format(**things)}")
        found[path] = sideways(page)

    assert {path: out for path, out in found.items() if out} == {}


def test_with_wider_text_nothing_is_cut_off_on_a_small_screen(open_window, things):
    """WCAG 1.4.12, at 320 px."""
    page = open_window(viewport={"width": 320, "height": 800}, bypass_csp=True)

    found = {}
    for path in PATHS:
        page.goto(f"/ru/{path.format(**things)}")
        page.add_style_tag(content=WIDER_TEXT)
        found[path] = sideways(page)

    assert {path: out for path, out in found.items() if out} == {}


def test_the_statement_ballot_needs_no_mouse(open_window, newcomer, things):
    page = open_window(newcomer())
    page.goto(f"/en/consultations/{things['statements']}/statements/")
    page.get_by_role("button", name="Pass").focus()

    page.keyboard.press("Space")

    expect(page.locator("#statement")).to_be_focused()
    expect(page.get_by_role("status").first).to_contain_text("Your vote has arrived: Pass.")
