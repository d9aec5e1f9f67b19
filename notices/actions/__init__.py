"""How citizens hear what became of what they said: found out, announced, put together, sent."""

from notices.actions.announcing import announce, announce_all, discover
from notices.actions.choosing import choose, follow, mark_read, take_along
from notices.actions.forgetting import forget
from notices.actions.mailing import email_all, email_some

__all__ = [
    "announce",
    "announce_all",
    "choose",
    "discover",
    "email_all",
    "email_some",
    "follow",
    "forget",
    "mark_read",
    "take_along",
]
