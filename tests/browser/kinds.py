"""Every kind of page, in one table: what it is, where it stands, who opens it, what is done there first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page


@dataclass(frozen=True)
class Kind:
    name: str
    path: str  # below /en/, or from the root with a leading "/"; {names} come from the fixture `things`
    role: str = "stranger"
    status: int = 200
    then: Callable[[Page], Any] | None = None  # done on the page before looking at it
    djangos: bool = False  # a page of Django's administration, with its own style and scripts
    state: bool = False  # another state of a page that stands here as well: looked at in English only

    def __str__(self) -> str:
        return self.name

    def address(self, language: str, things: dict[str, str]) -> str:
        path = self.path.format(**things)
        return path if path.startswith("/") else f"/{language}/{path}"


def send(form: str, **values: str) -> Callable[[Page], None]:
    """Fill in some fields of a form, leave the others as they are, and send it, unchecked by the browser."""

    def fill_and_send(page: Page) -> None:
        with page.expect_navigation():
            page.locator(form).evaluate(
                """(form, values) => {
                    for (const [name, value] of Object.entries(values)) {
                        const field = form.elements[name];
                        if (field.tagName === "SELECT") field.add(new Option(value, value, true, true));
                        else field.value = value;
                    }
                    HTMLFormElement.prototype.submit.call(form);
                }""",
                values,
            )

    return fill_and_send


FORM = "main form[method=post]"


def press(button: str) -> Callable[[Page], None]:
    def press_it(page: Page) -> None:
        with page.expect_navigation():
            page.locator(button).first.click()

    return press_it


def open_details(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")


def wait_for_follow(page: Page) -> None:
    """What is personal comes by a small request of its own."""
    page.locator("aside form[action*=follow] button").wait_for()


def preview(page: Page) -> None:
    page.click("button[name=preview]")
    page.locator("[id^=preview-] .words").wait_for()


KINDS = [
    # == What everyone may read ==
    Kind("home", ""),
    Kind("talks", "talks/"),
    Kind("topic", "talks/{topic}/"),
    Kind("topic, quiet", "talks/space/", state=True),
    Kind("milestone", "talks/milestones/{milestone}/"),
    Kind("parties", "talks/parties/"),
    Kind("background", "talks/background/"),
    Kind("background page", "talks/background/{background}/"),
    Kind("boards", "discussions/"),
    Kind("board", "discussions/{board}/"),
    Kind("thread", "discussions/thread/{thread}/", then=open_details),
    Kind("history", "words/{reply}/history/"),
    Kind("petitions", "petitions/"),
    Kind("petitions, answered", "petitions/?show=answered", state=True),
    Kind("petitions, none found", "petitions/?q=xyzzy", state=True),
    Kind("petition, open", "petitions/{open}/", then=open_details),
    Kind("petition, closed and answered", "petitions/{closed}/"),
    Kind("petition, rejected", "petitions/{rejected}/"),
    Kind("sign", "petitions/{small}/sign/"),
    Kind(
        "sign, with mistakes",
        "petitions/{small}/sign/",
        then=send(FORM, name="www.spam.example"),
    ),
    Kind("sign, sent", "petitions/{small}/sign/sent/"),
    Kind("confirm", "petitions/confirm/{token}/"),
    Kind("confirm, wrong link", "petitions/confirm/abc/", status=410, state=True),
    Kind("signed, thanks", "petitions/{small}/thanks/"),
    Kind("consultations", "consultations/"),
    Kind("consultation", "consultations/{survey}/"),
    Kind("consultation, closed", "consultations/{over}/"),
    Kind("survey, to look at", "consultations/{survey}/survey/"),
    Kind("statements, to look at", "consultations/{statements}/statements/"),
    Kind("results of statements", "consultations/{statements}/results/", then=open_details),
    Kind("results of a survey", "consultations/{over}/results/"),
    Kind("all answers to a question", "consultations/{texts}/"),
    Kind("pulse", "pulse/", then=open_details),
    Kind("topic pulse", "pulse/{topic}/", then=open_details),
    Kind("positions", "pulse/positions/", then=open_details),
    Kind("themes", "pulse/themes/"),
    Kind("who takes part", "pulse/{topic}/who/?weighted=country", then=open_details),
    Kind("texts behind a figure", "pulse/posts/?topic={topic}"),
    Kind("no such figure", "pulse/posts/?country=UA&language=uk"),
    Kind("method", "pulse/method/"),
    Kind("common ground", "common-ground/"),
    Kind("answers", "answers/"),
    Kind("answer", "answers/{answer}/"),
    Kind("waiting for an answer", "answers/waiting/"),
    Kind("moderation log", "moderation/log/"),
    Kind("rules", "moderation/rules/"),
    Kind("how it works", "how-it-works/"),
    Kind("privacy", "privacy/"),
    Kind("accessibility", "accessibility/"),
    Kind("api docs", "/api/docs/"),
    Kind("digest, by its link", "digests/read/{read}/"),
    Kind("figure", "digests/read/{read}/all/"),
    Kind("live figures", "digests/live/", "official"),
    Kind("digest, stopped by its link", "digests/unsubscribe/{stop_digest}/"),
    Kind("alerts, stopped by their link", "digests/unsubscribe/alerts/{stop_alerts}/"),
    Kind("an invitation", "account/invitation/{invitation}/"),
    Kind("an invitation, wrong link", "account/invitation/abc/", status=404, state=True),
    Kind("notices, how often", "notices/how-often/{stop}/"),
    Kind("notices, stopped by their link", "notices/unsubscribe/{stop}/"),
    Kind("notices, wrong link", "notices/unsubscribe/abc/", status=404, state=True),
    Kind("mailbox", "/mailbox/"),
    Kind("e-mail", "/mailbox/", then=press("main .list a")),
    Kind("not found", "talks/nowhere/", status=404),
    # == Coming in ==
    Kind("sign-in", "account/login/"),
    Kind(
        "sign-in, wrong",
        "account/login/",
        then=send("form:has([name=password])", login="a@example.org", password="no"),
        state=True,
    ),
    Kind("sign-in by code", "account/login/code/"),
    Kind("sign-up", "account/signup/"),
    Kind("sign-up, with mistakes", "account/signup/", then=send("main form[action*=signup]", email="nobody")),
    Kind("forgotten password", "account/password/reset/"),
    # == A citizen ==
    Kind("home, signed in", "", "citizen", state=True),
    Kind("topic, signed in", "talks/{topic}/", "citizen", then=wait_for_follow, state=True),
    Kind("new thread", "discussions/{board}/new/", "citizen"),
    Kind(
        "new thread, with mistakes",
        "discussions/{board}/new/",
        "citizen",
        then=send(FORM, title="a"),
        state=True,
    ),
    Kind("thread, signed in", "discussions/thread/{thread}/", "citizen", then=wait_for_follow, state=True),
    Kind("reply", "discussions/thread/{thread}/reply/{reply}/", "citizen"),
    Kind("preview", "words/{own}/edit/", "citizen", then=preview),
    Kind("edit", "words/{own}/edit/", "citizen"),
    Kind("take back", "words/{own}/withdraw/", "citizen"),
    Kind("where words stand", "words/{reply}/", "citizen"),
    Kind("report", "words/{reply}/report/", "citizen"),
    Kind("report, with mistakes", "words/{reply}/report/", "citizen", then=send(FORM), state=True),
    Kind("new petition, step 1", "petitions/new/", "citizen"),
    Kind("new petition, step 2", "petitions/new/?action=Publish+the+lists+of+people+held", "citizen"),
    Kind(
        "new petition, with mistakes",
        "petitions/new/?action=Publish",
        "citizen",
        then=send(FORM, action=""),
        state=True,
    ),
    Kind("petition, signed in", "petitions/{small}/", "citizen", then=wait_for_follow, state=True),
    Kind("survey", "consultations/{survey}/survey/", "citizen"),
    Kind(
        "survey, with mistakes",
        "consultations/{survey}/survey/",
        "citizen",
        then=send(FORM),
    ),
    Kind("survey, thanks", "consultations/{survey}/survey/thanks/", "citizen"),
    Kind("statement ballot", "consultations/{statements}/statements/", "citizen"),
    Kind("follow", "follow/petition/{petition}/", "citizen"),
    Kind("notices", "notices/", "citizen"),
    Kind("milestone, to say what one sees", "talks/milestones/{milestone}/", "citizen"),
    Kind("profile", "account/profile/", "citizen"),
    Kind("delete", "account/delete/", "citizen"),
    Kind("sign-out", "account/logout/", "citizen"),
    Kind("password", "account/password/change/", "citizen"),
    Kind("e-mail addresses", "account/email/", "citizen"),
    Kind("second factor", "account/second-factor/", "citizen"),
    Kind("second factor, set up", "account/second-factor/totp/activate/", "citizen"),
    Kind("forbidden", "digests/", "citizen", status=403),
    # == An official ==
    Kind("digests", "digests/", "official"),
    Kind(
        "digests, with mistakes",
        "digests/",
        "official",
        then=send("main form.measure", hour="77"),
        state=True,
    ),
    Kind("change a digest", "digests/subscriptions/{subscription}/", "official"),
    Kind("an office's desk", "digests/offices/humanitarian-group/", "official"),
    Kind(
        "an office's desk, with mistakes",
        "digests/offices/humanitarian-group/",
        "official",
        then=send("main form[action$='invite/']", email="nobody"),
        state=True,
    ),
    Kind(
        "a digest for an official",
        "digests/offices/humanitarian-group/officials/{member}/subscribe/",
        "official",
    ),
    Kind("remove an official", "digests/offices/humanitarian-group/officials/{member}/remove/", "official"),
    Kind("digest", "digests/{digest}/", "official"),
    Kind("digest, as its e-mail", "digests/{digest}/sent/", "official"),
    Kind("answer form", "answers/new/?petition={petition}", "official"),
    Kind(
        "answer form, with mistakes",
        "answers/new/?petition={petition}",
        "official",
        then=send("main form.measure"),
        state=True,
    ),
    Kind("our drafts", "answers/drafts/", "official"),
    Kind("answer, draft", "answers/{draft}/", "official"),
    Kind("edit an answer", "answers/{draft}/edit/", "official", state=True),
    Kind("publish an answer", "answers/{draft}/publish/", "official"),
    Kind("withdraw an answer", "answers/{answer}/withdraw/", "official"),
    # == Those who run it ==
    Kind("petition, waiting", "petitions/{waiting}/", "moderator"),
    Kind("queue", "/admin/moderation/case/", "moderator"),
    Kind("administration, moderator", "/admin/", "moderator", state=True),
    Kind("reasons", "/admin/moderation/reason/", "moderator", djangos=True, state=True),
    Kind("lock a thread", "discussions/thread/{thread}/lock/", "facilitator"),
    Kind("close a consultation", "consultations/{statements}/close/", "facilitator"),
    Kind("consultations, facilitator", "consultations/", "facilitator", state=True),
    Kind(
        "new consultation", "/admin/consultations/consultation/add/", "facilitator", djangos=True, state=True
    ),
    Kind("administration, operator", "/admin/", "operator"),
    Kind("topics in the administration", "/admin/topics/topic/", "operator", djangos=True, state=True),
]
