"""A digest as an e-mail and as a page, and the links that lead from one to the other."""

from digests.emails.corrections import queue_correction
from digests.emails.findings import is_quiet
from digests.emails.held import queue_held, queue_waiting
from digests.emails.links import (
    alert_of,
    alerts_of,
    alerts_path,
    digest_of,
    subscription_of,
    texts_path,
    token_of,
)
from digests.emails.queueing import queue_all, queue_by_hand, render, schedule, undrawn, with_picture
from digests.emails.showing import content_context, figure_name, page_context

__all__ = [
    "alert_of", "alerts_of", "alerts_path", "content_context", "digest_of", "figure_name", "is_quiet",
    "page_context", "queue_all", "queue_by_hand", "queue_correction", "queue_held", "queue_waiting", "render",
    "schedule", "subscription_of", "texts_path", "token_of", "undrawn", "with_picture",
]  # fmt: skip
