"""Into the outbox, in the caller's transaction: one e-mail, or thousands alike in one statement."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from core.emails.composing import host
from core.models import OutgoingEmail, SharedText, Urgency

INSERT = """
INSERT INTO core_outgoingemail (id, key, message_id, "to", subject, text, html, shared_id, personal, language,
                                headers, reply_to, urgency, queued_at, due_at, attempts, fault)
SELECT id, key, message_id, "to", %(subject)s, '', '', %(shared)s, personal::jsonb, %(language)s,
       headers::jsonb, %(reply_to)s, %(urgency)s, %(now)s, %(now)s, 0, ''
FROM unnest(%(ids)s::bigint[], %(keys)s::text[], %(message_ids)s::text[], %(to)s::text[],
            %(personal)s::text[], %(headers)s::text[]) AS row (id, key, message_id, "to", personal, headers)
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
            "message_id": message_id(key),
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


@dataclass(frozen=True)
class Personal:
    """What is one reader's own in an e-mail to many. `number` is one that was reserved: the row's id."""

    number: int
    to: str
    key: str
    headers: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)


def reserve(count: int) -> list[int]:
    """Ids for so many e-mails, so that other rows can name them before they are queued."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_IDS, [count])
        return [number for (number,) in cursor.fetchall()]


def share(*, key: str, subject: str, text: str, html: str = "") -> SharedText:
    """Keep once what many e-mails will say. The first one kept under a key stays."""
    words = {"subject": subject[:255], "text": text, "html": html}
    return SharedText.objects.get_or_create(key=key, defaults=words)[0]


def queue_all(
    readers: Sequence[Personal], *, shared: SharedText, language: str, urgency: Urgency, reply_to: str = ""
) -> int:
    """Put the same e-mail to many into the outbox, in one statement. Returns how many keys were new."""
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "ids": [reader.number for reader in readers],
                "keys": [reader.key for reader in readers],
                "message_ids": [message_id(reader.key) for reader in readers],
                "to": [reader.to for reader in readers],
                "personal": [json.dumps(reader.marks) for reader in readers],
                "headers": [json.dumps(reader.headers) for reader in readers],
                "subject": shared.subject,
                "shared": shared.pk,
                "language": language,
                "reply_to": reply_to,
                "urgency": urgency.value,
                "now": timezone.now(),
            },
        )
        return cursor.rowcount


def message_id(key: str) -> str:
    """The same for the same e-mail, whenever and however often it leaves."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:40]
    return f"<{digest}@{host()}>"


def fresh_key() -> str:
    """For an e-mail that may be sent again on purpose, such as a new sign-in code."""
    return get_random_string(20)
