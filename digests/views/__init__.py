from digests.views.reading import digest, figure, read
from digests.views.releasing import correct, make_anew, release
from digests.views.subscriptions import act, change, subscriptions, unsubscribe

__all__ = [
    "act",
    "change",
    "correct",
    "digest",
    "figure",
    "make_anew",
    "read",
    "release",
    "subscriptions",
    "unsubscribe",
]
