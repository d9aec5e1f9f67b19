"""Addresses that mail comes back from: remembered, and forgotten when an operator says to try again."""

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from core.models import BouncingAddress, OutgoingEmail


def remember(address: str, fault: str) -> BouncingAddress:
    """Nothing more goes there, but for what its owner asks for."""
    row, new = BouncingAddress.objects.get_or_create(email=address.lower(), defaults={"fault": fault[:300]})
    if not new:
        BouncingAddress.objects.filter(pk=row.pk).update(
            count=F("count") + 1, last_at=timezone.now(), fault=fault[:300]
        )
    return row


@transaction.atomic
def try_again(rows: QuerySet[BouncingAddress]) -> int:
    """Forget that these bounce, and send what was held back. Returns how many e-mails that are."""
    addresses = list(rows.values_list("email", flat=True))
    rows.delete()
    held = OutgoingEmail.objects.annotate(address=Lower("to")).filter(held_at__isnull=False)
    return held.filter(address__in=addresses).update(held_at=None, claim=None, due_at=timezone.now())
