"""What happened in the talks, and when."""

from datetime import date

import pytest

from tests.factories.topics import MilestoneFactory, RoundFactory
from topics.models import Milestone, Round

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2026, 9, 7), date(2026, 9, 14)


@pytest.mark.parametrize(
    ("begins", "ends", "is_there"),
    [
        (date(2026, 8, 30), date(2026, 9, 6), False),
        (date(2026, 8, 30), date(2026, 9, 7), True),
        (date(2026, 8, 30), date(2026, 9, 30), True),
        (date(2026, 9, 13), date(2026, 9, 30), True),
        (date(2026, 9, 14), date(2026, 9, 30), False),
        (date(2026, 9, 6), None, False),
        (date(2026, 9, 7), None, True),
        (date(2026, 9, 14), None, False),
    ],
)
def test_a_round_was_held_in_a_window_when_one_of_its_days_was(begins, ends, is_there):
    row = RoundFactory(begins_on=begins, ends_on=ends)

    assert list(Round.objects.held(SINCE, UNTIL)) == [row] * is_there


def test_a_milestone_was_reached_from_the_first_day_of_a_window_to_the_one_before_its_end():
    for day in (None, date(2026, 9, 6), date(2026, 9, 7), date(2026, 9, 13), date(2026, 9, 14)):
        MilestoneFactory(done_on=day)

    assert [row.done_on for row in Milestone.objects.reached(SINCE, UNTIL).order_by("done_on")] == [
        date(2026, 9, 7), date(2026, 9, 13),
    ]  # fmt: skip
