from datetime import datetime

from django.utils import timezone

from notices.models import Bundle, Notice, Recipient
from notices.states import KEPT, Frequency


def forget(now: datetime | None = None) -> int:
    """Daily: addresses that the portal need not know any longer. Returns how many are gone.

    Closed accounts go with all that they were told; notices to people without an account after a while.
    Whoever chose how often to hear stays known, so that the choice holds.
    """
    past = (now or timezone.now()) - KEPT
    closed = Recipient.objects.filter(
        notices__user__is_active=False, notices__user__email__endswith="@invalid"
    )
    gone = closed.count()
    closed.delete()
    Notice.objects.filter(user=None, emailed_at__lt=past).delete()
    Bundle.objects.filter(created_at__lt=past).delete()
    strays = Recipient.objects.without_news().filter(frequency=Frequency.AT_ONCE, chosen_at=None)
    return gone + strays.delete()[1].get("notices.Recipient", 0)
