"""Who receives what when, what was made for them, and what was sent."""

from digests.models.alerts import Alert
from digests.models.deliveries import Delivery
from digests.models.digests import Digest
from digests.models.scopes import Scope
from digests.models.subscriptions import Subscription

__all__ = ["Alert", "Delivery", "Digest", "Scope", "Subscription"]
