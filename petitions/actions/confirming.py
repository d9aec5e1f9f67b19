"""The link in the e-mail, which makes a signature count."""

from datetime import datetime

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.times import full_day
from core.verdict import Refused
from petitions import emails
from petitions.models import Petition, Signature
from petitions.permissions import may_sign
from petitions.states import GRACE, LINK_LASTS, SignatureState, State

USED = gettext_lazy("This link was used before: the signature is confirmed. There is nothing more to do.")


def signature_of(token: str) -> Signature:
    """The signature that the link confirms. Raises Refused: the link is wrong, too old, used, or too late, or
    the words are others than those that were signed.
    """
    try:
        pk = signing.loads(token, salt=emails.SALT, max_age=LINK_LASTS + GRACE)  # all of its last day
        row = Signature.objects.select_related("petition__contribution").get(pk=pk)
    except signing.SignatureExpired:
        raise Refused(_("This link is older than 30 days. Sign again, and you get a new one.")) from None
    except Signature.DoesNotExist:  # dropped with its name
        raise Refused(_("This link does not work any more. Sign again, and you get a new one.")) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused(
            _("This link is wrong or not complete. Open it from the e-mail again, or copy the whole of it.")
        ) from None
    if row.is_confirmed:
        raise Refused(str(USED))
    if row.state == SignatureState.INVALIDATED:
        raise Refused(_("Those who check signatures took this one out, so it can no longer be confirmed."))
    if (too_late := _too_late(row.petition, row.created_at)) is not None:
        raise Refused(
            _("This petition closed on %(day)s, and links worked for 24 hours more. It was not counted.")
            % {"day": full_day(too_late)}
        )
    if not row.petition.is_public:
        may_sign(None, row.petition).insist()
    if row.is_under_other_words:
        raise Refused(
            _(
                "The author changed this petition after this link was sent. Read it again. If you still "
                "agree, sign anew, and you get a new link."
            )
        )
    return row


def _too_late(petition: Petition, signed_at: datetime) -> datetime | None:
    """When the petition closed, if this signature came after it or its day of grace is over."""
    closed = petition.closed_at if petition.state == State.CLOSED else petition.closes_at
    if petition.is_open or not petition.is_public or closed is None:
        return None
    return closed if signed_at > closed or timezone.now() > closed + GRACE else None


def confirm(token: str) -> Signature:
    """Open the link: the signature counts from now on. Raises Refused as `signature_of` does."""
    row = signature_of(token)
    now = timezone.now()
    waiting = Signature.objects.filter(pk=row.pk, state=SignatureState.PENDING)
    if not waiting.update(state=SignatureState.CONFIRMED, confirmed_at=now):
        raise Refused(str(USED))
    row.state, row.confirmed_at = SignatureState.CONFIRMED, now
    return row
