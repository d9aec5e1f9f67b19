"""What htmx saves a page load for; and that the reader's focus goes where the news is."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.window import LOG_INS, axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def citizen(open_window, newcomer):
    return open_window(newcomer())


def loads(page: Page) -> list[str]:
    """Fills with every page that is loaded whole from now on."""
    found: list[str] = []
    page.on("framenavigated", lambda frame: found.append(frame.url))
    return found


def test_a_reply_opens_below_the_words_is_sent_and_appears_there(open_window, things):
    page = open_window(LOG_INS["citizen"])
    page.goto(f"/en/discussions/thread/{things['thread']}/")
    loaded, words = loads(page), f"Said in place {uuid4().hex}."
    voice = page.locator("section#replies > ul > li", has=page.locator(f"#words-{things['reply']}"))

    voice.get_by_role("link", name=re.compile("^Reply")).first.click()
    form = voice.locator(f"#reply-form-{things['reply']}")
    expect(form.get_by_role("heading")).to_be_focused()
    form.get_by_label("Your words").fill(words)
    form.get_by_role("button", name="Preview").click()
    expect(form.locator("blockquote.words")).to_contain_text(words)
    form.get_by_text("Hopeful").click()
    form.get_by_role("button", name="Publish reply").click()

    said = voice.locator("article.voice", has_text=words)
    expect(said).to_be_visible()
    expect(said).to_contain_text("feels hopeful")
    expect(form).to_have_count(0)
    assert loaded == []
    assert axe_faults(page) == []


def test_an_empty_reply_is_refused_in_place_and_the_summary_has_the_focus(open_window, things):
    page = open_window(LOG_INS["citizen"])
    page.goto(f"/en/discussions/thread/{things['thread']}/")
    loaded = loads(page)

    page.locator("#reply").get_by_role("button", name="Publish reply").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Write something first.")
    assert loaded == []


def test_understood_turns_on_and_off_and_keeps_the_focus(citizen, things):
    citizen.goto(f"/en/discussions/thread/{things['thread']}/")
    loaded, button = loads(citizen), citizen.locator(f"#understood-{things['reply']}")
    number = int(re.sub(r"\D", "", button.inner_text().partition("·")[2].partition(":")[0]) or 0)

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_contain_text(f"· {number + 1}")
    expect(button).to_be_focused()
    button.press("Enter")

    expect(button).to_have_attribute("aria-pressed", "false")
    assert loaded == []


def test_after_a_vote_the_next_statement_slides_in_with_the_focus(citizen, things):
    citizen.goto(f"/en/consultations/{things['statements']}/statements/")
    heading = citizen.locator("#statement")
    first = heading.inner_text()

    citizen.get_by_role("button", name="Disagree").click()

    expect(heading).not_to_have_text(first)
    expect(heading).to_be_focused()
    expect(citizen.get_by_role("status").first).to_contain_text("Your vote has arrived: Disagree.")
    citizen.keyboard.press("Tab")
    expect(citizen.get_by_role("button", name="Agree", exact=True)).to_be_focused()


def test_one_press_signs_and_the_box_says_so(citizen, things, running_portal):
    citizen.goto(f"/en/petitions/{things['small']}/")
    loaded = loads(citizen)

    citizen.get_by_role("button", name="Sign the petition").click()

    expect(citizen.locator("#sign")).to_contain_text("Your signature is in.")
    expect(citizen.locator("#sign")).to_be_focused()
    assert loaded == []


def test_more_is_loaded_below_what_is_there(open_window, things):
    page = open_window()
    page.goto(f"/en/consultations/{things['statements']}/statements/", wait_until="networkidle")
    loaded, rows = loads(page), page.locator("li[id^=statement-]")
    assert rows.count() == 20

    page.get_by_role("link", name="Show more").click()

    expect(rows).not_to_have_count(20)
    assert rows.count() > 20
    expect(page.get_by_role("link", name="Show more")).to_have_count(0)
    assert loaded == []


def test_words_are_reported_where_they_stand(citizen, things):
    citizen.goto(f"/en/discussions/thread/{things['thread']}/")
    loaded, voice = loads(citizen), citizen.locator(f"#words-{things['reply']}")

    voice.get_by_role("link", name=re.compile("^Report")).click()
    form = voice.locator("form[action$='/report/']")
    form.get_by_role("button", name="Send the report").click()
    expect(voice.get_by_role("alert")).to_be_focused()
    form.get_by_role("radio").first.check()
    form.get_by_role("button", name="Send the report").click()

    expect(voice.get_by_role("status")).to_contain_text("Your report has arrived")
    assert loaded == []


def test_follow_is_turned_on_and_off_in_place(citizen, things):
    citizen.goto(f"/en/petitions/{things['open']}/")
    loaded, button = loads(citizen), citizen.locator("aside form[action*=follow] button")

    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_text("Stop following")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_text("Follow")
    assert loaded == []


def test_a_fault_is_said_beside_what_was_pressed(citizen, things):
    citizen.goto(f"/en/discussions/thread/{things['thread']}/")
    citizen.route("**/understood/", lambda route: route.fulfill(status=503, body=""))

    citizen.locator(f"#understood-{things['reply']}").click()

    expect(citizen.locator(".is-fault")).to_be_focused()


def test_a_field_counts_what_is_typed(citizen, things):
    citizen.goto(f"/en/consultations/{things['statements']}/statements/")
    hint = citizen.locator("[data-counter-for=id_body]")

    citizen.fill("#id_body", "x" * 141)

    expect(hint).to_have_text("141 of 140 characters")
    expect(hint).to_have_attribute("role", "status")


def test_the_administration_offers_hours_of_a_clock_of_24(open_window):
    page = open_window(LOG_INS["facilitator"])
    page.goto("/admin/consultations/consultation/add/")

    page.locator(".clock-icon").first.click()

    offered = page.locator(".clockbox:visible .timelist li")
    expect(offered).to_have_text(["Now", "00:00", "06:00", "12:00", "18:00"])
