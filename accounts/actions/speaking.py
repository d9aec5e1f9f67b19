"""In whose name somebody speaks, and that they still do when their words come in."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.permissions import may_speak
from core.advisory import hold


def hold_words(user: User) -> None:
    """Nothing that this person writes comes in, no role changes and the account is not closed, until the
    transaction ends. It comes before the lock of any row, or two wait for each other.
    """
    hold(f"speak:{user.pk}")


def still_here(user: User) -> None:
    """As `hold_words`, with the role it has now; raises Refused where the account was closed meanwhile."""
    may_speak(user).insist()
    hold_words(user)
    user.refresh_from_db(fields=["is_active", "country", "role"])
    may_speak(user).insist()


@transaction.atomic
def change_role(user: User, role: str) -> None:
    """What was published while they worked for others does not become the public's: `served_until` says so.

    The words themselves stay untouched; that they are counted otherwise from now on, the database tells
    `insights`.
    """
    hold_words(user)
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if row.role != role:
        row.served_until = timezone.now() if role == Role.CITIZEN else row.served_until
        row.role = role
        row.save(update_fields=["role", "served_until"])
    user.role, user.served_until = row.role, row.served_until
