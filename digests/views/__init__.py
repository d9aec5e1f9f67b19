from digests.views.offices import appoint, invite, office, options, remove, subscribe, withdraw
from digests.views.reading import digest, figure, read
from digests.views.subscriptions import act, change, stop_alerts, subscriptions, unsubscribe

__all__ = [
    "act", "appoint", "change", "digest", "figure", "invite", "office", "options", "read", "remove",
    "stop_alerts", "subscribe", "subscriptions", "unsubscribe", "withdraw",
]  # fmt: skip
