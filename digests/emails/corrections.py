"""A mistake in a digest, told to those who were sent it."""

from django.urls import reverse
from django.utils import translation

from core import emails
from core.links import absolute
from core.models import Urgency
from digests.emails.links import token_of
from digests.emails.queueing import MARK
from digests.models import Correction
from digests.querysets import readers_of


def queue_correction(correction: Correction) -> None:
    """To everyone who was sent the digest, whether or not they still subscribe.

    The link opens it for those who may read it still; of all others its page asks who they are.
    """
    digest = correction.digest
    receivers = [row.receiver for row in digest.deliveries.received().with_receivers()]
    addresses = {receiver.email for receiver in receivers if receiver.is_active}
    readers = addresses & {reader.email for reader in readers_of(digest.office)}
    with translation.override(digest.language):
        queue(correction, readers, "", reverse("digests:read", args=[token_of(digest)]))
        queue(correction, addresses - readers, ":signed-in", digest.get_absolute_url())


def queue(correction: Correction, addresses: set[str], name: str, path: str) -> None:
    """In the language that is active; `name` tells its text from the one with another link."""
    if not addresses:
        return
    digest, key = correction.digest, f"correction:{correction.pk}"
    context = {
        "correction": correction,
        "digest": digest,
        "office": digest.office.name,
        "read_url": absolute(path),
    }
    subject, text, html = emails.compose("digests/email/correction", context, digest.language)
    numbers = emails.reserve(len(addresses))
    emails.queue_all(
        [
            emails.Personal(number, address, f"{key}:{address}", "")
            for number, address in zip(numbers, sorted(addresses), strict=True)
        ],
        shared=emails.share(key=f"{key}{name}", subject=subject, text=text, html=html),
        mark=MARK,
        language=digest.language,
        urgency=Urgency.NOTICE,
        headers={},
        reply_to=digest.office.desk_email,
    )
