"""Live figures: what a digest of these weeks would say, to officials only."""

import csv
import json
import re
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.html import escape

from digests.actions.looking import look
from digests.forms.live import mondays
from digests.models import SavedView, Scope
from digests.permissions import may_look
from insights.actions import group, rebuild_all
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.digests import official
from tests.factories.insights import camps, crowd
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
LIVE = "/en/digests/live/"
OLD = "2020-01-06"  # a Monday


def weeks(first, last, **more):
    return {"first": mondays()[first].isoformat(), "last": mondays()[last].isoformat(), **more}


@pytest.fixture
def talk():
    """This week 14 people hopeful and 12 sad, last week 12 sad; one wrote before."""
    topic, now = TopicFactory(slug="prisoners", title_en="Prisoners"), timezone.now() - timedelta(minutes=2)
    crowd(14, topic=topic, country="UA", feelings=["hopeful"], tones=[0.4], published_at=now)
    crowd(12, topic=topic, country="RU", feelings=["sad"], tones=[-0.4], published_at=now)
    crowd(12, topic=topic, feelings=["sad"], published_at=now - timedelta(weeks=1))
    rebuild_all()  # which countries are offered comes from the tallies
    return topic


@pytest.fixture
def reader(client):
    user = official(OfficeFactory())
    client.force_login(user)
    return user


def content(client, **query):
    return json.loads(client.get(LIVE, query | {"as": "json"}).content)


@pytest.mark.usefixtures("talk", "reader")
def test_its_data_say_where_the_texts_behind_each_figure_are(client):
    links = content(client, countries="UA")["links"]

    page = client.get(links["feeling-hopeful"]).content.decode()

    assert {"all", "feeling-hopeful"} <= set(links)
    assert "14 texts" in page


@pytest.mark.usefixtures("talk", "reader")
def test_votes_beside_a_choice_of_countries_are_said_to_be_those_of_everybody(client, talk):
    group(camps(30, 25, consultation=ConsultationFactory(topic=talk))[0])

    narrowed, whole = (client.get(LIVE, query).content.decode() for query in ({"countries": "UA"}, {}))

    assert "votes of everybody, not only of those chosen" in narrowed
    assert "votes of everybody" not in whole


@pytest.mark.usefixtures("talk", "reader")
def test_it_counts_the_weeks_asked_for_and_compares_them_with_those_before(client):
    if timezone.now().weekday() == 0 and timezone.now().hour == 0:
        pytest.skip("The week has just begun: two minutes ago was last week")
    assert content(client, **weeks(0, 0))["people"] == 26
    assert content(client, **weeks(0, 0))["people_before"] == 12
    assert content(client, **weeks(1, 1))["people"] == 12
    assert content(client, **weeks(1, 0))["people"] == 38
    assert content(client, **weeks(0, 0, countries="UA"))["people"] == 14
    assert content(client, **weeks(0, 0, compared=mondays()[3].isoformat()))["people_before"] is None


@pytest.mark.usefixtures("talk", "reader")
def test_what_is_not_chosen_is_as_usual(client):
    assert content(client)["people"] == content(client, **weeks(3, 0))["people"] == 38
    assert content(client, countries="RU")["people"] == 12
    assert content(client, countries="RU")["countries"] == ["RU"]


@pytest.mark.usefixtures("talk", "reader")
def test_page_and_csv_say_what_the_json_says(client):
    query = weeks(3, 0)
    found = content(client, **query)

    page = client.get(LIVE, query).content.decode()
    rows = list(csv.DictReader(StringIO(client.get(LIVE, query | {"as": "csv"}).content.decode())))

    assert "38 people wrote" in page
    assert rows[0]["people"] == str(found["people"]) == "38"
    assert float(rows[0]["estimate"]) == found["tone"]["estimate"]
    shares = {row["about"]: float(row["estimate"]) for row in rows if row["figure"] == "feeling"}
    assert shares == {row["code"]: row["share"]["estimate"] for row in found["feelings"]}


@pytest.mark.usefixtures("talk", "reader")
def test_what_its_data_link_to_leads_back_to_the_page_and_not_to_a_file(client):
    links = content(client, countries="UA")["links"]
    assert not any("as=" in link for link in links.values())

    page = client.get(f"{links['all']}&as=json&after=1").content.decode()

    back = re.search(r'href="(/en/digests/live/\?[^"]*)">Live figures', page.replace("\n", " ")).group(1)
    assert back == f"{LIVE}?countries=UA"
    assert client.get(back)["Content-Type"].startswith("text/html")


@pytest.mark.usefixtures("talk", "reader")
def test_the_weeks_that_it_compares_with_open_to_their_texts(client):
    query = weeks(0, 0)
    if timezone.now().weekday() == 0 and timezone.now().hour == 0:
        pytest.skip("The week has just begun: two minutes ago was last week")
    links = content(client, **query)["links"]

    page = client.get(links["before"]).content.decode()

    assert "12 texts were counted." in page
    assert f'{LIVE}all/?first={query["first"]}&amp;last={query["last"]}"' in page
    assert f"{LIVE}before/?first={query['first']}" in client.get(LIVE, query).content.decode()


@pytest.mark.usefixtures("reader")
def test_every_figure_opens_to_its_texts(talk, client):
    query = weeks(3, 0)

    page = client.get(f"{LIVE}feeling-hopeful/", query)

    assert "14 texts were counted." in page.content.decode()
    assert client.get(f"{LIVE}feeling-angry/", query).status_code == 404
    assert client.get(f"{LIVE}topic-{talk.slug}/", query).status_code == 200


@pytest.mark.usefixtures("reader")
def test_a_view_is_kept_under_a_name_and_forgotten(client):
    client.post(LIVE, {"name": "Prisoners", "query": "first=2026-11-02&last=2026-11-16"})
    answer = client.post(LIVE, {"name": "Prisoners", "query": "first=2026-11-09&last=2026-11-16"})
    view = SavedView.objects.get()
    assert answer["Location"] == f"{LIVE}?first=2026-11-09&last=2026-11-16"
    assert view.query == "first=2026-11-09&last=2026-11-16"

    client.force_login(official(OfficeFactory()))
    assert client.post(f"{LIVE}views/{view.pk}/forget/").status_code == 404
    client.force_login(view.user)
    client.post(f"{LIVE}views/{view.pk}/forget/")

    assert not SavedView.objects.exists()


@pytest.mark.usefixtures("talk")
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the view a name."),
        ("Prisoners " * 7, "Shorten it: at most 60 characters fit, and this has 69."),
        ("One too many", "You keep 30 views already. Delete one first."),
    ],
)
def test_a_view_that_cannot_be_kept_says_why_and_the_name_typed_stays(name, sentence, client, reader):
    for n in range(30):
        reader.saved_views.create(name=str(n))
    query = urlencode(weeks(1, 0, countries="RU"))

    response = client.post(f"{LIVE}?{query}", {"name": name, "query": query})

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'name="name" value="{name}"' in page or not name
    assert f'name="query" value="{escape(query)}"' in page
    assert "12 people wrote" in page
    assert reader.saved_views.count() == 30


@pytest.mark.usefixtures("talk", "reader")
@pytest.mark.parametrize(
    ("kept", "left"),
    [
        ({"first": OLD, "last": OLD}, (3, 0)),
        ({"first": OLD, "last": OLD, "compared": OLD}, (3, 0)),
        ({"first": OLD}, (25, 0)),
        (weeks(0, 0) | {"first": OLD, "compared": OLD}, (25, 0)),
        (weeks(1, 0, compared=OLD), (1, 0)),
    ],
)
def test_a_view_whose_weeks_are_too_long_ago_opens_with_what_is_left_of_it(kept, left, client):
    response = client.get(LIVE, kept | {"countries": ["UA", "RU"]})

    page = response.content.decode()
    assert response.status_code == 200
    assert "is not shown any more, so these are other weeks than were asked for." in page
    assert content(client, **kept)["since"] == content(client, **weeks(*left))["since"]
    assert content(client, **kept)["compared_from"] == content(client, **weeks(*left))["compared_from"]
    assert "38 people wrote" in page
    assert client.get(f"{LIVE}feeling-hopeful/", kept).status_code == 200


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"first": "2020-01-07", "last": "2020-01-14"}, "Choose one of the answers shown."),
        ({"first": "yesterday", "last": ""}, "Choose one of the answers shown."),
        (weeks(0, 1), "The last week lies before the first."),
        (weeks(0, 0, compared=mondays()[0].isoformat()), "Compare with weeks that are not among"),
        (weeks(3, 1, compared=mondays()[2].isoformat()), "Compare with weeks that are not among"),
    ],
)
def test_what_cannot_be_asked_comes_back_with_a_sentence(query, sentence, client):
    response = client.get(LIVE, query)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Nothing is shown yet: something is missing or wrong" in page
    assert "Not sent yet" not in page


@pytest.mark.parametrize("role", ["citizen", "moderator", "facilitator", "official", "operator"])
def test_only_officials_of_an_office_with_a_second_factor_look(role, settings):
    user = UserFactory(role=role)
    settings.PORTAL_DEMO = True
    assert not may_look(user)  # not even an official without an office
    settings.PORTAL_DEMO = False

    assert may_look(official(OfficeFactory()))
    assert not may_look(official(OfficeFactory(), second_factor=False))
    assert not may_look(None)


def test_it_costs_the_same_however_much_was_said(client, reader, talk, django_assert_max_num_queries):
    for _time in range(2):
        cache.clear()
        with django_assert_max_num_queries(44):
            client.get(LIVE, weeks(3, 0))
        crowd(30, topic=talk, published_at=timezone.now() - timedelta(minutes=2))
        client.get(LIVE, weeks(2, 0))


def test_a_minute_later_it_is_what_was_counted_and_says_when_that_was(client, reader, talk):
    monday, week = datetime.combine(mondays()[4], time(), UTC), timedelta(weeks=1)
    crowd(12, topic=talk, published_at=monday)
    counted = monday + timedelta(days=3)
    for minutes in range(3):
        until = counted + timedelta(minutes=minutes)
        seen = look(Scope.of([talk]), (monday, until), (monday - week, until - week), "en", by=reader).content
        assert (seen["until"], seen["people"]) == (counted.isoformat(), 12)

    page = client.get(LIVE, weeks(4, 4, topics=talk.pk)).context

    assert page["content"] == seen
    assert page["last_day"] == counted.date() - timedelta(days=1)
    assert page["before"] == (monday - week, counted - week - timedelta(microseconds=1))


@pytest.mark.usefixtures("reader")
def test_texts_behind_a_figure_are_asked_for_by_one_parameter(talk, client, django_assert_max_num_queries):
    client.get(LIVE, weeks(3, 0))

    with django_assert_max_num_queries(16) as asked:
        client.get(f"{LIVE}feeling-hopeful/", weeks(3, 0))

    assert any("IN (SELECT unnest('{" in query["sql"] for query in asked.captured_queries)


@pytest.mark.usefixtures("reader")
def test_any_country_may_be_named_and_one_that_nobody_knows_comes_back_with_a_sentence(client, talk):
    crowd(13, topic=talk, country="NZ", published_at=timezone.now() - timedelta(minutes=2))

    assert content(client, **weeks(3, 0, other_countries="New Zealand"))["people"] == 13
    assert content(client, **weeks(3, 0, countries="UA", other_countries="Новая Зеландия"))["people"] == 39
    wrong = client.get(LIVE, weeks(3, 0, other_countries="Atlantis"))

    assert wrong.status_code == 422
    assert "No country is known by this name: Atlantis" in wrong.content.decode()
    assert 'value="Atlantis"' in wrong.content.decode()


@pytest.mark.usefixtures("reader")
def test_texts_that_were_changed_after_they_were_counted_are_marked(talk, client):
    client.get(LIVE, weeks(3, 0))
    changed = talk.contributions.filter(feeling="hopeful").first()
    type(changed).objects.filter(pk=changed.pk).update(body="Other words.", edited_at=timezone.now())

    kept = client.get(f"{LIVE}feeling-hopeful/", weeks(3, 0)).content.decode()
    cache.clear()
    anew = client.get(f"{LIVE}feeling-hopeful/", weeks(3, 0)).content.decode()

    assert kept.count("Changed since: other words were counted.") == 1
    assert "Changed since" not in anew
