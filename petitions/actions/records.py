"""One petition as another system tells it: read and checked."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import languages
from petitions.actions.fields import Fault, count_of, moments_of, other_date_of, text_of
from petitions.states import State

STATES = {
    **dict.fromkeys(("pending", "validated", "sponsored", "flagged", "dormant", "waiting"), State.WAITING),
    "open": State.OPEN,
    **dict.fromkeys(("closed", "archived", "responded", "reviewed", "answered", "debated"), State.CLOSED),
    **dict.fromkeys(("awaiting_response", "pending response"), State.CLOSED),
    **dict.fromkeys(("rejected", "hidden", "removed", "stopped"), State.REJECTED),
}
TAKEN_DOWN = frozenset({"hidden", "removed", "stopped"})


@dataclass(frozen=True)
class Row:
    """`dated_at`: when it was there, as far as the file tells by any date; None where it has none."""

    key: str
    action: str
    background: str
    details: str
    state: State
    signatures: int
    opened_at: datetime | None
    dated_at: datetime | None
    closed_at: datetime | None
    language: str
    rejection_code: str
    rejection_text: str
    response: str
    source: str
    url: str


def state_of(record: dict[str, Any], name: str) -> str:
    value = text_of(record, name).lower()
    if value not in STATES:
        known = ", ".join(sorted(STATES))
        raise Fault(f"{name} is {value!r}; known are {known}" if value else f"{name} is missing")
    return value


def rejection_of(record: dict[str, Any]) -> tuple[str, str]:
    """Code and sentence; the other system gives both, or one text."""
    value = record.get("rejection")
    if value is None or isinstance(value, str):
        return "imported", text_of(record, "rejection")
    if not isinstance(value, dict):
        raise Fault("rejection is neither a text nor an object with code and details")
    return text_of(value, "code", 50) or "imported", text_of(value, "details")


def response_of(record: dict[str, Any]) -> str:
    """The other system's official answer as plain paragraphs: who and when, the summary, the whole."""
    value = record.get("government_response")
    if value is None or isinstance(value, str):
        return text_of(record, "government_response")
    if not isinstance(value, dict):
        raise Fault("government_response is neither a text nor an object")
    day = text_of(value, "date") or text_of(value, "responded_on")
    head = ", ".join(part for part in (text_of(value, "department"), day) if part)
    details = text_of(value, "details")
    if details and value.get("details_truncated"):
        details += " […]"
    return "\n\n".join(part for part in (head, text_of(value, "summary"), details) if part)


def row_of(record: Any) -> Row:
    """One line of JSON. Raises Fault."""
    if not isinstance(record, dict):
        raise Fault("it is not an object with named fields")
    action = " ".join(text_of(record, "action", 500).split())
    if not action:
        raise Fault("action is missing")
    state = state_of(record, "state")
    code, sentence = rejection_of(record)
    if state in TAKEN_DOWN:
        code = "removed"
    opened_at, closed_at = moments_of(record)
    url = text_of(record, "source_url", 500)
    return Row(
        key=key_of(record, action),
        action=action,
        background=text_of(record, "background"),
        details=text_of(record, "additional_details"),
        state=STATES[state],
        signatures=count_of(record, "signature_count"),
        opened_at=opened_at,
        dated_at=opened_at or other_date_of(record),
        closed_at=closed_at,
        language=language_of(record),
        rejection_code=code,
        rejection_text=sentence,
        response=response_of(record),
        source=text_of(record, "source")[:200],
        url=url if url.startswith(("https://", "http://")) else "",
    )


def row_of_parliament(entry: Any) -> Row:
    """One entry of the form of data.parliament.uk. Raises Fault."""
    if not isinstance(entry, dict):
        raise Fault("it is not an object with named fields")

    def value(name: str) -> Any:
        held = entry.get(name)
        return held.get("_value") if isinstance(held, dict) else held

    return row_of(
        {
            "source": "data.parliament.uk",
            "source_url": entry.get("_about"),
            "id": value("identifier"),
            "action": value("label"),
            "state": value("status"),
            "signature_count": value("numberOfSignatures"),
            "opened_at": value("created"),
            "lang": "en",
        }
    )


def language_of(record: dict[str, Any]) -> str:
    """The language that it names; "" where it is to be found out."""
    code = text_of(record, "lang", 20)
    try:
        return languages.named(code)
    except ValueError:
        raise Fault(f"lang is {code!r}, which is no language") from None


def key_of(record: dict[str, Any], action: str) -> str:
    """What makes it the same petition next time: its number where it comes from, or else its words."""
    number = record.get("id")
    if number is not None and not isinstance(number, str | int):
        raise Fault("id is neither a text nor a number")
    words = [None, action, record.get("background"), record.get("opened_at")]
    own = words if number in (None, "") else [number]
    digest = hashlib.sha256(json.dumps([record.get("source"), *own], sort_keys=True, default=str).encode())
    return f"petition:{digest.hexdigest()[:40]}"
