"""A digest as an e-mail: rendered once for all its readers, and put into the outbox."""

import base64
import hashlib
import re
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from core import advisory, emails
from core.links import absolute
from core.models import SharedText, Urgency
from core.templatetags.words import amid
from digests.emails.drawing import drawn
from digests.emails.findings import is_quiet
from digests.emails.links import STOP
from digests.emails.showing import page_context
from digests.models import Delivery, Digest, Subscription
from digests.querysets import Reader

MARK = "-each-readers-own-"  # stands in a shared text for what is signed for one reader


class Rendered(NamedTuple):
    """The HTML shows the picture, if there is one, as cid:picture."""

    subject: str
    text: str
    html: str
    picture: bytes


def render(digest: Digest, **links: str) -> Rendered:
    """`links`: stop_url, settings_url, schedule."""
    return composed(digest, links)


def undrawn(digest: Digest) -> Rendered:
    """Where only its words are shown: without the line, which takes longer than they do."""
    return composed(digest, {}, is_drawn=False)


def composed(digest: Digest, links: dict[str, str], *, is_drawn: bool = True) -> Rendered:
    with translation.override(digest.language):
        context = shorter(page_context(digest)) | links
        line = drawn(context["trend"] if is_drawn else None)
        template = "digests/email/quiet" if is_quiet(digest.content) else "digests/email/digest"
        subject, text, html = emails.compose(template, context | {"line": line}, digest.language)
    return Rendered(subject, re.sub(r"\n{4,}", "\n\n\n", text), html, line["picture"])


def with_picture(rendered: Rendered) -> str:
    """Its HTML as a page by itself, with the picture in it."""
    data = base64.b64encode(rendered.picture).decode()
    return rendered.html.replace("cid:picture", f"data:image/png;base64,{data}")


def shorter(context: dict[str, Any]) -> dict[str, Any]:
    """Read in two minutes, and under the 100 KB at which mail programs cut. The page has the rest."""
    grounds, topics = context["grounds"], context["topics"]
    return context | {
        "grounds": [{**ground, "claims": ground["claims"][:2]} for ground in grounds[:1]],
        "more_grounds": grounds[1:],
        "topics": topics[:8],
        "more_topics": len(topics[8:]),
        "propositions": context["propositions"][:3],
    }


def schedule(subscription: Subscription) -> str:
    """ "once a week, Monday, 08:00, Europe/Kyiv": it goes on a sentence"""
    with translation.override(subscription.language):
        days = subscription.shown_days
        parts = [amid(days), f"{subscription.hour:02}:00", subscription.timezone]
    return ", ".join(parts)


def queue_all(
    digest: Digest, readers: Sequence[Reader], numbers: dict[int, int], window_end: datetime, hours: str
) -> None:
    """One digest to many, rendered once, with each reader's own link.

    `numbers`: the ids of the e-mails by subscription; who has none there is sent nothing.
    """
    if not numbers:
        return
    with translation.override(digest.language):
        stop, mark = absolute(reverse("digests:unsubscribe", args=[MARK])), absolute(f"/{MARK}/")
        settings_url = absolute(reverse("digests:subscriptions"))
    readers = [reader for reader in readers if reader.subscription in numbers]
    tokens = stop_tokens([reader.subscription for reader in readers])
    emails.queue_all(
        [
            emails.Personal(
                numbers[reader.subscription],
                reader.email,
                key_for(reader.subscription, window_end),
                stop.replace(MARK, token),
            )
            for reader, token in zip(readers, tokens, strict=True)
        ],
        shared=share(digest, stop_url=mark, settings_url=settings_url, schedule=hours),
        mark=mark,
        language=digest.language,
        urgency=Urgency.DIGEST,
        headers=emails.list_headers(list_of(digest), mark),
        reply_to=digest.office.desk_email,
    )


def key_for(subscription: int, window_end: datetime) -> str:
    return f"digest:{subscription}:{window_end.isoformat()}"


def key_of(row: Delivery) -> str:
    """Of its e-mail, also of one that is forgotten."""
    if row.subscription_id is None:
        return f"digest:command:{row.digest_id}:{row.user_id}"
    return key_for(row.subscription_id, row.window_end)


def list_of(digest: Digest) -> str:
    return f"digest.{digest.office.slug}"


def b64(data: bytes) -> str:
    return str(signing.b64_encode(data), "ascii")


def stop_tokens(subscriptions: Sequence[int]) -> list[str]:
    """What signing.dumps says of each, in a tenth of the time: the key is made ready once."""
    signer = signing.TimestampSigner(salt=STOP)
    ready = salted_hmac(str(signer.salt) + "signer", b"", secret=signer.key, algorithm=signer.algorithm)
    tail = signer.sep + signing.b62_encode(int(time.time()))
    tokens = []
    for number in subscriptions:
        value = b64(str(number).encode()) + tail
        mac = ready.copy()
        mac.update(value.encode())
        tokens.append(value + signer.sep + b64(mac.digest()))
    return tokens


def share(digest: Digest, **links: str) -> SharedText:
    """What everyone reads who gets this digest with these links: rendered by the first worker that needs it.

    Anew when a quote was taken back since, and after an hour.
    """
    quoted = sorted(row["key"] for row in digest.quotes)
    parts = [digest.hash, sorted(links.items()), quoted, timezone.now().strftime("%Y-%m-%d %H")]
    key = f"digest:{digest.pk}:{hashlib.sha256(repr(parts).encode()).hexdigest()}"
    for waited in (False, True):
        if found := SharedText.objects.filter(key=key).first():
            return found
        if not waited:
            advisory.hold(key)
    return emails.share(key=key, **render(digest, **links)._asdict())


def queue_by_hand(digest: Digest) -> None:
    """To officials who did not subscribe to it: those to whom an operator sends it and who wait for it."""
    rows = list(digest.deliveries.waiting_by_hand())
    if not rows:
        return
    numbers = emails.reserve(len(rows))
    emails.queue_all(
        [
            emails.Personal(number, row.receiver.email, key_of(row), "")
            for number, row in zip(numbers, rows, strict=True)
        ],
        shared=share(digest),
        mark=MARK,
        language=digest.language,
        urgency=Urgency.DIGEST,
        headers=emails.list_id(list_of(digest)),
        reply_to=digest.office.desk_email,
    )
    for number, row in zip(numbers, rows, strict=True):
        row.email_id, row.queued_at = number, timezone.now()
    Delivery.objects.bulk_update(rows, ["email", "queued_at"])
