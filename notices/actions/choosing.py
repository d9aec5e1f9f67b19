from typing import Any

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
    """Follow, or stop following. Returns whether the person follows now."""
    may_follow(by).insist()
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


def take_along(before: str, after: str) -> None:
    """A person has another address now, and what they chose holds there too; not over a later choice."""
    rows = Recipient.objects.filter(email__in=[before.lower(), after.lower()])
    if latest := rows.exclude(chosen_at=None).order_by("-chosen_at").first():
        changes = {"frequency": latest.frequency, "chosen_at": latest.chosen_at}
        Recipient.objects.update_or_create(email=after.lower(), defaults=changes)


def mark_read(user: User) -> None:
    Notice.objects.of(user).filter(read_at=None).order_by().update(read_at=timezone.now())
