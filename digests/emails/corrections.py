"""A mistake in a digest, told to those who were sent it."""

from django.urls import reverse
from django.utils import translation

from core import emails
from core.links import absolute
from core.models import Urgency
from digests.emails.links import token_of
from digests.emails.queueing import MARK
from digests.models import Correction


def queue_correction(correction: Correction) -> None:
    """To everyone who was sent the digest, whether or not they still subscribe."""
    digest = correction.digest
    receivers = [row.receiver for row in digest.deliveries.received().with_receivers()]
    addresses = sorted({receiver.email for receiver in receivers if receiver.is_active})
    if not addresses:
        return
    with translation.override(digest.language):
        context = {
            "correction": correction,
            "digest": digest,
            "office": digest.office.name,
            "read_url": absolute(reverse("digests:read", args=[token_of(digest)])),
        }
        subject, text, html = emails.compose("digests/email/correction", context, digest.language)
    key, numbers = f"correction:{correction.pk}", emails.reserve(len(addresses))
    emails.queue_all(
        [
            emails.Personal(number, address, f"{key}:{address}", "")
            for number, address in zip(numbers, addresses, strict=True)
        ],
        shared=emails.share(key=key, subject=subject, text=text, html=html),
        mark=MARK,
        language=digest.language,
        urgency=Urgency.NOTICE,
        headers={},
        reply_to=digest.office.desk_email,
    )
