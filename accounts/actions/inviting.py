"""A new official is asked by e-mail, and proves the address before anything else."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.speaking import change_role, still_here
from accounts.models import Invitation, Membership, Office, Role, User
from accounts.permissions import has_spoken, may_accept, may_oversee
from core import limits
from core.verdict import Refused

MOST_BY_OFFICE = 30  # a day
MOST_TO_ADDRESS = 3
DAY = 24 * 3600
KEPT = timedelta(days=30)  # after it is over, whose address it was is nobody's business


def invite(office: Office, *, email: str, language: str, by: User) -> Invitation:
    """Whether there is an account with this address is told to nobody, and makes no difference.

    Raises Refused: not a manager, one of the office already, invited already, too many.
    """
    may_oversee(by, office).insist()
    address, now = email.strip().lower(), timezone.now()
    if office.memberships.filter(user__email__iexact=address).exists():
        raise Refused(_("This person speaks for the office already."))
    if Invitation.objects.open(now).filter(office=office, email=address).exists():
        raise Refused(_("This person is invited already. Withdraw the invitation to send another."))
    receiver = salted_hmac("accounts.invite", address).hexdigest()[:24]
    if not (
        limits.within("invitations", f"office{office.pk}", limit=MOST_BY_OFFICE, seconds=DAY)
        and limits.within("invited", receiver, limit=MOST_TO_ADDRESS, seconds=DAY)
    ):
        raise Refused(_("So many invitations in one day are not sent. Try again tomorrow."))
    try:
        with transaction.atomic():
            Invitation.objects.expired(now).filter(office=office, email=address).update(withdrawn_at=now)
            row = Invitation.objects.create(office=office, email=address, language=language, by=by)
            emails.invite(row)
    except IntegrityError:  # pressed twice, at once
        raise Refused(_("This person is invited already. Withdraw the invitation to send another.")) from None
    return row


def withdraw(invitation: Invitation, *, by: User) -> None:
    may_oversee(by, invitation.office).insist()
    rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    rows.update(withdrawn_at=timezone.now())


@transaction.atomic
def accept(invitation: Invitation, *, by: User, knowingly: bool = False) -> Membership:
    """The account speaks for the office from now on; where nobody manages that yet, it does.

    `knowingly`: although it has spoken as a citizen's.
    """
    still_here(by)  # before the rows, as an account is closed; and it may work for the portal since
    Office.objects.select_for_update(no_key=True).get(pk=invitation.office_id)  # its manager may be leaving
    row = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    may_accept(by, row).insist()
    if has_spoken(by) and not knowingly:
        raise Refused(_("Say that you know what becomes of what you wrote as a citizen."))
    change_role(by, Role.OFFICIAL)
    is_first = not row.office.memberships.managing().exists()
    membership, _made = Membership.objects.get_or_create(
        office=row.office, user=by, defaults={"is_manager": is_first}
    )
    Invitation.objects.filter(pk=row.pk).update(accepted_at=timezone.now(), accepted_by=by)
    return membership


def tidy_invitations() -> int:
    """Those that came to nothing are removed with their address, a month after they were over."""
    return Invitation.objects.over_since(timezone.now() - KEPT).delete()[0]
