"""A person with a browser without script: opens pages, fills in the forms that are there, follows links."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import requests

from tests.running import from_somewhere_else

SKIPPED = {"submit", "button", "image", "reset", "file"}


class Page:
    def __init__(self, response: requests.Response) -> None:
        self.status, self.url, self.text = response.status_code, response.url, response.text
        self.tree: Element = html5lib.parse(response.text, namespaceHTMLElements=False)

    def find(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.tree.iter(tag)
            if all(
                value in (element.get(name.strip("_").replace("_", "-")) or "")
                for name, value in attributes.items()
            )
        ]

    @property
    def words(self) -> str:
        """What can be read, as one line."""
        body = next(self.tree.iter("body"))
        return re.sub(r"\s+", " ", " ".join(readable(body)))

    @property
    def faults(self) -> str:
        return " ".join(" ".join(element.itertext()) for element in self.find("div", class_="errors"))


def readable(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style", "template"):
        return
    yield element.text or ""
    for child in element:
        yield from readable(child)
        yield child.tail or ""


class Person:
    def __init__(self, site: str, *, language: str = "en", email: str = "") -> None:
        self.site, self.language, self.email = site, language, email
        self.session = requests.Session()
        self.session.headers.update(from_somewhere_else())

    def open(self, path: str) -> Page:
        """A path such as "petitions/" in the person's language; "/admin/" or a full address as they are."""
        address = path if path.startswith(("http", "/")) else f"/{self.language}/{path}"
        return Page(self.session.get(urljoin(self.site, address), timeout=60))

    def send(self, page: Page, *, press: str = "", action: str = "", **values: str | list[str]) -> Page:
        """Fill in a form of the page and send it: the one with `action` in its address, or with these fields.

        `press` is the name=value of the button pressed.
        """
        form = next(form for form in page.find("form") if fits(form, page.url, action, set(values), press))
        data = dict(fields(form))
        data |= values
        if press:
            name, _, value = press.partition("=")
            data[name] = value
        address = urljoin(page.url, form.get("action") or page.url)
        if (form.get("method") or "get").lower() == "get":
            return Page(self.session.get(address, params=data, timeout=60))
        return Page(self.session.post(address, data=data, headers={"Referer": page.url}, timeout=60))

    def sign_in_as(self, email: str) -> None:
        """By one press on the demonstration's sign-in page."""
        page = self.send(self.open("account/login/"), press=f"demo={email}", action="demonstration")
        assert page.status == 200, page.words[:500]
        self.email = email


def fits(form: Element, url: str, action: str, names: set[str], press: str) -> bool:
    inside = {element.get("name") for element in form.iter() if element.get("name")}
    pressed = press.partition("=")[0]
    return (
        action in urljoin(url, form.get("action") or "")
        and names <= inside
        and (not pressed or pressed in inside)
    )


def fields(form: Element) -> Iterator[tuple[str, str | list[str]]]:
    """What the form would send untouched."""
    several: dict[str, list[str]] = {}
    for element in form.iter():
        name, kind = element.get("name"), element.get("type", "text")
        if not name or kind in SKIPPED or element.tag == "button":
            continue
        if element.tag == "select":
            chosen = [option for option in element.iter("option") if option.get("selected") is not None]
            first = next(element.iter("option"), None)
            several.setdefault(name, []).extend(
                option.get("value", "") for option in chosen or ([first] if first is not None else [])
            )
        elif element.tag == "textarea":
            several.setdefault(name, []).append("".join(element.itertext()).removeprefix("\n"))
        elif kind in ("checkbox", "radio"):
            if element.get("checked") is not None:
                several.setdefault(name, []).append(element.get("value", "on"))
        elif element.tag == "input":
            several.setdefault(name, []).append(element.get("value", ""))
    for name, values in several.items():
        yield name, values if len(values) > 1 else values[0]


def text_of(email: EmailMessage) -> str:
    body = email.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(email: EmailMessage, containing: str) -> str:
    """The first address in the plain text that holds these letters."""
    return next(link for link in re.findall(r"https?://\S+", text_of(email)) if containing in link)
