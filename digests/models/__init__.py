"""Who receives what when, what was made for them, who let it go out, and what was sent."""

from digests.models.alerts import Alert, Counted, Packed
from digests.models.deliveries import Delivery
from digests.models.digests import Digest, DigestTopic
from digests.models.frozen import Basis, Frozen
from digests.models.quotes import Quote
from digests.models.release import Correction, Release
from digests.models.saved import SavedView
from digests.models.scopes import Scope
from digests.models.subscriptions import Subscription, SubscriptionTopic

__all__ = [
    "Alert", "Basis", "Correction", "Counted", "Delivery", "Digest", "DigestTopic", "Frozen",
    "Packed", "Quote", "Release", "SavedView", "Scope", "Subscription", "SubscriptionTopic",
]  # fmt: skip
