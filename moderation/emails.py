from django.urls import reverse
from django.utils import translation

from contributions.permissions import is_counted
from core import emails
from core.links import absolute
from moderation.models import Decision
from moderation.states import Verdict


def key_of(decision: int) -> str:
    """By which its e-mail is found in the outbox."""
    return f"decision:{decision}"


def tell_author(decision: Decision) -> None:
    """Queue the e-mail that tells the author what was decided and why, in their language."""
    contribution = decision.contribution
    author = contribution.author
    if author is None or not author.is_active:
        return
    with translation.override(author.language):
        context = {
            "decision": decision,
            "contribution": contribution,
            "author": author,
            "is_counted": is_counted(contribution),
            "Verdict": Verdict,
            "link": absolute(contribution.get_absolute_url()),
            "rules": absolute(reverse("moderation:rules")),
        }
    emails.write(
        "moderation/email/decision",
        context,
        to=author.email,
        key=key_of(decision.pk),
        language=author.language,
    )
