from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.limits import within
from core.verdict import Refused
from topics.models import Milestone, Observation
from topics.permissions import may_observe
from topics.states import SAYING, Seen


def observe(milestone: Milestone, *, by: User, seen: str) -> Observation:
    """One row for each person and milestone, in one command: the first word or the changed one."""
    may_observe(by, milestone).insist()
    if seen not in Seen.values:
        raise Refused(_("Choose one of the three."))
    if not within("observe", f"user{by.pk}", **SAYING):
        raise Refused(_("That was often. Come back in an hour."))
    (row,) = Observation.objects.bulk_create(
        [Observation(milestone=milestone, user=by, seen=seen, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["milestone", "user"],
        update_fields=["seen", "at"],
    )
    return row
