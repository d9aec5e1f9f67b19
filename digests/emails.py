"""A digest as an e-mail: rendered once for everyone who gets the same, then only the way to stop it differs."""

from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import emails
from core.links import absolute
from core.models import OutgoingEmail, Urgency
from digests.models import Delivery, Digest

READ, STOP = "digests.read", "digests.unsubscribe"
READABLE_FOR = 60 * 24 * 3600  # seconds that the link in the e-mail opens the digest


def read_path(digest: Digest, figure: str = "") -> str:
    token = signing.dumps(digest.pk, salt=READ)
    return reverse("digests:figure" if figure else "digests:read", args=[token, figure] if figure else [token])


def digest_of(token: str) -> int:
    """Raises BadSignature for a link that is not ours, SignatureExpired for an old one."""
    return int(signing.loads(token, salt=READ, max_age=READABLE_FOR))


def unsubscribe_path(delivery: Delivery) -> str:
    return reverse("digests:unsubscribe", args=[signing.dumps(delivery.subscription_id, salt=STOP)])


def headline(content: dict[str, Any]) -> str:
    """The finding, in a few words; "no clear change" is one."""
    waiting = len(content["waiting"])
    parts = [tone_in_words(content)]
    if waiting:
        parts.append(ngettext("%(n)d waits for an answer", "%(n)d wait for an answer", waiting) % {"n": waiting})
    return "; ".join(parts)


def tone_in_words(content: dict[str, Any]) -> str:
    change = content["change"]
    if content["people"] is None:
        return _("Quiet: fewer than 10 people wrote")
    if change is None:
        return _("First figures on tone") if content["tone"] else _("Too few texts to tell the tone")
    if not change["clear"]:
        return _("No clear change in tone")
    return _("Tone is less negative than before") if change["diff"] > 0 else _("Tone is more negative than before")


def page_context(digest: Digest) -> dict[str, Any]:
    """What e-mail and page show; call it in the language of the digest."""
    content = digest.content
    figures = absolute(read_path(digest, "FIGURE")).removesuffix("FIGURE/")
    return {
        "digest": digest,
        "content": content,
        "headline": headline(content),
        "tone_in_words": tone_in_words(content),
        "office": digest.office.name,
        "since": digest.since,
        "until": digest.until,
        "read_url": absolute(read_path(digest)),
        "figure_url": figures,
        "any_clear": any(row["change"] and row["change"]["clear"] for row in content["by_topic"]),
        "feeling_rows": [answer_row(answer) for answer in content["feelings"]],
        "topic_rows": [topic_row(row, figures) for row in content["by_topic"]],
        "proposition_rows": [
            {**row, "rows": [answer_row(answer) for answer in row["stances"]]} for row in content["propositions"]
        ],
        "portal": absolute(""),
        "pulse_url": absolute(reverse("insights:pulse")),
        "method_url": absolute(reverse("insights:method")),
    }


def answer_row(answer: dict[str, Any]) -> dict[str, Any]:
    """A row of `_bars.html` for a declared answer."""
    share = answer["share"]
    return {"name": answer["name"], "n": share["people"], "n_label": "", **share}


def topic_row(row: dict[str, Any], figures: str) -> dict[str, Any]:
    tone = row["tone"] or {"estimate": None, "low": None, "high": None}
    return {"name": row["title"], "n": row["people"], "url": f"{figures}topic-{row['slug']}/", **tone}


def render(digest: Digest, stop_url: str = "", settings_url: str = "") -> tuple[str, str, str]:
    """Subject, plain text and HTML."""
    with translation.override(digest.language):
        context = {**page_context(digest), "stop_url": stop_url, "settings_url": settings_url}
        return emails.compose("digests/email/digest", context, digest.language)


def queue(delivery: Delivery) -> OutgoingEmail:
    digest, subscription = delivery.digest, delivery.subscription
    with translation.override(digest.language):
        stop = absolute(unsubscribe_path(delivery))
        subject, text, html = render(digest, stop, absolute(reverse("digests:subscriptions")))
    return emails.queue(
        to=subscription.user.email,
        subject=subject,
        text=text,
        html=html,
        key=f"digest:{subscription.pk}:{delivery.window_end.isoformat()}",
        language=digest.language,
        urgency=Urgency.DIGEST,
        reply_to=digest.office.desk_email,
        headers={
            "List-Id": f"<digest.{digest.office.slug}.{emails.host()}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
