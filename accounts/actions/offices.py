"""Who belongs to an office, who manages it, and what it may choose for itself."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, Office, Role, User
from accounts.permissions import may_manage, may_remove
from core.verdict import Refused

OPTIONS = ("desk_email", "answers_need_two", "releases_needed")  # of an office that its own managers set


@transaction.atomic
def remove(membership: Membership, *, by: User) -> None:
    """Out of the office; an account that speaks for no office any more is a citizen's again.

    Raises Refused for the last manager: nobody could let anybody in again.
    """
    may_remove(by, membership).insist()
    keep_a_manager(membership)
    membership.delete()
    if not membership.user.memberships.exists():
        User.objects.filter(pk=membership.user_id, role=Role.OFFICIAL).update(role=Role.CITIZEN)


@transaction.atomic
def make_manager(membership: Membership, *, by: User, is_manager: bool = True) -> None:
    may_manage(by, membership.office).insist()
    if not is_manager:
        keep_a_manager(membership)
    Membership.objects.filter(pk=membership.pk).update(is_manager=is_manager)


def keep_a_manager(leaving: Membership) -> None:
    Office.objects.select_for_update(no_key=True).get(pk=leaving.office_id)
    managers = leaving.office.memberships.filter(is_manager=True)
    if managers.filter(pk=leaving.pk).exists() and not managers.exclude(pk=leaving.pk).exists():
        raise Refused(_("An office needs a manager: make somebody else one first."))


def set_options(office: Office, *, by: User, **options: Any) -> None:
    may_manage(by, office).insist()
    chosen = {name: options[name] for name in OPTIONS if name in options}
    Office.objects.filter(pk=office.pk).update(**chosen)
