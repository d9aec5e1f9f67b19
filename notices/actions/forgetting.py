from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notices.models import Bundle, News, Notice, Recipient
from notices.querysets import RecipientQuerySet
from notices.states import KEPT


def forget(now: datetime | None = None) -> int:
    """Daily: what the portal need not know any longer. Returns how many addresses are gone.

    Notices go with the account of the person whom they told, or, without an account, a while after their
    e-mail; bundles go with their notices, or after that while. An address goes when nothing of these is left,
    unless somebody chose how often it hears: that is kept while an account or a signature has the address,
    and "never" for good, so that it holds.
    News goes that could not be told while it was news.
    """
    now = now or timezone.now()
    past = now - KEPT
    Notice.objects.of_closed_accounts().delete()
    Notice.objects.filter(user=None, emailed_at__lt=past).delete()
    Bundle.objects.filter(Q(notices=None) | Q(created_at__lt=past)).delete()
    News.objects.never_told(now).delete()
    rows = Recipient.objects
    return forget_addresses(rows.not_needed()) + forget_addresses(rows.chosen_by_nobody_now())


@transaction.atomic
def forget_addresses(rows: RecipientQuerySet) -> int:
    """As they stand when nobody else can change them; for whom somebody is choosing now, tomorrow."""
    locked = rows.select_for_update(no_key=True, skip_locked=True, of=("self",))
    keys = list(locked.values_list("pk", flat=True))
    _all, by_table = rows.filter(pk__in=keys).delete()
    return by_table.get("notices.Recipient", 0)
