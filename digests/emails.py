"""A digest as an e-mail and as a page, and the links that lead from one to the other."""

import hashlib
import re
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import may_speak_for
from consultations.models.ground import Group
from contributions.models import Contribution
from core import advisory, emails
from core.links import absolute
from core.models import OutgoingEmail, SharedText, Urgency
from core.templatetags.words import decimal, thousands
from digests.models import Correction, Delivery, Digest, Subscription
from digests.querysets import Reader
from insights.querysets.pulse import answer_name, scale
from topics.states import MilestoneState

READ, STOP, STOP_ALERTS = "digests.read", "digests.unsubscribe", "digests.stop_alerts"
MARK = "-each-readers-own-"  # stands in a shared text for what is signed for one reader
READABLE_FOR = 60 * 24 * 3600  # seconds that the link in the e-mail opens the digest


# == Links ==
def token_of(digest: Digest) -> str:
    return signing.dumps(digest.pk, salt=READ)


def digest_of(token: str) -> int:
    """Raises BadSignature for a link that is not ours, SignatureExpired for an old one."""
    return int(signing.loads(token, salt=READ, max_age=READABLE_FOR))


def unsubscribe_path(subscription: Subscription) -> str:
    return reverse("digests:unsubscribe", args=[signing.dumps(subscription.pk, salt=STOP)])


def subscription_of(token: str) -> int:
    """Raises BadSignature for a link that is not ours. It never grows old: stopping must work."""
    return int(signing.loads(token, salt=STOP))


def alerts_path(subscription: Subscription) -> str:
    return reverse("digests:stop_alerts", args=[signing.dumps(subscription.pk, salt=STOP_ALERTS)])


def alerts_of(token: str) -> int:
    """As `subscription_of`."""
    return int(signing.loads(token, salt=STOP_ALERTS))


# == The finding ==
def tone_in_words(content: dict[str, Any]) -> str:
    change = content["change"]
    if content["people"] is None:
        return who_wrote(None)
    if change is None:
        return (
            _("Too few people wrote before to compare the tone")
            if content["tone"]
            else _("Too few texts to tell the tone")
        )
    if not change["clear"]:
        return _("No clear change in tone")
    return (
        _("Tone is less negative than before")
        if change["diff"] > 0
        else _("Tone is more negative than before")
    )


def who_wrote(people: int | None) -> str:
    if people is None:
        return _("Quiet: fewer than 10 people wrote")
    return ngettext("%(shown)s person wrote", "%(shown)s people wrote", people) % {"shown": thousands(people)}


def is_quiet(content: dict[str, Any]) -> bool:
    """Too few people wrote, and nothing waits for an answer: one line tells it all."""
    return content["people"] is None and not any(row["days"] is not None for row in content["waiting"])


def headline(content: dict[str, Any]) -> str:
    """The finding, in a few words; "no clear change" is one."""
    parts = [tone_in_words(content) if content["change"] else who_wrote(content["people"])]
    if waiting := sum(row["days"] is not None for row in content["waiting"]):
        parts.append(
            ngettext("%(n)d waits for an answer", "%(n)d wait for an answer", waiting) % {"n": waiting}
        )
    return "; ".join(parts)


def preheader(content: dict[str, Any]) -> str:
    """What the headline has no room for."""
    parts = []
    if claims := sum(ground["claims_in_all"] for ground in content["ground"] if ground["stable"]):
        parts.append(
            ngettext(
                "%(n)d claim that every group agrees on.", "%(n)d claims that every group agrees on.", claims
            )
            % {"n": claims}
        )
    if lead := leading(content["feelings"]):
        parts.append(_("Named most: %(feeling)s.") % {"feeling": answer_name(lead["code"]).lower()})
    return " ".join(parts) or f"{tone_in_words(content)}."


def leading(feelings: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The feeling that is named most, where its range leaves no doubt that it is."""
    if not feelings:
        return None
    first, *others = feelings
    return first if all(first["share"]["low"] > other["share"]["high"] for other in others) else None


# == What e-mail and page show ==
def page_context(digest: Digest, token: str = "") -> dict[str, Any]:
    """In the language of the page, but for titles and quotes: they are as they were when it was made.

    `token` is the one that opened it: a link never makes itself younger.
    """
    content = digest.content
    figures = absolute(reverse("digests:read", args=[token or token_of(digest)]))
    feelings = [answer_row(answer, figures) for answer in content["feelings"]]
    topics = [topic_row(row, figures) for row in content["by_topic"]]
    return {
        "digest": digest,
        "content": content,
        "headline": headline(content),
        "preheader": preheader(content),
        "tone_in_words": tone_in_words(content),
        "leading": feelings[0]["name"].lower() if leading(content["feelings"]) else "",
        "office": digest.office.name,
        "since": digest.since,
        "until": digest.until,
        "read_url": figures,
        "figure_url": figures,
        "grounds": [ground_row(row) for row in content["ground"] if row["claims"] or row["differences"]],
        "milestones": [{**row, "state": MilestoneState(row["state"]).label} for row in content["milestones"]],
        "any_clear": any(row["change"] and row["change"]["clear"] for row in content["by_topic"]),
        "feelings": feelings,
        "feelings_scale": scale(end for row in feelings for end in (row["low"], row["high"])),
        "topics": topics if len(content["topics"]) > 1 else [],
        "topics_scale": (axis := scale(end for row in topics for end in (row["low"], row["high"]))),
        "topics_ends": [decimal(end, 0 if end == int(end) else 1) for end in axis.values()],
        "propositions": [
            {**row, "rows": [answer_row(answer, figures) for answer in row["stances"]]}
            for row in content["propositions"]
        ],
        "quotes": quotes(content["quotes"]),
        "corrections": list(digest.corrections.all()),
        "portal": absolute(""),
        "method_url": absolute(reverse("insights:method")),
    }


def answer_row(answer: dict[str, Any], figures: str) -> dict[str, Any]:
    """A row of `_bars.html` for a declared answer; its name leads to the texts, unless they are too few."""
    share, figure = answer["share"], answer["figure"]
    url = f"{figures}{figure}/" if figure else ""
    return {"name": answer_name(answer["code"]), "n": share["people"], "n_label": "", "url": url, **share}


def ground_row(row: dict[str, Any]) -> dict[str, Any]:
    def named(claim: dict[str, Any]) -> dict[str, Any]:
        sides = [{**side, "name": group_name(side["key"]), "n_label": _("votes")} for side in claim["rows"]]
        return {**claim, "rows": sides}

    return row | {key: [named(claim) for claim in row[key]] for key in ("claims", "differences")}


def group_name(letter: str) -> str:
    return Group(letter, None).name if letter else _("Everyone")


def topic_row(row: dict[str, Any], figures: str) -> dict[str, Any]:
    tone = row["tone"] or {"estimate": None, "low": None, "high": None}
    named = {"name": row["title"], "lang": row["title_language"], "url": f"{figures}topic-{row['slug']}/"}
    return {**named, **tone, "n": row["people"], "change": row["change"]}


def quotes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was quoted and is public still: nobody's words are shown again after they took them back."""
    public = set(
        Contribution.objects.public().filter(pk__in=[row["key"] for row in rows]).values_list("pk", flat=True)
    )
    return [row for row in rows if row["key"] in public]


# == The e-mail ==
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
    with translation.override(subscription.language):
        parts = [subscription.shown_days, f"{subscription.hour:02}:00", subscription.timezone]
    return ", ".join(parts)


def queue(delivery: Delivery) -> OutgoingEmail:
    """The e-mail of one delivery. Those of many: queue_all."""
    row = delivery.subscription
    (number,) = emails.reserve(1)
    reader = Reader(row.pk, row.user.email, True)
    queue_all(delivery.digest, [reader], {row.pk: number}, delivery.window_end, schedule(row))
    return OutgoingEmail.objects.get(key=key_of(row.pk, delivery.window_end))


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
    readers = [reader for reader in readers if reader.subscription in numbers]
    tokens = stop_tokens([reader.subscription for reader in readers])
    emails.queue_all(
        [
            emails.Personal(
                numbers[reader.subscription],
                reader.email,
                key_of(reader.subscription, window_end),
                stop.replace(MARK, token),
            )
            for reader, token in zip(readers, tokens, strict=True)
        ],
        shared=share(digest, hours, mark),
        mark=mark,
        language=digest.language,
        urgency=Urgency.DIGEST,
        headers={
            "List-Id": f"<digest.{digest.office.slug}.{emails.host()}>",
            "List-Unsubscribe": f"<{mark}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        reply_to=digest.office.desk_email,
    )


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


def share(digest: Digest, hours: str, stop_url: str) -> SharedText:
    """What everyone reads who gets this digest at these hours: rendered by the first worker that needs it.

    Anew when a quote was taken back since, and after an hour.
    """
    public = sorted(row["key"] for row in quotes(digest.content["quotes"]))
    parts = [digest.hash, hours, stop_url, public, timezone.now().strftime("%Y-%m-%d %H")]
    key = f"digest:{digest.pk}:{hashlib.sha256(repr(parts).encode()).hexdigest()}"
    for waited in (False, True):
        if found := SharedText.objects.filter(key=key).first():
            return found
        if not waited:
            advisory.hold(key)
    with translation.override(digest.language):
        settings_url = absolute(reverse("digests:subscriptions"))
    subject, text, html = render(digest, stop_url=stop_url, settings_url=settings_url, schedule=hours)
    return emails.share(key=key, subject=subject, text=text, html=html)


def key_of(subscription: int, window_end: datetime) -> str:
    return f"digest:{subscription}:{window_end.isoformat()}"


def queue_waiting(digest: Digest) -> None:
    """To those who wait for its release, if they still want it."""
    waiting = digest.deliveries.filter(email=None, subscription__ended_at=None)
    for delivery in waiting.select_related("subscription__user", "subscription__office"):
        if may_speak_for(delivery.subscription.user, digest.office):
            delivery.email = queue(delivery)
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
