"""The signed links that lead from an e-mail to its page, and out of the e-mails."""

from django.core import signing
from django.urls import reverse

from digests.models import Alert, Digest, Subscription

READ, STOP, STOP_ALERTS = "digests.read", "digests.unsubscribe", "digests.stop_alerts"
TEXTS = "digests.alert_texts"
READABLE_FOR = 60 * 24 * 3600  # seconds that the link in the e-mail opens what it is about


def token_of(digest: Digest) -> str:
    return signing.dumps(digest.pk, salt=READ)


def digest_of(token: str) -> int:
    """Raises BadSignature for a link that is not ours, SignatureExpired for an old one."""
    return int(signing.loads(token, salt=READ, max_age=READABLE_FOR))


def subscription_of(token: str) -> int:
    """Raises BadSignature for a link that is not ours. It never grows old: stopping must work."""
    return int(signing.loads(token, salt=STOP))


def alerts_path(subscription: Subscription) -> str:
    return reverse("digests:stop_alerts", args=[signing.dumps(subscription.pk, salt=STOP_ALERTS)])


def alerts_of(token: str) -> int:
    """As `subscription_of`."""
    return int(signing.loads(token, salt=STOP_ALERTS))


def texts_path(alert: Alert, which: str) -> str:
    """To the texts that it counts ("counted"), or to those that they are compared with ("compared")."""
    return reverse("digests:alert_texts", args=[signing.dumps(alert.pk, salt=TEXTS), which])


def alert_of(token: str) -> int:
    """As `digest_of`."""
    return int(signing.loads(token, salt=TEXTS, max_age=READABLE_FOR))
