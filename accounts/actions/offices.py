"""Who belongs to an office, who manages it, and what it may choose for itself."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.speaking import change_role, hold_words
from accounts.models import Membership, Office, Role, User
from accounts.permissions import may_oversee, may_remove
from core.states import StateChange
from core.verdict import Refused

OPTIONS = ("desk_email", "answers_need_two", "releases_needed")  # of an office that its own managers set


@transaction.atomic
def remove(membership: Membership, *, by: User) -> None:
    """Out of the office, and nothing of it comes any more: subscriptions, by related name, stand above.

    An account that speaks for no office any more is a citizen's again. Raises Refused for the last manager:
    nobody could let anybody in again.
    """
    may_remove(by, membership).insist()
    hold_words(membership.user)
    keep_a_manager(membership)
    membership.delete()
    subscriptions = membership.user.subscriptions.filter(office=membership.office_id, ended_at=None)
    subscriptions.update(ended_at=timezone.now())
    leaver = User.objects.get(pk=membership.user_id)
    if leaver.role == Role.OFFICIAL and not leaver.memberships.exists():
        change_role(leaver, Role.CITIZEN)


@transaction.atomic
def make_manager(membership: Membership, *, by: User, is_manager: bool = True) -> None:
    may_oversee(by, membership.office).insist()
    if not is_manager:
        keep_a_manager(membership)
    Membership.objects.filter(pk=membership.pk).update(is_manager=is_manager)


def keep_a_manager(leaving: Membership) -> None:
    if is_only_manager(leaving):
        raise Refused(_("An office needs a manager: make somebody else one first."))


def is_only_manager(membership: Membership) -> bool:
    """Of those whose account is open. Nobody joins or leaves until the transaction ends: see `accept`."""
    Office.objects.select_for_update(no_key=True).get(pk=membership.office_id)
    managers = membership.office.memberships.managing()
    return managers.filter(pk=membership.pk).exists() and not managers.exclude(pk=membership.pk).exists()


def hand_over(user: User) -> None:
    """Before an account is closed: an office that others speak for keeps a manager. Raises Refused."""
    for membership in user.memberships.select_related("office").order_by("office"):
        others = membership.office.memberships.speaking().exclude(pk=membership.pk)
        if is_only_manager(membership) and others.exists():
            raise Refused(
                _("Make somebody else a manager of %(office)s first: without one, nobody could join it.")
                % {"office": membership.office}
            )


@transaction.atomic
def set_options(office: Office, *, by: User, **options: Any) -> None:
    """Leaves a trace: some of these rules bind whoever may change them."""
    may_oversee(by, office).insist()
    row = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    chosen = {
        field.name: field.to_python(options[field.name])
        for field in row._meta.fields
        if field.name in OPTIONS and field.name in options
    }
    changed = {name: value for name, value in chosen.items() if getattr(row, name) != value}
    Office.objects.filter(pk=row.pk).update(**changed)
    for name, value in changed.items():
        before, after = str(getattr(row, name)), str(value)
        StateChange.objects.create(
            kind=row._meta.label_lower,
            object_id=row.pk,
            by=by,
            before=in_full(before),
            after=in_full(after),
            why=f"{name}: {before or '-'} > {after or '-'}",
        )


def in_full(value: str) -> str:
    """As the trace keeps a state, in 20 signs, or nothing: half an address is none."""
    return value if len(value) <= 20 else ""
