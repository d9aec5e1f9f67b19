from digests.views.reading import digest, figure, read
from digests.views.subscriptions import act, change, subscriptions, unsubscribe

__all__ = ["act", "change", "digest", "figure", "read", "subscriptions", "unsubscribe"]
