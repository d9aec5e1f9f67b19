"""Real people at real windows: the complete portal with its example data, seen by the system's Chromium."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.window import Desk
from tests.running import RunningPortal, from_somewhere_else

PASSWORD = "common ground"  # of everyone in the example

Open = Callable[..., Page]
Newcomer = Callable[[], str]


@pytest.fixture(scope="session")
def desk(browser: Browser, running_portal: RunningPortal) -> Iterator[Desk]:
    """One window for each role, signed in once."""
    desk = Desk(browser, running_portal.url)
    yield desk
    desk.close()


@pytest.fixture
def open_window(browser: Browser, running_portal: RunningPortal) -> Iterator[Open]:
    """A fresh window, for who is signed in by e-mail address and password, or for a stranger."""
    contexts: list[BrowserContext] = []

    def open_(email: str = "", **options: Any) -> Page:
        options = {"extra_http_headers": from_somewhere_else()} | options
        context = browser.new_context(
            base_url=running_portal.url, locale="en-GB", reduced_motion="reduce", **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if email:
            page.goto("/en/account/login/")
            page.click("summary")
            form = page.locator("form:has([name=password])")
            form.locator("[name=login]").fill(email)
            form.locator("[name=password]").fill(PASSWORD)
            with page.expect_navigation():
                form.locator("[name=password]").press("Enter")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def newcomer(running_portal: RunningPortal) -> Newcomer:
    """The e-mail address of somebody who has written nothing yet, with the example's password."""

    def make() -> str:
        email = f"{uuid4().hex[:10]}@example.org"
        running_portal.query(
            """
            WITH person AS (
                INSERT INTO accounts_user (password, is_superuser, email, display_name, country, languages,
                    language, role, is_staff, is_active, is_example, date_joined)
                SELECT password, false, %s, 'Halina', 'PL', languages, 'en', role, false, true, false, now()
                FROM accounts_user WHERE email = 'olena@example.org' RETURNING id, email
            )
            INSERT INTO account_emailaddress (email, verified, "primary", user_id)
            SELECT email, true, true, id FROM person
            """,
            [email],
        )
        return email

    return make


# What stands where in the example: keys and slugs for the addresses of `kinds.py`.
PETITION = """
    SELECT p.slug FROM petitions_petition p
    WHERE p.state = '{}' ORDER BY signature_count DESC
"""
CONSULTATION = """
    SELECT c.slug FROM consultations_consultation c
    JOIN consultations_{} part ON part.consultation_id = c.id WHERE c.state = 'open'
"""
THINGS = {
    "topic": "SELECT slug FROM topics_topic WHERE slug = 'prisoners'",
    "background": "SELECT slug FROM topics_background WHERE slug = 'prisoner-of-war'",
    "board": """
        SELECT b.slug FROM forums_board b JOIN forums_thread t ON t.board_id = b.id
        GROUP BY 1 ORDER BY count(*) DESC
    """,
    "open": PETITION.format("open"),
    "small": PETITION.format("open").replace("DESC", ""),
    "closed": PETITION.format("closed"),
    "rejected": PETITION.format("rejected"),
    "waiting": PETITION.format("waiting"),
    "petition": PETITION.format("open").replace("p.slug", "p.contribution_id"),
    "survey": CONSULTATION.format("question"),
    "statements": CONSULTATION.format("statement"),
    "over": "SELECT slug FROM consultations_consultation WHERE state = 'closed'",
    "texts": """
        SELECT c.slug || '/results/' || q.id FROM consultations_question q
        JOIN consultations_consultation c ON c.id = q.consultation_id
        JOIN consultations_openanswer o ON o.question_id = q.id
    """,
    "answer": "SELECT id FROM answers_answer WHERE petition_id IS NOT NULL",
    "milestone": "SELECT slug FROM topics_milestone WHERE state = 'done' ORDER BY id",
    "own": """
        SELECT c.id FROM contributions_contribution c JOIN accounts_user u ON u.id = c.author_id
        WHERE u.email = 'olena@example.org' AND c.kind = 'post' AND c.state = 'published'
    """,
    "subscription": "SELECT id FROM digests_subscription ORDER BY id",
    "member": """
        SELECT m.id FROM accounts_membership m JOIN accounts_office o ON o.id = m.office_id
        WHERE o.slug = 'humanitarian-group'
    """,
    "signature": "SELECT id FROM petitions_signature WHERE state = 'pending' ORDER BY created_at DESC",
}
BUSY_THREAD = """
    SELECT t.contribution_id, t.slug, min(c.id) FROM forums_thread t
    JOIN forums_post p ON p.thread_id = t.contribution_id
    JOIN contributions_contribution c ON c.id = p.contribution_id AND c.state = 'published'
    JOIN accounts_user u ON u.id = c.author_id AND u.email <> 'olena@example.org'
    WHERE t.proposition <> '' GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1
"""


@pytest.fixture(scope="session")
def things(running_portal: RunningPortal, desk: Desk) -> dict[str, str]:
    portal = running_portal
    found = {name: str(portal.query(f"{query} LIMIT 1")[0][0]) for name, query in THINGS.items()}
    [(key, slug, reply)] = portal.query(BUSY_THREAD)
    found |= {"thread": f"{key}-{slug}", "reply": str(reply)}
    found["token"] = signing.dumps(int(found["signature"]), salt="petitions.confirm")
    found["stop"] = signing.dumps("nobody@example.org", salt="notices.unsubscribe")
    found |= digest(portal, desk)
    found["stop_alerts"] = signing.dumps(int(found["subscription"]), salt="digests.stop_alerts")
    found["invitation"] = invitation(portal, desk)
    found["draft"] = draft(desk, found["petition"])
    return found


def digest(portal: RunningPortal, desk: Desk) -> dict[str, str]:
    page = desk.window("official")
    page.goto("/en/digests/")
    page.get_by_role("button", name="Send me one now").first.click()
    page.wait_for_url("**/digests/")
    [(key, subscription)] = portal.query(
        "SELECT digest_id, subscription_id FROM digests_delivery ORDER BY digest_id DESC LIMIT 1"
    )
    return {
        "digest": str(key),
        "read": signing.dumps(key, salt="digests.read"),
        "stop_digest": signing.dumps(subscription, salt="digests.unsubscribe"),
    }


def invitation(portal: RunningPortal, desk: Desk) -> str:
    page = desk.window("official")
    page.goto("/en/digests/offices/humanitarian-group/")
    page.fill("[name=email]", "invited@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    page.wait_for_url("**/humanitarian-group/")
    [(key,)] = portal.query("SELECT max(id) FROM accounts_invitation")
    return signing.dumps(key, salt="accounts.invitation")


def draft(desk: Desk, petition: str) -> str:
    page = desk.window("official")
    page.goto(f"/en/answers/new/?petition={petition}")
    page.fill("[name=title_en]", "The lists will be published from January")
    page.fill("[name=body_en]", "Every **Friday**.\n\n- names to families only\n- totals to everyone")
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url("**/answers/*/")
    return page.url.rstrip("/").rpartition("/")[2]
