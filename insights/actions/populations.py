from django.db import transaction

from accounts.models import User
from core import advisory
from insights.models import Population
from insights.permissions import may_state, room_for


@transaction.atomic
def state(row: Population, *, by: User | None) -> None:
    """Enter a share of a population, or change it. All shares of an axis are 1 together at most.

    Raises Refused, and ValidationError for a code that is none.
    """
    may_state(by).insist()
    advisory.hold("insights.populations")
    room_for(row).insist()
    row.full_clean()
    row.save()


def take_out(row: Population, *, by: User | None) -> None:
    may_state(by).insist()
    row.delete()
