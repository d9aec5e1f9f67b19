"""The outbox: an e-mail is a row first, so that a dead mail server delays and never drops."""

from core.emails.composing import compose, sender
from core.emails.messages import message
from core.emails.queueing import (
    Personal,
    fresh_key,
    list_headers,
    list_id,
    message_ids,
    queue,
    queue_all,
    reserve,
    share,
    write,
)
from core.emails.sending import send_due

__all__ = [
    "Personal", "compose", "fresh_key", "list_headers", "list_id", "message", "message_ids",
    "queue", "queue_all", "reserve", "send_due", "sender", "share", "write",
]  # fmt: skip
