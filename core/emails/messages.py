"""An e-mail as it goes over the wire: text and HTML beside each other, in UTF-8."""

from binascii import b2a_base64
from email import message_from_bytes, policy
from email.header import Header
from email.utils import formatdate, parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

from core.emails import composing
from core.models import OutgoingEmail

LINE = 990  # bytes; longer ones are not allowed


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
    parts = [part(email.text, "plain")]
    if html := email.html:
        parts.append(part(html, "html"))
    if len(parts) == 1:
        return b"\r\n".join(head) + b"\r\n" + parts[0]
    border = f"=_{email.message_id[1:33]}".encode()  # "=_" is in no base64, and a text of ours never ends so
    head.append(b'Content-Type: multipart/alternative; boundary="%b"\r\n' % border)
    pieces = [b"--%b\r\n%b" % (border, each) for each in parts]
    return b"\r\n".join([*head, *pieces, b"--%b--\r\n" % border])


def header(name: str, words: str) -> bytes:
    """One header. Raises NotSendable for a line break, which would begin another one."""
    if "\n" in words or "\r" in words:
        raise NotSendable(f"A line break in the header {name}")
    if not words.isascii() or len(words) > 900:
        words = Header(words, "utf-8", header_name=name).encode(linesep="\r\n")
    return f"{name}: {words}".encode()


def part(words: str, kind: str) -> bytes:
    data = words.encode()
    if words.isascii() and max(map(len, data.split(b"\n"))) < LINE:
        coding, body = "7bit", data.replace(b"\r", b"").replace(b"\n", b"\r\n")
    else:
        coding, whole = "base64", b2a_base64(data, newline=False)
        body = b"\r\n".join([whole[start : start + 76] for start in range(0, len(whole), 76)])
    top = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {coding}\r\n\r\n'
    return top.encode() + body + (b"" if body.endswith(b"\r\n") else b"\r\n")


@lru_cache(1000)
def address(words: str) -> str:
    """As a header and an envelope have it. Raises ValueError for what is none."""
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
        return message_from_bytes(self.raw, policy=policy.default)


def message(email: OutgoingEmail, connection: Any = None) -> Written:
    return Written(email, connection)
