import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from core.templatetags.words import tone_range
from insights.actions import group
from insights.querysets.pulse import recent
from insights.querysets.report import WEEKS_SHOWN, report
from tests.factories.accounts import UserFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, camps, crowd
from tests.factories.topics import MilestoneFactory, TopicFactory
from tests.seen import as_seen

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "ru", "uk"]


@pytest.fixture
def topic():
    return TopicFactory(slug="prisoners", title_en="Prisoners")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def addresses(language="en", topic="prisoners"):
    paths = [
        "pulse/", f"pulse/{topic}/", "pulse/method/", "common-ground/", "pulse/positions/",
        f"pulse/{topic}/positions/", "pulse/posts/", f"pulse/posts/?topic={topic}",
    ]  # fmt: skip
    return [f"/{language}/{path}" for path in paths]


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return as_seen(response)


def propose(topic):
    """A proposition about which twelve people have said where they stand."""
    thread = ThreadFactory(proposition="Lists first.", board__topic=topic)
    for person in UserFactory.create_batch(12):
        post = PostFactory(thread=thread, author=person, stance="for")
        ReadingFactory(contribution=post.contribution)
    return thread


def test_the_page_of_a_topic_tells_of_its_own_pulse(topic, client):
    crowd(12, topic=topic, tones=[-0.4], feelings=["sad"])
    crowd(30, topic=TopicFactory(), tones=[0.4])
    tone = report(topic).pulse.tone

    html = page(client, topic.get_absolute_url())

    assert tone.people == 12
    assert tone_range(tone.estimate, tone.low, tone.high) in html


def test_a_proposition_is_read_in_the_language_of_the_page_where_it_was_translated(topic, client):
    thread = propose(topic)
    thread.contribution.translations.create(language="ru", title="", proposition="Сначала списки.", body="")

    for language, shown in (("ru", "Сначала списки."), ("uk", "Lists first."), ("en", "Lists first.")):
        words = page(client, f"/{language}/pulse/positions/")
        assert shown in words
        assert ('lang="en">Lists first.' in words) == (language == "uk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_strangers_read_every_page_and_any_cache_may_keep_it(language, topic, client):
    crowd(20, topic=topic, feelings=["sad", "hopeful"], country="UA")
    group(camps(20, 20)[0])

    for address in addresses(language):
        response = client.get(address)

        assert response.status_code == 200
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert "csrf" not in response.content.decode()
        assert f'<html lang="{language}"' in response.content.decode()


def test_an_empty_portal_has_the_same_pages(topic, client):
    for address in addresses():
        assert "<h1" in page(client, address)


@pytest.mark.parametrize("role", ["citizen", "official", "operator"])
def test_whoever_is_signed_in_sees_the_same_figures(role, topic, client, settings):
    settings.PORTAL_DEMO = True
    crowd(20, topic=topic)
    client.force_login(UserFactory(role=role))

    for address in addresses():
        response = client.get(address)

        assert response.status_code == 200
        assert "private" in response["Cache-Control"]


def test_a_topic_that_is_not_there_is_not_found(client):
    assert client.get("/en/pulse/nothing/").status_code == 404


@pytest.mark.parametrize("address", addresses(topic="prisoners"))
def test_nothing_can_be_sent_to_these_pages(address, topic, client):
    assert client.post(address).status_code == 405


def test_nine_people_leave_no_figure_on_any_page_file_or_interface(topic, client):
    crowd(9, topic=topic, tones=[-0.6], feelings=["angry"], country="UA", language="uk")

    pages = [page(client, address) for address in [*addresses()[:2], "/en/talks/prisoners/"]]
    rows = table(client)
    api = client.get("/api/v1/tallies/prisoners/").json()

    for html in pages:
        assert "c-point" not in html.replace(legend(html), "")
        assert "−0.6" not in html
        assert "9 people" not in html
    assert {(row["tone"], row["people"]) for row in rows} == {("", "")}
    assert (api["people"], api["texts"], api["feelings"]) == (None, None, [])
    assert {(week["people"], week["tone"]) for week in api["weeks"]} == {(None, None)}


def legend(html):
    """The drawing that explains how to read the others."""
    return html[html.find("How to read this") :].partition("</section>")[0] if "How to read" in html else "\0"


def table(client):
    text = client.get("/en/pulse/prisoners/?as=csv").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_page_file_and_interface_show_the_same_figures(topic, client):
    crowd(20, topic=topic, feelings=["sad"], country="UA", language="uk")

    html, rows = page(client, "/en/pulse/prisoners/"), table(client)
    api = client.get("/api/v1/tallies/prisoners/").json()

    last = api["weeks"][-1]
    assert (api["topic"], api["people"], api["texts"], last["people"]) == ("prisoners", 20, 20, 20)
    assert rows[-1]["week_from"] == last["week_from"] == str((recent(1)[0]).date())
    assert float(rows[-1]["tone"]) == last["tone"]
    assert f"−{abs(last['tone']):.2f}" in html
    assert "20 people wrote 20 texts" in html
    assert api["feelings"][0] | {"low": 0, "high": 0} == {
        "answer": "sad", "share": 1.0, "low": 0, "high": 0, "people": 20,
    }  # fmt: skip
    assert len(rows) == len(api["weeks"]) == WEEKS_SHOWN


def test_the_file_is_named_after_the_topic(topic, client):
    response = client.get("/en/pulse/prisoners/?as=csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="pulse-prisoners-tone_by_week.csv"'


def test_the_interface_lists_every_topic_on_pages(client, topic):
    TopicFactory.create_batch(3)

    found = client.get("/api/v1/tallies/?size=2").json()

    assert len(found["results"]) == 2
    assert "cursor=" in found["next"]
    assert len(client.get(found["next"]).json()["results"]) == 2


def test_a_topic_that_protects_a_smaller_one_says_what_the_smaller_one_says(topic, client):
    """Which of the two is small, beside the sum of both, would tell how many people are in each."""
    small = TopicFactory(slug="space")
    crowd(15, topic=topic, feelings=["sad"])
    crowd(40, topic=TopicFactory())
    crowd(3, topic=small)

    for slug in ("prisoners", "space"):
        assert "or so few about another topic that these figures" in page(client, f"/en/pulse/{slug}/")
    table = page(client, "/en/pulse/").rpartition("<caption")[2]
    assert table.count("Not shown: it would tell about fewer than 10 people") == 2


def test_a_week_that_protects_a_smaller_one_is_not_called_small(topic, client):
    since, _until = recent(WEEKS_SHOWN)
    for week, count in ((8, 30), (9, 12), (10, 25), (11, 4)):
        crowd(count, topic=topic, published_at=since + timedelta(weeks=week, hours=1), feelings=["sad"])

    html = page(client, "/en/pulse/prisoners/")

    assert html.count("Not shown: it would tell about fewer than 10 people") > 2
    assert "Fewer than 10 people" not in html


@pytest.mark.parametrize("part", ["", "positions/", "themes/", "who/", "posts/", "method/"])
def test_every_page_of_the_pulse_is_marked_in_the_menu(part, client):
    assert re.search(
        r'href="/en/pulse/" aria-current="(page|true)">Pulse<', page(client, f"/en/pulse/{part}")
    )


def test_every_link_leads_to_a_page_in_the_language_of_the_reader(topic, client):
    thread = propose(topic)
    for address in ("pulse/", "pulse/positions/"):  # whoever looks first must not choose the language
        page(client, f"/en/{address}")

    html = page(client, "/uk/pulse/positions/") + page(client, "/uk/pulse/")

    assert f'href="/uk/discussions/thread/{thread.pk}-{thread.slug}/"' in html
    assert 'href="/uk/pulse/prisoners/"' in html
    assert "/en/discussions/" not in html.replace("next=/en/", "")


def test_what_happened_in_the_talks_is_marked_on_the_line(topic, client):
    MilestoneFactory(title_en="Talks opened", state="done", done_on=timezone.now().date() - timedelta(days=9))
    MilestoneFactory(title_en="Long ago", state="done", done_on=timezone.now().date() - timedelta(days=200))
    for weeks in range(3):
        crowd(12, topic=topic, published_at=timezone.now() - timedelta(weeks=weeks))

    html = page(client, "/en/pulse/prisoners/")

    assert "Talks opened" in html
    assert "Long ago" not in html
    assert html.count('<path class="c-line"') == 1


def test_countries_stand_in_alphabetical_order_and_the_small_ones_are_only_counted(topic, client):
    for code, people in (("UA", 12), ("RU", 13), ("DE", 11), ("PL", 6), ("FR", 6)):
        crowd(people, topic=topic, country=code)

    html = page(client, "/en/pulse/prisoners/")

    places = [html.index(f">{name}</a>") for name in ("Germany", "Russia", "Ukraine")]
    assert places == sorted(places)
    assert "2 more countries are not shown" in html
    assert "Poland" not in html


def test_common_ground_shows_the_claims_of_the_largest_consultation_first(client):
    small, _rows = camps(12, 12)
    large, _rows = camps(30, 25, statements=9)
    for consultation in (small, large):
        group(consultation)

    html = page(client, "/en/common-ground/")

    assert html.index(large.title) < html.index(small.title)
    assert html.count('class="claim"') == 3 + 3 + 3 + 3
    assert reverse("consultations:results", args=[large.slug]) in html
    assert "55 people" in html


def test_common_ground_opens_a_few_consultations_at_a_time(client):
    consultations = [camps(12, 12 + more)[0] for more in range(7)]
    for consultation in consultations:
        group(consultation)

    first = page(client, "/en/common-ground/")
    after = re.search(r'href="(\?after=[^"]+)"', first)
    second = page(client, f"/en/common-ground/{unescape(after[1])}")

    shown = [[row for row in consultations if row.title in html] for html in (first, second)]
    assert shown == [consultations[2:], consultations[:2]]
    assert "5 of 7 shown" in first


@pytest.mark.parametrize("address", ["/en/", "/en/common-ground/"])
def test_where_everyone_is_counted_together_nothing_is_said_of_groups(client, address):
    group(camps(60, 8)[0])

    html = page(client, address)

    assert re.search(r"At least <b>\d+%</b> agree\b", html)
    assert "What people agree on" in html
    assert "in every group agree" not in html
    assert "every group agrees" not in html.lower()


def test_the_method_page_tells_how_often_each_model_is_right(client):
    html = page(client, "/en/pulse/method/")

    assert html.count("tone-en") == html.count("tone-ru") == html.count("tone-uk") == 1
    assert html.count("%</td>") == 6


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Tone against the four weeks before: less negative."),
        ("ru", "Тон по сравнению с четырьмя неделями раньше: менее негативный."),
        ("uk", "Тон порівняно з чотирма тижнями раніше: менш негативний."),
    ],
)
def test_what_changed_against_the_weeks_before_is_named(language, sentence, topic, client):
    crowd(30, topic=topic, tones=[-0.8], published_at=timezone.now() - timedelta(weeks=5))
    crowd(30, topic=topic, tones=[-0.3])

    html = as_seen(client.get(f"/{language}/pulse/prisoners/"))

    assert sentence in " ".join(re.sub("</?b>", "", html).split())


# == What it costs ==
def test_the_pages_cost_the_same_for_many_rows_as_for_few(topic, client, django_assert_max_num_queries):
    most = dict(
        zip(addresses(), (20, 37, 10, 4, 38, 52, 21, 39), strict=True)
    )  # half of them keep the report, in a table of the database
    for times in (1, 2):
        for _ in range(times):
            crowd(12, topic=topic, country="UA")
            propose(topic)
            crowd(12, topic=TopicFactory())
            group(camps(12, 12)[0])
        for address, queries in most.items():
            cache.clear()
            with django_assert_max_num_queries(queries):
                page(client, address)


def test_a_page_whose_figures_are_kept_costs_almost_nothing(topic, client, django_assert_max_num_queries):
    crowd(12, topic=topic)
    for address in addresses()[:2]:
        page(client, address)
        with django_assert_max_num_queries(4):
            page(client, address)
