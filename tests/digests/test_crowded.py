"""Days on which far more was written than usual."""

from datetime import timedelta

import pytest
from django.utils import translation

from digests.templatetags.changed import finding
from insights.actions import rebuild_all
from tests.factories.accounts import UserFactory
from tests.factories.digests import digest_of, moment
from tests.factories.insights import crowd, heard
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SINCE, UNTIL = moment("2026-11-08 00:00Z"), moment("2026-11-15 00:00Z")
NOON = moment("2026-11-12 12:00Z")


@pytest.fixture
def topic():
    """Two people write every day."""
    topic = TopicFactory()
    for n in range(1, 40):
        crowd(2, topic=topic, published_at=UNTIL + DAY - n * DAY)
    return topic


def told(since=SINCE, until=UNTIL, **scope):
    rebuild_all()
    return [row for row in digest_of(since, until, **scope).content["changed"] if row["kind"] == "spike"]


def test_a_day_on_which_many_wrote_is_told_with_how_many_texts(topic):
    crowd(30, topic=topic, published_at=NOON)

    assert told() == [{"kind": "spike", "clear": True, "on": "2026-11-12", "texts": 32, "usual": None}]
    assert finding(told()[0]) == "Far more was written than usual on 12\u00a0November\u00a02026: 32 texts"
    with translation.override("ru"):
        assert finding(told()[0]).endswith("написано намного больше обычного: 32 текста")


@pytest.mark.parametrize(("people", "usual"), [(12, 14), (1, None)])
def test_what_is_usual_is_told_where_ten_people_write_every_day(people, usual, topic):
    writers = UserFactory.create_batch(people)
    for day in range(1, 40):
        for number in range(12):
            at = UNTIL - day * DAY + timedelta(hours=1)
            heard(author=writers[number % people], topic=topic, published_at=at)
    crowd(60, topic=topic, published_at=NOON)

    (row,) = told()

    assert (row["texts"], row["usual"]) == (74, usual)


def test_a_few_people_who_write_much_in_three_languages_are_no_crowd(topic):
    for author in UserFactory.create_batch(4):
        for language in ("en", "ru", "uk") * 4:
            heard(author=author, topic=topic, language=language, published_at=NOON)

    assert told() == []


def test_what_officials_write_is_no_crowd(topic):
    for author in UserFactory.create_batch(30, role="official"):
        heard(author=author, topic=topic, published_at=NOON)

    assert told() == []


def test_a_day_is_told_by_the_digest_in_whose_window_it_ended(topic):
    crowd(30, topic=topic, published_at=NOON)
    hours = [moment(f"2026-11-{day} 08:00Z") for day in (11, 12, 13, 14)]

    days = [told(since, since + DAY) for since in hours[:3]]

    assert [[row["on"] for row in rows] for rows in days] == [[], ["2026-11-12"], []]
