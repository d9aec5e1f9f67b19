"""What people write about, and what many wrote in nearly the same words: tone with and without."""

import csv
import io
from random import Random

import pytest
from django.utils import timezone

from core.templatetags.words import tone_range
from insights.querysets.report import report
from insights.querysets.wording import written
from tests.factories.accounts import UserFactory
from tests.factories.insights import crowd, heard
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
SHARED = (
    "Every family has a right to know where their people are held, so the lists must be handed over"
    " before the next round of talks begins, and the Red Cross must see every camp."
)


@pytest.fixture
def topic():
    return TopicFactory(slug="prisoners", title_en="Prisoners")


def share(count, topic, *, body=SHARED, **words):
    """So many people post the same text."""
    return [
        heard(author=UserFactory(), topic=topic, body=body, published_at=timezone.now(), **words)
        for _ in range(count)
    ]


def another(n):
    """A text that is like no other."""
    chance = Random(n)
    return " ".join("".join(chance.choices("абвгдеклмноп", k=7)) for _ in range(12))


def apart(count, topic, **words):
    """So many people, each in other words."""
    for n in range(count):
        heard(author=UserFactory(), topic=topic, body=another(n), language="ru", **words)


def rows_of(client, figure):
    text = client.get(f"/en/pulse/prisoners/themes/?as=csv&figure={figure}").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def page(client):
    response = client.get("/en/pulse/prisoners/themes/")
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    return response.content.decode()


def test_a_campaign_is_shown_with_its_numbers_and_what_it_does_to_the_tone(topic, client):
    share(12, topic, tone=-0.9 + 0.1)
    apart(20, topic, tone=0.2)

    html, found = page(client), written(topic)

    (campaign,) = found.campaigns
    assert (campaign.posts, campaign.people, campaign.hours) == (12, 12, 1)
    assert "12 posts by 12 people in 1 h" in html
    assert SHARED[:60] in html
    tone = report(topic).pulse.tone
    assert tone.estimate == pytest.approx((12 * -0.8 + 20 * 0.2) / 32)
    assert found.once.estimate == pytest.approx((-0.8 + 20 * 0.2) / 21)
    for figure in (tone, found.once):
        assert tone_range(figure.estimate, figure.low, figure.high) in html
    assert [row["people"] for row in rows_of(client, "campaigns")] == ["12"]


def test_one_voice_each_is_counted_for_the_campaigns_that_are_shown_and_for_no_others(topic):
    for n, count in enumerate((14, 13, 12)):
        share(count, topic, body=another(100 + n), language="ru", tone=-0.8)
    share(11, topic, tone=0.4)
    apart(20, topic, tone=0.2)

    found = written(topic)

    assert [campaign.people for campaign in found.campaigns] == [14, 13, 12]
    assert found.once.people == 3 + 11 + 20
    assert found.once.estimate == pytest.approx((3 * -0.8 + 11 * 0.4 + 20 * 0.2) / 34)


def test_a_phrase_that_ten_people_used_is_a_theme_in_page_file_and_interface(topic, client):
    share(10, topic)
    apart(15, topic)
    for n in range(10):
        heard(author=UserFactory(), topic=topic, body=f"A winter corridor, said {another(n)}", language="en")

    html, rows = page(client), rows_of(client, "themes")

    assert rows
    assert {row["people"] for row in rows if row["language"] == "en"} == {"10"}
    assert all(row["phrase"] in html for row in rows)
    interface = client.get("/api/v1/tallies/prisoners/themes/").json()
    assert [{key: str(value) for key, value in row.items()} for row in interface["themes"]] == rows
    assert interface["campaigns"][0]["people"] == 10
    assert interface["tone_once"].keys() == {"estimate", "low", "high"}


def test_nine_people_are_no_campaign_and_no_theme(topic, client):
    share(9, topic)
    apart(20, topic, tone=None)

    html = page(client)

    assert "Red Cross" not in html
    assert "no text came from 10 people" in html
    assert rows_of(client, "campaigns") == []
    assert [row for row in rows_of(client, "themes") if row["language"] == "en"] == []


def test_a_topic_that_is_kept_back_tells_no_themes(topic, client):
    share(15, topic)
    crowd(40, topic=TopicFactory())
    crowd(3, topic=TopicFactory())

    assert "Red Cross" not in page(client)
    assert client.get("/api/v1/tallies/prisoners/themes/").json() == {
        "themes": [], "campaigns": [], "tone_once": None,
    }  # fmt: skip


def test_words_that_were_taken_down_since_are_not_shown_as_an_example(topic, client):
    rows = share(12, topic)
    page(client)
    type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).update(state="hidden")

    assert "Red Cross must see" not in page(client)


def test_the_page_costs_the_same_however_many_texts(topic, client, django_assert_max_num_queries):
    for _ in range(2):
        share(12, topic)
        page(client)
        with django_assert_max_num_queries(6):
            page(client)
