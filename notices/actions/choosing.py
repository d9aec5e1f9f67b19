from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from consultations.models import Consultation
from forums.models import Thread
from notices.models import Follow, Notice, Recipient
from notices.permissions import may_follow
from petitions.models import Petition
from topics.models import Topic

Followed = Petition | Thread | Consultation | Topic


def follow(row: Followed, *, by: User) -> bool:
    """Follow, or stop following. Returns whether the person follows now. Raises Refused: not public."""
    may_follow(by, row).insist()
    target: dict[str, Any] = {row._meta.model_name or "": row}
    found, made = Follow.objects.get_or_create(user=by, **target)
    if not made:
        found.delete()
    return made


def choose(email: str, frequency: str) -> Recipient:
    """How often this address is told from now on; whoever calls has made sure whose address it is."""
    changes = {"frequency": frequency, "chosen_at": timezone.now()}
    recipient, _made = Recipient.objects.update_or_create(email=email.lower(), defaults=changes)
    return recipient


@transaction.atomic
def take_along(before: str, after: str, *, user: User) -> None:
    """A person has another address now. What they chose holds there too, not over a later choice, and what
    waits for them goes there: the old mailbox may be somebody else's.
    """
    before, after = before.lower(), after.lower()
    if before == after:
        return
    new, _made = Recipient.objects.get_or_create(email=after)
    rows = Recipient.objects.filter(email__in=[before, after]).order_by("pk")
    rows.select_for_update(no_key=True).in_bulk()  # an e-mail that is being made is made first
    if latest := rows.exclude(chosen_at=None).order_by("-chosen_at").first():
        changes = {"frequency": latest.frequency, "chosen_at": latest.chosen_at}
        Recipient.objects.filter(pk=new.pk).update(**changes)
    waiting = Notice.objects.filter(recipient__email=before, user=user, emailed_at=None)
    waiting.filter(news__notices__recipient=new).delete()
    waiting.update(recipient=new)


def mark_read(user: User) -> None:
    Notice.objects.of(user).filter(read_at=None).order_by().update(read_at=timezone.now())
