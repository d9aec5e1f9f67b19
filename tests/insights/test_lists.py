"""Lists of those who gave one answer, and of those who are of one country or language."""

import random
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from contributions.states import Feeling
from insights.models import Reading
from insights.querysets.lists import open_weeks
from insights.querysets.posts import Asked, may_open, posts
from insights.querysets.pulse import recent
from insights.querysets.report import WEEKS_SHOWN, report
from insights.querysets.voices import Rows, Said
from insights.querysets.weeks import by_week
from tests.factories.accounts import UserFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, brought, crowd, heard
from tests.factories.topics import TopicFactory
from tests.seen import as_seen

FLOOR = 10
SINCE = datetime(2026, 9, 1, tzinfo=UTC)
LINK = re.compile(r'href="([^"]*/pulse/posts/\?[^"]*)"')


@pytest.fixture
def topic():
    return TopicFactory(slug="prisoners", title_en="Prisoners")


def keys(asked):
    return set(posts(asked).values_list("pk", flat=True))


def opens(asked):
    return bool(may_open(asked, report(asked.topic)))


def said(thread, person, stance):
    return ReadingFactory(
        contribution=PostFactory(thread=thread, author=person, stance=stance).contribution
    ).contribution


def proposed(topic, answers):
    """A discussion in which so many people gave each answer."""
    thread = ThreadFactory(board__topic=topic, proposition="Open the road.", author=UserFactory())
    rows = {code: [said(thread, UserFactory(), code) for _ in range(n)] for code, n in answers.items()}
    return thread, rows


@pytest.mark.django_db
def test_an_answer_to_a_proposition_opens_to_the_last_words_of_those_who_gave_it(topic, client):
    thread, rows = proposed(topic, {"for": 13, "against": 12, "depends": 3})
    changed = said(thread, rows["against"][0].author, "for")
    said(thread, rows["against"][1].author, "")
    said(proposed(topic, {})[0], rows["for"][0].author, "against")  # elsewhere

    asked = Asked(topic, position=(thread.pk, "for"))

    assert opens(asked)
    assert keys(asked) == {row.pk for row in (*rows["for"], changed)}
    assert keys(Asked(position=(thread.pk, "against"))) == {row.pk for row in rows["against"][1:]}
    share = next(row.share for row in report(topic).propositions[0].stances if row.code == "for")
    assert len(keys(asked)) == round(share.estimate * share.people) == 14
    for about in ("/en/pulse/positions/", "/en/pulse/prisoners/positions/"):
        links = [unescape(link) for link in LINK.findall(client.get(about).content.decode())]
        assert [parse_qs(urlsplit(link).query)["position"] for link in links] == [
            [f"{thread.pk}-for"],
            [f"{thread.pk}-against"],
        ]
        html = as_seen(client.get(links[0]))
        assert "<h1>“Open the road.” – For</h1>" in html
        assert f'<a href="{about}">For and against</a>' in html
        assert "14 texts" in html
    shut = as_seen(client.get(f"/en/pulse/posts/?position={thread.pk}-depends"))
    assert "<h1>Answer to a proposition: It depends</h1>" in shut
    assert "This list is not open" in shut


@pytest.mark.django_db
def test_a_proposition_and_the_words_of_its_list_are_marked_with_their_language(topic, client):
    thread, _rows = proposed(topic, {"for": 11})

    html = as_seen(client.get(f"/ru/pulse/posts/?position={thread.pk}-for"))

    assert '<h1><span lang="en">“Open the road.”</span> — За</h1>' in html
    assert '<span lang="en">I have something to say' in html


@pytest.mark.django_db
@pytest.mark.parametrize(("people", "is_open"), [(9, False), (10, True)])
def test_an_answer_opens_with_the_tenth_person_also_where_nearly_all_gave_it(people, is_open, topic):
    thread, _rows = proposed(topic, {"for": people, "against": 2})

    assert opens(Asked(topic, position=(thread.pk, "for"))) is is_open
    assert opens(Asked(position=(thread.pk, "for"))) is is_open
    assert not opens(Asked(topic, position=(thread.pk, "against")))


@pytest.mark.django_db
def test_a_feeling_of_one_week_opens_to_the_last_words_of_that_week(topic, client):
    first = timezone.now() - timedelta(weeks=1, days=2)
    rows = crowd(24, topic=topic, feelings=["sad", "angry"], published_at=first)
    crowd(22, topic=topic, feelings=["sad", "hopeful"])
    last = heard(author=rows[1].author, topic=topic, feeling="sad", published_at=first + timedelta(hours=1))
    heard(author=rows[0].author, topic=topic, feeling="hopeful")  # a week later
    week = next(row for row in report(topic).felt if row.on <= first.date() < row.on + timedelta(days=7))

    asked = Asked(topic, week=week.on, feeling="sad")

    assert opens(asked)
    assert keys(asked) == {row.pk for row in (*rows[::2], last)}
    share = next(row.share for row in week.feelings if row.code == "sad")
    assert len(keys(asked)) == round(share.estimate * share.people) == 13
    html = client.get("/en/pulse/prisoners/").content.decode()
    link = f"/en/pulse/posts/?topic=prisoners&week={week.on}&feeling=sad"
    assert link in [unescape(found) for found in LINK.findall(html)]
    assert "13 texts" in as_seen(client.get(link))
    assert not opens(Asked(topic, week=week.on + timedelta(days=1), feeling="sad"))
    assert not opens(Asked(topic, week=week.on, feeling="hopeful"))


@pytest.mark.django_db
def test_who_takes_part_opens_to_all_that_these_people_wrote(topic, client):
    there = crowd(14, topic=topic, country="UA", language="uk")
    moved = heard(author=there[0].author, topic=topic, country="PL", language="en")
    still = heard(author=there[1].author, topic=topic, country="", language="uk")
    here = crowd(12, topic=topic, country="PL", language="en")
    nowhere = crowd(11, topic=topic, country="", language="en", tones=[None])
    crowd(30, topic=TopicFactory(), country="DE", language="ru")

    assert keys(Asked(topic, lives="UA")) == {row.pk for row in (*there[1:], still)}
    assert keys(Asked(topic, lives="PL")) == {row.pk for row in (*here, there[0], moved)}
    assert keys(Asked(topic, lives="none")) == {row.pk for row in nowhere}
    assert keys(Asked(topic, writes="uk")) == {row.pk for row in (*there[1:], still)}
    assert keys(Asked(lives="DE")) == keys(Asked(writes="ru"))
    for asked, count in (("lives=UA", 13), ("lives=PL", 13), ("lives=none", 11), ("writes=uk", 13)):
        link = f"/en/pulse/posts/?topic=prisoners&{asked}"
        page = client.get("/en/pulse/prisoners/who/")
        assert link in [unescape(found) for found in LINK.findall(page.content.decode())]
        assert count in [line["row"].people for side in page.context["sides"] for line in side["rows"]]
        html = as_seen(client.get(link))
        assert "Everything written by the people" in html
        assert '<a href="/en/pulse/prisoners/who/">Who takes part</a>' in html
        assert "not open" not in html


@pytest.mark.django_db
def test_the_pulse_says_how_many_were_imported_and_leads_to_exactly_these_texts(topic, client):
    rows = brought(14, topic=topic) + brought(3, topic=topic, country="UA")
    crowd(12, topic=topic)
    brought(20, topic=TopicFactory())

    link = "/en/pulse/posts/?topic=prisoners&imported=yes"
    for about in ("/en/pulse/prisoners/", "/en/pulse/prisoners/who/", topic.get_absolute_url()):
        html = as_seen(client.get(about))
        address = link.replace("&", "&amp;")
        assert f'<a href="{address}">Of these, 17 are counted by a text each that was imported from' in html
    page = client.get(link)
    assert "<h1>Imported from elsewhere</h1>" in as_seen(page)
    assert (
        {words.pk for words in page.context["page"]}
        == {row.pk for row in rows}
        == keys(Asked(topic, imported="yes"))
    )
    assert client.get("/api/v1/tallies/prisoners/").json()["of_them_imported"] == 17
    assert client.get("/en/pulse/posts/?imported=no").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(("imported", "here"), [(9, 30), (30, 9), (0, 30)])
def test_how_many_were_imported_is_not_told_of_few_or_beside_few(imported, here, topic, client):
    brought(imported, topic=topic)
    crowd(here, topic=topic)

    assert "imported" not in client.get("/en/pulse/prisoners/").content.decode()
    assert not opens(Asked(topic, imported="yes"))
    assert client.get("/api/v1/tallies/prisoners/").json()["of_them_imported"] is None


@pytest.mark.django_db
def test_how_many_were_imported_is_not_told_where_a_smaller_topic_would_be_known_by_it(topic):
    """Of all 33 less these 30, three are of the topic beside it."""
    beside_it = TopicFactory()
    for about, count in ((topic, 30), (beside_it, 3)):
        brought(count, topic=about)
        crowd(20, topic=about)

    assert report(None).pulse.imported == 33
    assert (report(topic).pulse.imported, report(beside_it).pulse.imported) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", ["lives=UA", "lives=none", "writes=uk", "position=1-for", "week=W&feeling=sad"]
)
def test_what_is_not_shown_opens_no_list(asked, topic, client):
    crowd(9, topic=topic, country="UA", language="uk", feelings=["sad"])
    crowd(12, topic=topic, country="PL", language="en")
    asked = asked.replace("W", str(recent(1)[0].date()))

    html = as_seen(client.get(f"/en/pulse/posts/?topic=prisoners&{asked}"))

    assert "This list is not open" in html
    assert "fewer than 10 people" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("position=12-maybe", "There is no such answer."),
        ("position=x", "There is no such answer."),
        ("position=99999999999999999999-for", "There is no such answer."),
        ("lives=Atlantis", "There is no such country."),
        ("writes=xx", "There is no such language."),
    ],
)
def test_what_there_is_not_is_told_as_such(wrong, told, client):
    response = client.get(f"/en/pulse/posts/?{wrong}")

    assert response.status_code == 400
    assert told in as_seen(response)


@pytest.mark.django_db
def test_these_lists_cost_no_more_than_others(topic, client, django_assert_max_num_queries):
    thread, _rows = proposed(topic, {"for": 12, "against": 12})
    crowd(12, topic=topic, country="UA", feelings=["sad"])
    week = recent(1)[0].date()
    for asked in (f"position={thread.pk}-for", "lives=UA", "writes=en", f"week={week}&feeling=sad"):
        client.get(f"/en/pulse/posts/?topic=prisoners&{asked}")
        with django_assert_max_num_queries(7):
            client.get(f"/en/pulse/posts/?topic=prisoners&{asked}")


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "search"), [("lives=UA", "DISTINCT ON"), ("lives=none", "GROUP BY")])
def test_the_people_of_a_list_are_looked_for_once_for_its_number_and_its_texts(asked, search, topic, client):
    """Of a million texts nobody waits for it twice, nor does each text ask for its author."""
    crowd(12, topic=topic, country="UA")
    crowd(12, topic=topic, country="")
    client.get(f"/en/pulse/posts/?topic=prisoners&{asked}")

    with CaptureQueriesContext(connection) as queries:
        html = as_seen(client.get(f"/en/pulse/posts/?topic=prisoners&{asked}"))

    found = [query["sql"] for query in queries if "insights_reading" in query["sql"]]
    assert "12 texts" in html
    assert len(found) == 3
    assert [search in sql for sql in found] == [True, False, False]
    assert all("unnest" in sql for sql in found[1:])


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_of_made_up_portals_every_link_opens_and_what_lists_leave_over_is_nobody_or_ten(seed, client):
    chance = random.Random(seed)
    populate(chance)
    abouts = ["", *(f"{slug}/" for slug in ("large", "middle", "small"))]
    rows = Reading.objects.values_list("contribution_id", "contribution__author_id")
    people = {key: author or f"imported {key}" for key, author in rows}
    shown = defaultdict(dict)
    for about in abouts:
        for page in ("", "positions/", "who/"):
            html = client.get(f"/en/pulse/{about}{page}").content.decode()
            for link in {unescape(found) for found in LINK.findall(html)}:
                response = client.get(link)
                assert response.context["page"] is not None, link
                query = {name: found for name, (found,) in parse_qs(urlsplit(link).query).items()}
                scope = query.pop("topic", "")
                listed = keys(response.context["asked"])
                assert len({people[key] for key in listed}) >= FLOOR, link
                shown[scope][tuple(sorted(query.items()))] = {people[key] for key in listed}
    assert sum(map(len, shown.values())) > 20

    for scope, found in shown.items():
        whole = found.get((), set())
        for table in ("feeling", "lives", "writes", "imported"):
            check(whole, [of for query, of in found.items() if dict(query).keys() == {table}])
        for query, of in found.items():
            if scope == "" and query and query[0][0] != "position":
                check(of, [shown[slug][query] for slug in shown if slug and query in shown[slug]])
            if dict(query).keys() == {"feeling"}:
                weeks = [row for name, row in found.items() if {"week", *query[0]} <= {*sum(name, ())}]
                check(of, weeks)


def check(whole, parts):
    left = whole - set().union(*parts)
    assert not whole or not left or len(left) >= FLOOR


def populate(chance):
    """Topics of several sizes, where everybody writes once."""
    for slug, size in (("large", 90), ("middle", 55), ("small", chance.choice([9, 14, 25]))):
        topic = TopicFactory(slug=slug)
        thread = ThreadFactory(board__topic=topic, proposition="Open the road.", author=UserFactory())
        for _ in range(size):
            words = {
                "author": UserFactory(),
                "country": chance.choice(["UA", "UA", "UA", "PL", "PL", "DE", ""]),
                "language": chance.choice(["uk", "uk", "ru", "en"]),
                "feeling": chance.choice(["", "", "sad", "sad", "angry", "hopeful"]),
                "published_at": timezone.now() - timedelta(days=chance.choice([1, 1, 2, 9, 16])),
            }
            if chance.random() < 0.6:
                stance = chance.choice(["for", "for", "against", "depends", ""])
                contribution = PostFactory(thread=thread, stance=stance, **words).contribution
                ReadingFactory(contribution=contribution, tone=chance.uniform(-0.9, 0.9))
            else:
                heard(topic=topic, tone=chance.uniform(-0.9, 0.9), **words)
        for country in ("", "UA"):
            brought(chance.choice([0, 4, 12, 25]), topic=topic, country=country, language="uk")


def row(pk, chance, people):
    return Said(
        voice=chance.randrange(people),
        negative=0.5,
        positive=0.2,
        label="",
        feeling=chance.choice(["", *Feeling.values[: chance.randint(1, 5)]]),
        stance="",
        topic=1,
        language="en",
        country="",
        thread=None,
        at=SINCE + timedelta(weeks=8, minutes=pk * 4 * 7 * 24 * 60 / 400),
        pk=pk,
    )


@given(st.integers(0, 10**6), st.integers(1, 400), st.integers(2, 300))
@settings(deadline=None, max_examples=150)
def test_feelings_of_weeks_leave_over_nobody_or_ten_people_of_the_week_and_of_the_feeling(seed, size, people):
    chance = random.Random(seed)
    said = [row(pk, chance, people) for pk in range(size)]
    weekly = {number: heard for part in by_week(Rows.of(said), SINCE) for number, heard in part.items()}

    found = open_weeks(Rows.of(said), SINCE, weekly)

    in_week, in_all, wrote = {}, {}, defaultdict(set)
    for one in said:
        week = (one.at - SINCE).days // 7
        wrote[week].add(one.voice)
        if one.feeling:
            in_week[week, one.voice] = one.feeling
            in_all[one.voice] = (week, one.feeling)
    lists = defaultdict(set)
    for (week, voice), feeling in in_week.items():
        lists[f"{week} {feeling}"].add(voice)
    assert all(len(lists[name]) >= FLOOR for name in found)
    for week, voices in wrote.items():
        open_here = [lists[name] for name in found if name.startswith(f"{week} ")]
        left = voices - set().union(*open_here)
        assert not open_here or not left or len(left) >= FLOOR
    for feeling, people in Counter(code for _week, code in in_all.values()).items():
        weeks = [week for week, code in in_all.values() if code == feeling]
        left = [week for week in weeks if f"{week} {feeling}" not in found]
        assert people < FLOOR or not left or len(left) >= FLOOR


def test_weeks_are_those_of_the_pulse():
    first, _until = recent(WEEKS_SHOWN)

    assert (recent()[0] - first) == timedelta(weeks=WEEKS_SHOWN - 4)
