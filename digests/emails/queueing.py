"""A digest as an e-mail: rendered once for all its readers, and put into the outbox."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation

from accounts.permissions import may_speak_for
from core import advisory, emails
from core.links import absolute
from core.models import SharedText, Urgency
from digests.emails.findings import is_quiet
from digests.emails.links import STOP, token_of
from digests.emails.showing import page_context, quotes
from digests.models import Correction, Digest, Subscription

MARK = "-each-readers-own-"  # stands in a shared text for what is signed for one reader


def render(digest: Digest, **links: str) -> tuple[str, str, str]:
    """Subject, plain text and HTML. `links`: stop_url, settings_url, schedule."""
    with translation.override(digest.language):
        context = shorter(page_context(digest)) | links
        template = "digests/email/quiet" if is_quiet(digest.content) else "digests/email/digest"
        subject, text, html = emails.compose(template, context, digest.language)
    return subject, re.sub(r"\n{4,}", "\n\n\n", text), html


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
    """ "Once a week, Monday, 08:00, Europe/Kyiv" """
    parts = [subscription.shown_days, f"{subscription.hour:02}:00", subscription.timezone]
    return ", ".join(parts)


def queue_all(digest: Digest, rows: Sequence[tuple[int, Subscription]], window_end: datetime) -> None:
    """One digest to many, rendered once, with each reader's own link. `rows` with reserved numbers."""
    if not rows:
        return
    signer = signing.TimestampSigner(salt=STOP)
    with translation.override(digest.language):
        stop, mark = absolute(reverse("digests:unsubscribe", args=[MARK])), absolute(f"/{MARK}/")
        shared = share(digest, schedule(rows[0][1]), mark)
    readers = []
    for number, subscription in rows:
        own = stop.replace(MARK, signer.sign_object(subscription.pk))
        headers = {
            "List-Id": f"<digest.{digest.office.slug}.{emails.host()}>",
            "List-Unsubscribe": f"<{own}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        key = key_of(subscription, window_end)
        readers.append(emails.Personal(number, subscription.user.email, key, headers, {mark: own}))
    emails.queue_all(
        readers,
        shared=shared,
        language=digest.language,
        urgency=Urgency.DIGEST,
        reply_to=digest.office.desk_email,
    )


def share(digest: Digest, schedule: str, stop_url: str) -> SharedText:
    """What everyone reads who gets this digest at these hours: rendered by the first worker that needs it.

    Anew when a quote was taken back since, and after an hour.
    """
    public = sorted(row["key"] for row in quotes(digest.content["quotes"]))
    parts = [digest.hash, schedule, stop_url, public, timezone.now().strftime("%Y-%m-%d %H")]
    key = f"digest:{digest.pk}:{hashlib.sha256(repr(parts).encode()).hexdigest()}"
    for waited in (False, True):
        if found := SharedText.objects.filter(key=key).first():
            return found
        if not waited:
            advisory.hold(key)
    settings_url = absolute(reverse("digests:subscriptions"))
    subject, text, html = render(digest, stop_url=stop_url, settings_url=settings_url, schedule=schedule)
    return emails.share(key=key, subject=subject, text=text, html=html)


def key_of(subscription: Subscription, window_end: datetime) -> str:
    return f"digest:{subscription.pk}:{window_end.isoformat()}"


def queue_waiting(digest: Digest) -> None:
    """To those who wait for its release, if they still want it."""
    waiting = digest.deliveries.filter(email=None, subscription__ended_at=None)
    for delivery in waiting.select_related("subscription__user", "subscription__office"):
        if may_speak_for(delivery.subscription.user, digest.office):
            (number,) = emails.reserve(1)
            queue_all(digest, [(number, delivery.subscription)], delivery.window_end)
            delivery.email_id = number
            delivery.save(update_fields=["email"])


def queue_correction(correction: Correction) -> None:
    """To everyone who was sent the digest, whether or not they still subscribe."""
    digest = correction.digest
    rows = digest.deliveries.exclude(email=None).select_related("subscription__user")
    context = {
        "correction": correction,
        "digest": digest,
        "office": digest.office.name,
        "read_url": absolute(reverse("digests:read", args=[token_of(digest)])),
    }
    subject, text, html = emails.compose("digests/email/correction", context, digest.language)
    for address in {row.subscription.user.email for row in rows if row.subscription.user.is_active}:
        emails.queue(
            to=address,
            subject=subject,
            text=text,
            html=html,
            key=f"correction:{correction.pk}:{address}",
            language=digest.language,
            urgency=Urgency.NOTICE,
            reply_to=digest.office.desk_email,
        )
