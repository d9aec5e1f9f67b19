"""Into the outbox, in the caller's transaction: one e-mail, or thousands alike in one statement."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from core.emails.composing import compose, host
from core.models import OutgoingEmail, SharedText, Urgency

INSERT = """
INSERT INTO core_outgoingemail (id, key, message_id, "to", subject, text, html, shared_id, personal, language,
                                headers, reply_to, urgency, queued_at, due_at, attempts, fault)
SELECT number, key, message_id, "to", %(subject)s, '', '', %(shared)s,
       jsonb_build_object(%(mark)s::text, own), %(language)s, replace(%(headers)s, %(mark)s, own)::jsonb,
       %(reply_to)s, %(urgency)s, %(now)s, %(now)s, 0, ''
FROM json_to_recordset(%(readers)s::json)
     AS reader (number bigint, key text, message_id text, "to" text, own text)
ON CONFLICT (key) DO NOTHING
"""
NEW_IDS = """
SELECT nextval(pg_get_serial_sequence('core_outgoingemail', 'id')) FROM generate_series(1, %s)
"""


def queue(
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    language: str,
    html: str = "",
    urgency: Urgency = Urgency.NOTICE,
    headers: dict[str, str] | None = None,
    reply_to: str = "",
) -> OutgoingEmail:
    """Put one e-mail into the outbox. The same key is queued once."""
    email, _ = OutgoingEmail.objects.get_or_create(
        key=key,
        defaults={
            "message_id": message_ids([key])[0],
            "to": to,
            "subject": subject[:255],
            "own_text": text,
            "own_html": html,
            "language": language,
            "headers": headers or {},
            "reply_to": reply_to,
            "urgency": urgency,
        },
    )
    return email


def write(
    template: str,
    context: dict[str, Any],
    *,
    to: str,
    key: str,
    language: str,
    urgency: Urgency = Urgency.NOTICE,
    headers: dict[str, str] | None = None,
    reply_to: str = "",
) -> OutgoingEmail:
    """Put one e-mail into the outbox, in the words of `<app>/email/<name>`. The same key is queued once."""
    subject, text, html = compose(template, context, language)
    return queue(
        to=to,
        subject=subject,
        text=text,
        html=html,
        key=key,
        language=language,
        urgency=urgency,
        headers=headers,
        reply_to=reply_to,
    )


def list_id(name: str) -> dict[str, str]:
    """Mail programs sort by it what belongs together (RFC 2919)."""
    return {"List-Id": f"<{name}.{host()}>"}


def list_headers(name: str, stop_url: str) -> dict[str, str]:
    """Of what comes again and again: mail programs show a button that ends it (RFC 8058)."""
    return {
        **list_id(name),
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


class Personal(NamedTuple):
    """What is one reader's own in an e-mail to many: `own` is an address on the net, or the Message-ID of
    another e-mail.

    `number` is the e-mail's id, of core_outgoingemail's sequence: so that other rows can name it before.
    """

    number: int
    to: str
    key: str
    own: str


def reserve(count: int) -> list[int]:
    """Ids for so many e-mails."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_IDS, [count])
        return [number for (number,) in cursor.fetchall()]


def share(*, key: str, subject: str, text: str, html: str = "", picture: bytes = b"") -> SharedText:
    """Keep once what many e-mails will say. The first one kept under a key stays."""
    words = {"subject": subject[:255], "text": text, "html": html, "picture": picture}
    return SharedText.objects.get_or_create(key=key, defaults=words)[0]


def queue_all(
    readers: Sequence[Personal],
    *,
    shared: SharedText,
    mark: str,
    language: str,
    urgency: Urgency,
    headers: dict[str, str],
    reply_to: str = "",
) -> int:
    """The same e-mail to many, in one statement: `own` stands for `mark` in text, HTML and headers.

    Returns how many keys were new.
    """
    rows = [
        {"number": one.number, "key": one.key, "message_id": name, "to": one.to, "own": one.own}
        for one, name in zip(readers, message_ids([one.key for one in readers]), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "readers": json.dumps(rows),
                "mark": mark,
                "headers": json.dumps(headers),
                "subject": shared.subject,
                "shared": shared.pk,
                "language": language,
                "reply_to": reply_to,
                "urgency": urgency.value,
                "now": timezone.now(),
            },
        )
        return cursor.rowcount


def message_ids(keys: Sequence[str]) -> list[str]:
    """The same for the same e-mail, whenever and however often it leaves."""
    ready, tail = hashlib.sha256(f"{settings.SECRET_KEY}:".encode()), f"@{host()}>"
    found = []
    for key in keys:
        digest = ready.copy()
        digest.update(key.encode())
        found.append(f"<{digest.hexdigest()[:40]}{tail}")
    return found


def fresh_key() -> str:
    """For an e-mail that may be sent again on purpose, such as a new sign-in code."""
    return get_random_string(20)
