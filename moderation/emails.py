from core import emails
from core.links import absolute
from core.models import Urgency
from moderation.models import Decision
from moderation.states import Verdict


def tell_author(decision: Decision) -> None:
    """Queue the e-mail that tells the author what was decided and why, in their language."""
    contribution = decision.contribution
    author = contribution.author
    if author is None or not author.is_active:
        return
    subject, text, html = emails.compose(
        "moderation/email/decision",
        {
            "decision": decision,
            "contribution": contribution,
            "author": author,
            "Verdict": Verdict,
            "link": absolute(f"/{author.language}{_path(contribution.get_absolute_url())}"),
            "rules": absolute(f"/{author.language}/moderation/rules/"),
        },
        author.language,
    )
    emails.queue(
        to=author.email,
        subject=subject,
        text=text,
        html=html,
        language=author.language,
        key=f"decision:{decision.pk}",
        urgency=Urgency.NOTICE,
    )


def _path(url: str) -> str:
    """Without the language at its beginning."""
    return "/" + url.split("/", 2)[2]
