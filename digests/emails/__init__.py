"""A digest as an e-mail and as a page, and the links that lead from one to the other."""

from digests.emails.findings import headline, is_quiet, leading, preheader, tone_in_words, who_wrote
from digests.emails.held import queue_held
from digests.emails.links import (
    READ,
    alerts_of,
    alerts_path,
    digest_of,
    subscription_of,
    token_of,
    unsubscribe_path,
)  # fmt: skip
from digests.emails.queueing import (
    key_of,
    queue_all,
    queue_by_hand,
    queue_correction,
    queue_waiting,
    render,
    schedule,
)
from digests.emails.showing import content_context, figure_name, page_context

__all__ = [
    "READ", "alerts_of", "alerts_path", "content_context", "digest_of", "figure_name", "headline", "is_quiet",
    "key_of", "leading", "page_context", "preheader", "queue_all", "queue_by_hand", "queue_correction",
    "queue_held", "queue_waiting", "render", "schedule", "subscription_of", "token_of", "tone_in_words",
    "unsubscribe_path", "who_wrote",
]  # fmt: skip
