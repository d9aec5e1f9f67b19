from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import translation

from core import emails
from core.links import absolute
from core.models import Urgency
from notices.models import Notice

SALT = "notices.unsubscribe"


def unsubscribe_path(email: str) -> str:
    return reverse("notices:unsubscribe", args=[signing.dumps(email, salt=SALT)])


def answered(notice: Notice) -> None:
    """Tell one person that an office has answered what they signed, wrote or follow."""
    with translation.override(notice.language):
        answer = notice.answer
        stop = absolute(unsubscribe_path(notice.email))
        text = next((row for row in answer.translations.all() if row.language == notice.language), answer)
        context: dict[str, Any] = {
            "answer": answer,
            "title": text.title,
            "body": text.body,
            "text_language": text.language,
            "about": answer.shown_target_title,
            "reason": notice.get_reason_display(),
            "url": absolute(answer.target.get_absolute_url()),
            "stop_url": stop,
        }
        subject, plain, html = emails.compose("notices/email/answered", context, notice.language)
    emails.queue(
        to=notice.email,
        subject=subject,
        text=plain,
        html=html,
        key=f"notice:{notice.pk}",
        language=notice.language,
        urgency=Urgency.NOTICE,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
