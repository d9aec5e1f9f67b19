"""What people write about, and what many wrote in nearly the same words: tone with and without."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from core.templatetags.times import day
from core.templatetags.words import tone_range
from insights.querysets.pulse import recent
from insights.querysets.report import report
from insights.querysets.wording import written
from insights.templatetags.sharing import shared
from tests.factories.accounts import UserFactory
from tests.factories.insights import crowd, heard
from tests.factories.topics import TopicFactory
from tests.seen import as_seen

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


def wrote(count, topic, words="winter corridor", **more):
    """So many people use one phrase, each in other words."""
    return [
        heard(author=UserFactory(), topic=topic, body=f"A {words}, said {another(n)}", language="en", **more)
        for n in range(count)
    ]


def lists(client, part, about="/en/pulse/prisoners/themes/"):
    """By the words of each link, the list that the page leads to."""
    html = as_seen(client.get(about))
    links = re.findall(r'<a href="([^"]*/pulse/posts/\?[^"]*)"[^>]*>([^<]*)</a>', html)
    return {name: unescape(url) for url, name in links if part in parse_qs(urlsplit(unescape(url)).query)}


def listed(client, url):
    return {row.pk for row in client.get(url).context["page"]}


def hide(*rows):
    type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).update(state="hidden")


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
    assert "12 texts by 12 people within 1 hour" in html
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


# == Lists ==
def test_a_phrase_opens_to_the_texts_that_hold_it(topic, client):
    rows = wrote(12, topic)
    again = heard(author=rows[0].author, topic=topic, body="To a winter corridor, yes", language="en")
    apart(15, topic)
    crowd(20, topic=TopicFactory())

    for about in ("/en/pulse/prisoners/themes/", "/en/pulse/themes/"):
        url = lists(client, "phrase", about)["winter corridor"]
        html = as_seen(client.get(url))

        assert parse_qs(urlsplit(url).query)["phrase"] == ["en-winter corridor"]
        assert listed(client, url) == {row.pk for row in (*rows, again)}
        assert "<h1>Phrase: “winter corridor”</h1>" in html
        assert f'<a href="{about}">What people write about</a>' in html
        assert "13 texts" in html
    (phrases,) = [one["phrases"] for one in written(topic).themes if one["language"] == "en"]
    assert {row["people"] for row in phrases if row["phrase"] == "winter corridor"} == {12}


def test_a_shared_text_opens_to_all_who_shared_it(topic, client):
    rows = share(12, topic)
    again = heard(author=rows[0].author, topic=topic, body=SHARED)
    others = share(11, topic, body=another(100), language="ru")
    apart(15, topic)

    found = lists(client, "campaign")

    first = found["13 texts by 12 people within 1 hour"]
    assert parse_qs(urlsplit(first).query) == {"topic": ["prisoners"], "campaign": [str(rows[0].pk)]}
    assert listed(client, first) == {row.pk for row in (*rows, again)}
    assert listed(client, found["11 texts by 11 people within 1 hour"]) == {row.pk for row in others}
    html = as_seen(client.get(first))
    assert "The texts behind a figure · Prisoners</p>" in html
    assert re.search(r"<h1>Shared text, \d+ \w+, \d\d:\d\d</h1>", html)
    assert "13 texts" in html


@pytest.mark.parametrize(
    "asked",
    [
        "phrase=en-winter+corridor",
        "phrase=en-thieves",
        "phrase=xx-glad",
        "campaign=1",
        "campaign=999999999999999999",
    ],
)
def test_what_the_page_does_not_show_opens_no_list_and_is_no_title(asked, topic, client):
    wrote(9, topic)
    share(9, topic)
    apart(15, topic)

    html = as_seen(client.get(f"/en/pulse/posts/?topic=prisoners&{asked}"))

    assert "Not among the phrases and shared texts that are shown now" in html
    assert "that is not shown</h1>" in html
    assert "blockquote" not in html


@pytest.mark.parametrize("more", ["language=en", "feeling=sad", "campaign=1"])
def test_a_phrase_is_one_line_by_itself(more, topic, client):
    wrote(12, topic)
    apart(15, topic)

    html = as_seen(client.get(f"/en/pulse/posts/?topic=prisoners&phrase=en-winter+corridor&{more}"))

    assert "No figure is made of this combination" in html
    assert "blockquote" not in html


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("phrase=glad", "There is no such phrase."),
        ("phrase=-glad", "There is no such phrase."),
        (f"phrase=en-{'a' * 300}", "There is no such phrase."),
        ("campaign=first", "There is no such shared text."),
        (f"campaign={'9' * 30}", "There is no such shared text."),
    ],
)
def test_what_is_no_phrase_and_no_campaign_is_told_as_such(wrong, told, client):
    response = client.get(f"/en/pulse/posts/?{wrong}")

    assert response.status_code == 400
    assert told in as_seen(response)


def test_these_lists_are_offered_only_where_one_of_them_was_asked_for(topic, client):
    wrote(12, topic)
    apart(15, topic)

    html = as_seen(client.get("/en/pulse/posts/?topic=prisoners"))
    asked = as_seen(client.get("/en/pulse/posts/?topic=prisoners&phrase=en-winter+corridor"))

    assert '<select name="phrase"' not in html
    assert "winter corridor”</option>" not in html
    assert "selected>“winter corridor”</option>" in asked


# == What is taken down ==
def test_what_was_taken_down_is_counted_no_more_and_is_no_example(topic, client):
    rows, said = share(13, topic), wrote(12, topic)
    apart(15, topic)
    page(client)
    (before,) = written(topic).campaigns
    hide(next(row for row in rows if row.pk == before.example), rows[0], said[0])

    (after,) = written(topic).campaigns
    html = as_seen(page(client))

    left = {row.pk for row in type(rows[0]).objects.public().filter(body=SHARED)}
    assert after.posts == after.people == len(left)
    assert after.example in left
    assert SHARED[:60] in html
    name = f"{len(left)} texts by {len(left)} people within 1 hour"
    assert listed(client, lists(client, "campaign")[name]) == left
    assert listed(client, lists(client, "phrase")["winter corridor"]) == {row.pk for row in said[1:]}
    assert after.people in [int(row["people"]) for row in rows_of(client, "campaigns")]
    assert "11" in [row["people"] for row in rows_of(client, "themes") if row["language"] == "en"]


def test_a_shared_text_has_the_span_of_those_texts_that_are_left(topic, client):
    at = timezone.now() - timedelta(days=3)
    early, late = at - timedelta(hours=30), at + timedelta(hours=40)
    rows = crowd(12, topic=topic, body=SHARED, published_at=at)
    (first,), (last,) = (crowd(1, topic=topic, body=SHARED, published_at=moment) for moment in (early, late))
    assert "14 texts by 14 people within 70 hours" in page(client)

    hide(last)
    assert "13 texts by 13 people within 30 hours" in page(client)
    hide(first)

    url = lists(client, "campaign")["12 texts by 12 people within 1 hour"]
    assert listed(client, url) == {row.pk for row in rows}
    assert as_seen(f"Shared text, {day(at)}, {at:%H:%M}</h1>") in as_seen(client.get(url))
    assert [row["hours"] for row in rows_of(client, "campaigns")] == ["1"]


def test_what_fewer_than_ten_people_are_left_of_is_left_out(topic, client):
    rows, said = share(11, topic), wrote(11, topic)
    apart(15, topic)
    html = page(client)
    campaign, phrase = lists(client, "campaign").popitem()[1], lists(client, "phrase")["winter corridor"]
    assert "by 11 people" in html

    hide(*rows[-2:], *said[-2:])

    html = page(client)
    assert "by 9 people" not in html
    assert "no text came from 10 people" in html
    assert "winter corridor" not in html
    for url in (campaign, phrase):
        assert "that are shown now" in as_seen(client.get(url))


# == Costs ==
def test_the_page_costs_the_same_however_many_texts(topic, client, django_assert_max_num_queries):
    for _ in range(2):
        share(12, topic)
        wrote(12, topic)
        page(client)
        with django_assert_max_num_queries(6):
            page(client)


def test_these_lists_cost_one_query_more_than_others(topic, client, django_assert_max_num_queries):
    share(12, topic)
    wrote(12, topic)
    apart(15, topic)
    for part in ("phrase", "campaign"):
        _name, url = lists(client, part).popitem()
        client.get(url)
        with django_assert_max_num_queries(8):
            client.get(url)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["21 texts by 21 people within 1 hour", "12 texts by 11 people within 4 days"]),
        ("ru", ["21 текст от 21 человека за 1 час", "12 текстов от 11 человек за 4 дня"]),
        ("uk", ["21 текст від 21 людини за 1 годину", "12 текстів від 11 людей за 4 дні"]),
    ],
)
def test_each_number_of_a_shared_text_has_its_own_plural(language, said):
    with translation.override(language):
        assert [row.replace("\u00a0", " ") for row in (shared(21, 21, 1), shared(12, 11, 96))] == said


def test_tone_with_and_without_campaigns_is_of_one_moment(topic, client):
    for number in range(20):
        letters = Random(number)
        words = ("".join(letters.choices("abdegiklmnoprstu", k=7)) for _ in range(12))
        crowd(1, topic=topic, tones=[0.2], body=" ".join(words))
    share(12, topic, tone=0.2)
    first = [row.estimate for row in client.get("/en/pulse/themes/").context["tones"]]
    crowd(60, topic=topic, tones=[-0.8])  # nobody copied
    _since, until = recent()
    cache.delete(f"insights.report.11:0:{until:%Y%m%d}")  # as after a minute

    response = client.get("/en/pulse/themes/")

    assert [row.estimate for row in response.context["tones"]] == first
    assert response.context["pulse"].people == 92
