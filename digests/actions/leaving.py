from django.db import transaction
from django.utils import timezone

from accounts.actions import remove
from accounts.models import Membership, User
from digests.models import Subscription


@transaction.atomic
def remove_official(membership: Membership, *, by: User) -> None:
    """Out of the office, and nothing of it comes any more."""
    remove(membership, by=by)
    rows = Subscription.objects.filter(office=membership.office_id, user=membership.user_id, ended_at=None)
    rows.update(ended_at=timezone.now())
