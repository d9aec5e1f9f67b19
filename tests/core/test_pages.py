import pytest
from django.test import RequestFactory

from contributions.models import Contribution
from core.pages import page_of
from tests.factories.contributions import ContributionFactory

pytestmark = pytest.mark.django_db


def walk(size):
    seen, cursor = [], ""
    while True:
        page = page_of(
            Contribution.objects.all(),
            RequestFactory().get("/", {"after": cursor}),
            by="-published_at",
            size=size,
        )
        seen += [row.pk for row in page]
        if not page.next_cursor:
            return seen, page
        cursor = page.next_cursor


def test_walking_a_list_shows_every_row_once_also_where_times_are_equal():
    rows = ContributionFactory.create_batch(7, published_at="2026-05-05T00:00Z")
    rows += ContributionFactory.create_batch(4)

    seen, last = walk(size=3)

    assert sorted(seen) == sorted(row.pk for row in rows)
    assert (last.shown, last.total) == (11, 11)


def test_a_cursor_that_is_not_ours_starts_the_list_again():
    ContributionFactory.create_batch(2)

    page = page_of(
        Contribution.objects.all(), RequestFactory().get("/", {"after": "rubbish"}), by="-published_at"
    )

    assert len(page) == 2
