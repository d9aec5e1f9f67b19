"""An e-mail as it goes over the wire: text and HTML beside each other, in UTF-8."""

import re
from email import message_from_bytes, policy
from email.header import Header
from email.utils import formatdate, parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.utils.html import escape

from core.emails import composing
from core.emails.parts import part, shared_part
from core.emails.pictures import with_picture
from core.models import OutgoingEmail

LONGEST_HEADER = 900
AS_WRITTEN = policy.default.clone(refold_source="none")  # else a long subject may begin on an empty line
PLAIN_ADDRESS = re.compile(r"(?:\w+[.+-])*\w+@(?:[a-z0-9-]+\.)+[a-z0-9]+", re.ASCII | re.IGNORECASE)


class NotSendable(ValueError):
    """An e-mail that no mail server would take, such as one with a line break in a header."""


def raw(email: OutgoingEmail) -> bytes:
    """The message. Written by hand: the standard library takes as long for it as the mail server does."""
    headers = {
        "Subject": email.subject,
        "From": sender_header(email.language, settings.DEFAULT_FROM_EMAIL),
        "To": address(email.to),
        **({"Reply-To": address(email.reply_to)} if email.reply_to else {}),
        "Date": formatdate(),
        "Message-ID": email.message_id,
        "Content-Language": email.language,
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        **email.headers,
    }
    head = [header(name, words) for name, words in headers.items()]
    parts = bodies(email)
    if len(parts) == 1:
        return b"\r\n".join(head) + b"\r\n" + parts[0]
    border = f"=_{email.message_id[1:33]}".encode()  # "=_" is in no base64, and a text of ours never ends so
    head.append(b'Content-Type: multipart/alternative; boundary="%b"\r\n' % border)
    pieces = [b"--%b\r\n%b" % (border, each) for each in parts]
    return b"\r\n".join([*head, *pieces, b"--%b--\r\n" % border])


def bodies(email: OutgoingEmail) -> list[bytes]:
    """Text, and HTML where there is some, with its picture."""
    shared, personal = email.shared, [*(email.personal or {}).items()]
    if shared is not None and len(personal) == 1:
        ((mark, own),) = personal
        text = shared_part(shared.text, mark, own, "plain")
        html = shared_part(shared.html, mark, escape(own), "html") if shared.html else b""
    else:
        text = part(email.text, "plain")
        html = part(email.html, "html") if email.html else b""
    if not html:
        return [text]
    return [text, with_picture(html, bytes(shared.picture) if shared else b"")]


def header(name: str, words: str) -> bytes:
    """One header. Raises NotSendable for a line break, which would begin another one."""
    if "\n" in words or "\r" in words:
        raise NotSendable(f"A line break in the header {name}")
    if not words.isascii() or len(words) > LONGEST_HEADER:
        words = encoded(name, words)
    return f"{name}: {words}".encode()


@lru_cache(100)
def encoded(name: str, words: str) -> str:
    return Header(words, "utf-8", header_name=name).encode(linesep="\r\n")


@lru_cache(1000)
def address(words: str) -> str:
    """As a header and an envelope have it. Raises ValueError for what is none."""
    if PLAIN_ADDRESS.fullmatch(words):
        return words
    return str(sanitize_address(words, "utf-8"))


@lru_cache
def sender_header(language: str, _configured: str) -> str:
    return address(composing.sender(language))


def envelope_sender() -> str:
    """The bare address: what comes back comes there."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


class Written(EmailMessage):
    """For mail backends that are no SMTP."""

    def __init__(self, email: OutgoingEmail, connection: Any = None) -> None:
        super().__init__(
            email.subject, email.text, composing.sender(email.language), [email.to], connection=connection
        )
        self.raw = raw(email)

    def message(self) -> Any:  # type: ignore[override]  # has all that backends ask for
        return message_from_bytes(self.raw, policy=AS_WRITTEN)


def message(email: OutgoingEmail, connection: Any = None) -> Written:
    return Written(email, connection)
