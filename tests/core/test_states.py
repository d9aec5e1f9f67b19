from itertools import product

import pytest

from contributions.states import MOVES, State
from core.models import StateChange
from core.states import MoveNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory

pytestmark = pytest.mark.django_db
ALLOWED = [(before, after) for before, after in product(State, State) if after in MOVES[before]]
FORBIDDEN = [(before, after) for before, after in product(State, State) if after not in MOVES[before]]


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_a_move_in_the_table_is_made_and_traced(before, after):
    moderator = UserFactory(moderator=True)
    words = ContributionFactory(state=before, published_at="2026-01-01T00:00Z")

    words.move(after, by=moderator, why="a reason")

    words.refresh_from_db()
    assert words.state == after
    trace = StateChange.objects.get()
    assert (trace.kind, trace.object_id, trace.by) == ("contributions.contribution", words.pk, moderator)
    assert (trace.before, trace.after, trace.why) == (before, after, "a reason")


@pytest.mark.parametrize(("before", "after"), FORBIDDEN)
def test_a_move_outside_the_table_changes_nothing(before, after):
    words = ContributionFactory(state=before, published_at="2026-01-01T00:00Z")

    with pytest.raises(MoveNotAllowed):
        words.move(after)

    words.refresh_from_db()
    assert words.state == before
    assert not StateChange.objects.exists()
