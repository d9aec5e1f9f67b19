from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from accounts.models import Invitation
from core import emails
from core.links import absolute
from core.models import OutgoingEmail, Urgency

SALT = "accounts.invitation"


def invitation_path(invitation: Invitation) -> str:
    return reverse("accounts:invitation", args=[signing.dumps(invitation.pk, salt=SALT)])


def invitation_of(token: str) -> int:
    """Raises BadSignature for a link that is not ours. How old it may be, the row knows."""
    return int(signing.loads(token, salt=SALT))


def invite(invitation: Invitation) -> OutgoingEmail:
    with translation.override(invitation.language):
        context = {
            "invitation": invitation,
            "office": invitation.office.name,
            "by": invitation.shown_by,
            "url": absolute(invitation_path(invitation)),
            "portal": settings.PORTAL_URL,
        }
    return emails.write(
        "accounts/email/invitation",
        context,
        to=invitation.email,
        key=f"invitation:{invitation.pk}",
        language=invitation.language,
        urgency=Urgency.CONFIRM,
        reply_to=invitation.office.desk_email,
    )
