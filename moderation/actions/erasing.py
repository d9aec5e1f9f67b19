"""What its author took back is erased when moderators need it no longer."""

from collections.abc import Collection

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F

from contributions import actions as contributions
from contributions.models import Contribution
from contributions.states import Kind
from core.models import OutgoingEmail
from forums import actions as forums
from moderation.emails import key_of
from moderation.models import Decision
from petitions import actions as petitions


def erase(batch: int = 500) -> int:
    """Erase what was taken back a month ago, and its copies. Returns how many texts.

    Safe to run twice, and at once. The rows stay, with their state and dates and all that refers to them; so
    does what a digest froze.
    """
    with transaction.atomic():
        due = Contribution.objects.to_erase().order_by("state_changed_at").values_list("pk", flat=True)
        claimed = due.select_for_update(no_key=True, skip_locked=True, of=("self",))[:batch]
        keys = list(due.filter(pk__in=list(claimed)))  # as it stands now that nobody else can change it
        petitions.erase(keys)
        forums.erase(keys)
        contributions.erase(keys)
        erase_copies(keys)
    return len(keys)


def erase_copies(keys: Collection[int]) -> None:
    """What the portal wrote of these words elsewhere: e-mails to their author, the administration's log."""
    decisions = Decision.objects.filter(contribution__in=keys).values_list("pk", flat=True)
    OutgoingEmail.objects.filter(key__in=[key_of(decision) for decision in decisions]).delete()
    tables = [Contribution, *(Contribution._meta.get_field(kind).related_model for kind in Kind.values)]
    types = ContentType.objects.get_for_models(*tables).values()
    named = LogEntry.objects.filter(content_type__in=types, object_id__in=[str(key) for key in keys])
    named.update(object_repr=F("object_id"), change_message="")
