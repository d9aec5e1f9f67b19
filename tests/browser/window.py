"""What a test sees through a window: one per role, and what is wrong with the page in it."""

import re
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.running import from_somewhere_else

Scheme = Literal["light", "dark"]
LOG_INS = {
    "citizen": "olena@example.org",
    "moderator": "moderator@example.org",
    "facilitator": "facilitator@example.org",
    "official": "office@example.org",
    "operator": "operator@example.org",
}
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "iframes": False,  # an e-mail in the mailbox page runs no script at all
    "preload": False,  # each of these two makes it a fifth faster
    "selectors": False,
}
NEVER_SHOWN = {
    "a stop twice": re.compile(r"(?<!\.)\.\.(?!\.)|[,;:]\."),
    "a bare value": re.compile(r"\bNone\b(?! chosen)|\bnull\b|<__proxy__|\bFalse\b|\bTrue\b"),
    "a piece of a template": re.compile(r"\{\{|\{%|%\(\w+\)|\{[a-z_]+\}"),
    "tags as text": re.compile(r"</?(p|span|b|i|a|div|bdi)\b[^>]*>"),
}
SHOWN_TEXT = """() => {
    const texts = [document.title], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const inside = walker.currentNode.parentElement.closest("code, pre, script, template, noscript, .letter-text");
        if (!inside) texts.push(walker.currentNode.data);
    }
    return texts.join(" ");
}"""
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter((entry) => !entry.name.startsWith("data:"))
    .map((entry) => [entry.name, entry.encodedBodySize + 300])"""  # 300: what browsers add for the headers


class Desk:
    """One window for each role, signed in once; every test leads it to a page of its own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.windows: dict[str, Page] = {}
        self.contexts: list[BrowserContext] = []

    def window(self, role: str) -> Page:
        if role not in self.windows:
            context = self.browser.new_context(
                base_url=self.url,
                locale="en-GB",
                reduced_motion="reduce",
                extra_http_headers=from_somewhere_else(),
            )
            context.set_default_timeout(20_000)
            self.contexts.append(context)
            page = self.windows[role] = context.new_page()
            if role in LOG_INS:
                page.goto("/en/account/login/")
                with page.expect_navigation():
                    page.click(f"button[value='{LOG_INS[role]}']")
        return self.windows[role]

    def close(self) -> None:
        for context in self.contexts:
            context.close()


class Complaints(list[str]):
    """What the browser says at its console: blocked styles and scripts, missing files, faults in scripts."""

    def __init__(self, page: Page, *, status: int) -> None:
        super().__init__()
        self.page, self.status = page, status

    def __enter__(self) -> "Complaints":
        self.page.on("console", self._said)
        self.page.on("pageerror", self._broke)
        return self

    def __exit__(self, *_: object) -> None:
        self.page.remove_listener("console", self._said)
        self.page.remove_listener("pageerror", self._broke)

    def _said(self, message: ConsoleMessage) -> None:
        refused = re.search(r"status of (\d+)", message.text)
        is_meant = refused and int(refused[1]) in (self.status, 422)  # 422: a form with mistakes
        if message.type in ("error", "warning") and not is_meant:
            self.append(message.text)

    def _broke(self, error: Any) -> None:
        self.append(str(error))


@cache
def axe_script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def look(page: Page, width: int, scheme: Scheme, *, height: int = 900) -> None:
    """Another width and colour scheme, without loading the page anew."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(
        "() => document.getAnimations().forEach((one) => one.finish())"
    )  # Django's administration fades


def axe_faults(page: Page, *, but: frozenset[str] = frozenset()) -> list[str]:
    """What axe finds, one line each, without the rules named in `but`."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_script())
    options = AXE | {"rules": {"target-size": {"enabled": True}} | {rule: {"enabled": False} for rule in but}}
    violations = page.evaluate(
        "(options) => axe.run(document, options).then((found) => found.violations)", options
    )
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """What sticks out, if the page scrolls sideways."""
    return page.evaluate(
        """() => {
            const most = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= most) return [];
            return [...document.querySelectorAll("body *")]
                .filter((one) => one.getBoundingClientRect().right > most + 1)
                .map((one) => `at ${most} px sticks out: ${one.outerHTML.slice(0, 150)}`).slice(0, 8);
        }"""
    )


def slips(page: Page) -> list[str]:
    """Words that no reader should meet."""
    text = page.evaluate(SHOWN_TEXT)
    return [
        f"{name}: …{text[max(0, found.start() - 60) : found.end() + 30]}…"
        for name, pattern in NEVER_SHOWN.items()
        for found in pattern.finditer(text)
    ]


def weight(page: Page) -> dict[str, int]:
    """Bytes of the page and of everything it loaded, as the portal sent them: compressed."""
    return dict(page.evaluate(WEIGHT))
