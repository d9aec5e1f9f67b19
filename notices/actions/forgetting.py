from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from notices.models import Bundle, News, Notice, Recipient
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
    gone = (Recipient.objects.not_needed().delete(), Recipient.objects.chosen_by_nobody_now().delete())
    return sum(by_table.get("notices.Recipient", 0) for _all, by_table in gone)
