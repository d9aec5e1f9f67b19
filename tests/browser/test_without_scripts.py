"""All of the portal works without JavaScript."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.person import link_in, text_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def stranger(open_window):
    return open_window(java_script_enabled=False)


@pytest.fixture
def citizen(open_window, newcomer):
    return open_window(newcomer(), java_script_enabled=False)


def test_a_stranger_reads_from_the_front_page_to_somebodys_words(stranger, things):
    stranger.goto("/en/")
    stranger.get_by_role("navigation", name="Main").get_by_role("link", name="Discussions").click()
    stranger.locator(f"main a[href$='/{things['board']}/']").first.click()
    stranger.locator("main .list h3 a").first.click()

    expect(stranger.locator("article.voice .words").nth(1)).to_be_visible()
    assert stranger.get_by_role("heading", level=1).inner_text()


def test_a_translation_opens_and_closes(stranger, things):
    stranger.goto(f"/en/discussions/thread/{things['thread']}/")
    translation = stranger.locator("details.translation").first
    expect(translation.locator("p").first).to_be_hidden()

    translation.locator("summary").click()

    expect(translation.locator("p").first).to_be_visible()


def test_a_stranger_registers_up_to_the_code(stranger, running_portal):
    email = f"{uuid4().hex[:8]}@example.org"
    stranger.goto("/en/account/signup/")
    stranger.get_by_label("E-mail address").fill(email)
    stranger.get_by_label("Name shown").fill("Ana")
    stranger.get_by_label("Country where you live").select_option("PT")
    stranger.get_by_label(re.compile("^Password")).fill("a long pass phrase of mine")
    stranger.get_by_role("button", name="Create the account").click()

    expect(stranger.get_by_role("heading", name="Type the code from the e-mail")).to_be_visible()
    letter = text_of(running_portal.mailbox.wait_for(to=email))
    [code] = re.findall(r"^\s*([A-Z0-9]{2,4}-?[A-Z0-9]{2,4})\s*$", letter, re.MULTILINE)
    stranger.get_by_label("Code").fill(code)
    stranger.get_by_role("button", name="Go on").click()
    expect(stranger.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_form_with_mistakes_comes_back_filled_in_and_says_what_is_wrong(stranger, things):
    stranger.goto(f"/en/petitions/{things['small']}/sign/")
    stranger.get_by_label("Your name").fill("Ana Sousa")
    stranger.get_by_label("E-mail address").fill("ana.example.org")
    stranger.locator("main form[method=post] button").last.click()

    summary = stranger.get_by_role("alert")
    expect(summary).to_be_visible()
    expect(stranger.get_by_label("Your name")).to_have_value("Ana Sousa")
    expect(stranger.get_by_label("E-mail address")).to_have_value("ana.example.org")
    summary.get_by_role("link").first.click()
    expect(stranger).to_have_url(re.compile("#"))


def test_a_stranger_signs_a_petition_with_an_e_mail_address(stranger, things, running_portal):
    email = f"{uuid4().hex[:8]}@example.org"
    stranger.goto(f"/en/petitions/{things['small']}/")
    stranger.get_by_role("link", name="Sign with an e-mail address").click()
    stranger.get_by_label("Your name").fill("Ana Sousa")
    stranger.get_by_label("E-mail address").fill(email)
    stranger.get_by_label("Country where you live").select_option("PT")
    stranger.locator("main form[method=post] button").last.click()
    expect(stranger).to_have_url(re.compile("/sign/sent/$"))

    stranger.goto(link_in(running_portal.mailbox.wait_for(to=email), "/confirm/"))
    stranger.get_by_role("button", name="Confirm my signature").click()

    expect(stranger).to_have_url(re.compile("/thanks/$"))
    [(state,)] = running_portal.query("SELECT state FROM petitions_signature WHERE email = %s", [email])
    assert state == "confirmed"


def test_somebody_new_replies_and_reads_that_a_moderator_looks_first(citizen, things):
    words = f"Without scripts, and still heard {uuid4().hex}."
    citizen.goto(f"/en/discussions/thread/{things['thread']}/")
    form = citizen.locator("#reply form")
    form.get_by_label("Your words").fill(words)
    form.get_by_role("button", name="Preview").click()
    expect(citizen.get_by_role("region", name="Preview")).to_contain_text(words)

    citizen.get_by_role("button", name="Send to a moderator").click()

    expect(citizen.get_by_role("status").first).to_contain_text("A moderator reads them first")
    mine = citizen.locator("article.voice", has_text=words)
    expect(mine).to_contain_text("Waits for a moderator.")


def test_a_vote_leads_to_the_next_statement(citizen, things):
    citizen.goto(f"/en/consultations/{things['statements']}/statements/")
    first = citizen.locator("#statement").inner_text()

    citizen.get_by_role("button", name="Agree", exact=True).click()

    expect(citizen.get_by_role("status").first).to_contain_text("Your vote has arrived: Agree.")
    assert citizen.locator("#statement").inner_text() != first


def test_somebodys_words_are_reported(citizen, things):
    citizen.goto(f"/en/words/{things['reply']}/")
    citizen.locator(f"#words-{things['reply']}").get_by_role("link", name=re.compile("^Report")).click()
    citizen.locator("main form[method=post]").get_by_role("radio").first.check()
    citizen.get_by_role("button", name="Send the report").click()

    expect(citizen.get_by_role("status").first).to_contain_text("Your report has arrived")


def test_a_citizen_says_that_they_understand(citizen, things):
    citizen.goto(f"/en/discussions/thread/{things['thread']}/")
    button = citizen.locator(f"#understood-{things['reply']}")
    expect(button).to_have_attribute("aria-pressed", "false")

    button.click()

    expect(citizen.locator(f"#understood-{things['reply']}")).to_have_attribute("aria-pressed", "true")
