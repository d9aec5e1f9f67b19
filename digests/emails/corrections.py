"""A mistake in a digest, told to those who were sent it."""

from django.urls import reverse
from django.utils import translation

from core import emails
from core.links import absolute
from core.models import Urgency
from digests.emails.links import token_of
from digests.emails.queueing import MARK, key_of, list_of
from digests.models import Correction
from digests.querysets import readers_of


def queue_correction(correction: Correction) -> None:
    """To everyone who was sent the digest, whether or not they still subscribe.

    The link opens it for those who may read it still; of all others its page asks who they are.
    """
    digest = correction.digest
    rows = [row for row in digest.deliveries.received().with_receivers() if row.receiver.is_active]
    names = emails.message_ids([key_of(row) for row in rows])
    came = {row.receiver.email: name for row, name in zip(rows, names, strict=True)}
    readers = came.keys() & {reader.email for reader in readers_of(digest.office)}
    told = {address: came[address] for address in readers}
    others = {address: came[address] for address in came.keys() - readers}
    with translation.override(digest.language):
        queue(correction, told, "", reverse("digests:read", args=[token_of(digest)]))
        queue(correction, others, ":signed-in", digest.get_absolute_url())


def queue(correction: Correction, came: dict[str, str], name: str, path: str) -> None:
    """In the language that is active, to each address as a reply to the digest that `came` there, by its
    Message-ID; `name` tells its text from the one with another link.
    """
    if not came:
        return
    digest, key = correction.digest, f"correction:{correction.pk}"
    context = {
        "correction": correction,
        "digest": digest,
        "office": digest.office.name,
        "read_url": absolute(path),
    }
    subject, text, html = emails.compose("digests/email/correction", context, digest.language)
    numbers = emails.reserve(len(came))
    emails.queue_all(
        [
            emails.Personal(number, address, f"{key}:{address}", came[address])
            for number, address in zip(numbers, sorted(came), strict=True)
        ],
        shared=emails.share(key=f"{key}{name}", subject=subject, text=text, html=html),
        mark=MARK,
        language=digest.language,
        urgency=Urgency.NOTICE,
        headers={"In-Reply-To": MARK, "References": MARK, **emails.list_id(list_of(digest))},
        reply_to=digest.office.desk_email,
    )
