"""The demonstration's mailbox: every e-mail that the portal sent, newest first."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.http import Http404

from core import mailbox


@dataclass(frozen=True)
class Letter:
    key: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str
    headers: list[tuple[str, str]]


SHOWN_HEADERS = ("From", "Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Message-ID")


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return body.get_content() if body else ""


def pictures_in(html: str, message: EmailMessage) -> str:
    """With the pictures that came with it, as a mail program shows them."""
    for inner in message.walk():
        if name := inner.get("Content-ID"):
            data = b64encode(inner.get_content()).decode()
            html = html.replace(f"cid:{name.strip('<>')}", f"data:{inner.get_content_type()};base64,{data}")
    return html


def letter(key: str, raw: bytes, at: float) -> Letter:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Letter(
        key=key,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=datetime.fromtimestamp(at, UTC),
        text=part(message, "plain"),
        html=pictures_in(part(message, "html"), message),
        headers=[(name, str(message[name])) for name in SHOWN_HEADERS if message[name]],
    )


def newest(*, to: str = "", most: int = 100) -> list[Letter]:
    box = mailbox.folder()
    found = sorted(((message.get_date(), key) for key, message in box.iteritems()), reverse=True)
    letters = (letter(key, box.get_bytes(key), at) for at, key in found[: most * 5])
    return [row for row in letters if to.lower() in row.to.lower()][:most]


def one(key: str) -> Letter:
    box = mailbox.folder()
    if key not in box:
        raise Http404
    return letter(key, box.get_bytes(key), box.get_message(key).get_date())
