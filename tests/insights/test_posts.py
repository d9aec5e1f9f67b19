"""The texts behind a figure: exactly those it counts, and none where it is not shown."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from insights.querysets.cells import crossed
from insights.querysets.posts import Asked, may_open, posts
from insights.querysets.pulse import kept_back, recent
from insights.querysets.report import WEEKS_SHOWN, report
from insights.querysets.voices import said
from tests.factories.insights import crowd, heard
from tests.factories.topics import MilestoneFactory, RoundFactory, TopicFactory
from tests.seen import as_seen

pytestmark = pytest.mark.django_db
FLOOR = 10


@pytest.fixture
def topic():
    return TopicFactory(slug="prisoners", title_en="Prisoners")


def keys(asked):
    return set(posts(asked).values_list("pk", flat=True))


def opens(asked):
    return bool(may_open(asked, report(asked.topic)))


def people_of(asked):
    return len({row.author_id for row in posts(asked)})


def test_the_list_is_what_the_figure_counts(topic):
    crowd(12, topic=topic, country="UA", language="uk", feelings=["sad"])
    crowd(14, topic=topic, country="PL", language="en", feelings=["hopeful"])
    crowd(11, topic=topic, language="other", tones=[None])
    crowd(15, topic=TopicFactory(), country="UA")
    heard(topic=topic, state="hidden")
    heard(topic=topic, published_at=timezone.now() - timedelta(weeks=5))

    found = report(topic)

    rows = said(topic, *recent())
    assert keys(Asked(topic)) == {row.pk for row in rows}
    assert len(keys(Asked(topic))) == found.pulse.texts == 37
    assert people_of(Asked(topic, language="uk")) == found.languages["uk"].figure.people == 12
    assert people_of(Asked(topic, country="PL")) == found.countries["PL"].figure.people == 14
    assert people_of(Asked(topic, week=found.points[-1].on)) == found.points[-1].people == 26
    shares = {answer.code: answer.share for answer in found.pulse.feelings}
    assert (
        people_of(Asked(topic, feeling="sad")) == round(shares["sad"].estimate * shares["sad"].people) == 12
    )


def test_of_a_feeling_only_the_last_word_of_each_person_is_listed(topic):
    first = crowd(12, topic=topic, feelings=["sad"], published_at=timezone.now() - timedelta(days=2))
    last = [heard(author=row.author, topic=topic, feeling="hopeful") for row in first[:1]]
    heard(author=first[1].author, topic=topic)

    assert keys(Asked(topic, feeling="sad")) == {row.pk for row in first[1:]}
    assert keys(Asked(topic, feeling="hopeful")) == {row.pk for row in last}
    assert not opens(Asked(topic, feeling="hopeful"))
    assert not opens(Asked(topic, feeling="sad"))  # all but these would be the hopeful one


@pytest.mark.parametrize(
    "part", [{}, {"language": "uk"}, {"country": "UA"}, {"feeling": "sad"}, {"week": "last"}]
)
@pytest.mark.parametrize(("people", "is_open"), [(9, False), (10, True)])
def test_a_list_opens_with_the_tenth_person(people, is_open, part, topic, client):
    crowd(people, topic=topic, country="UA", language="uk", feelings=["sad"])
    if part.get("week"):
        part = {"week": str(recent(1)[0].date())}

    html = client.get("/en/pulse/posts/", {"topic": "prisoners", **part}).content.decode()

    assert ("This list is not open" in html) is not is_open
    assert ("blockquote" in html) is is_open


@pytest.mark.parametrize(
    "parts",
    [
        {"language": "uk", "country": "UA"},
        {"country": "UA", "week": "last"},
        {"feeling": "sad", "language": "uk"},
        {"feeling": "sad", "week": "last", "language": "uk"},
        {"position": "1-for", "lives": "UA"},
    ],
)
def test_lists_cannot_be_laid_over_each_other(parts, topic, client):
    crowd(40, topic=topic, country="UA", language="uk", feelings=["sad"])
    if "week" in parts:
        parts = parts | {"week": str(recent(1)[0].date())}

    html = client.get("/en/pulse/posts/", {"topic": "prisoners", **parts}).content.decode()

    assert "No figure is made of this combination" in html
    assert "blockquote" not in html


@pytest.mark.parametrize(
    "query",
    ["topic=prisoners", "country=UA", "language=uk", "week=last", "lives=UA", "writes=uk"],
)
def test_a_list_with_more_texts_than_people_says_how_many_people_the_figure_counts(query, topic, client):
    rows = crowd(12, topic=topic, country="UA", language="uk", feelings=["sad"])
    for row in rows[:2]:
        heard(author=row.author, topic=topic, country="UA", language="uk")
    query = query.replace("last", str(recent(1)[0].date()))

    html = client.get(f"/en/pulse/posts/?{query}").content.decode()
    felt = client.get("/en/pulse/posts/?feeling=sad").content.decode()

    assert "14 texts" in html
    assert "The figure counts 12 people, some of whom wrote more than one text." in html
    assert "12 texts" in felt
    assert "The figure counts" not in felt


@pytest.mark.parametrize("query", ["topic=prisoners", "feeling=sad"])
def test_below_a_long_list_a_paragraph_leads_on(query, topic, client):
    crowd(21, topic=topic, feelings=["sad"])

    html = client.get(f"/en/pulse/posts/?{query}").content.decode()

    assert '<p class="pages row apart">' in html
    assert '<li class="pages' not in html


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "nowhere"},
        {"week": "yesterday"},
        {"feeling": "bored"},
        {"week": "9999-12-31"},
        {"country": "Atlantis"},
    ],
)
def test_what_is_no_figure_has_no_list(wrong, topic, client):
    crowd(12)

    response = client.get("/en/pulse/posts/", wrong)

    assert response.status_code == 400
    assert "blockquote" not in response.content.decode()


def test_a_list_names_nobody_and_tells_no_country_and_no_feeling(topic, client):
    crowd(20, topic=topic, country="UA", feelings=["worried"])

    html = client.get("/en/pulse/posts/?topic=prisoners").content.decode()
    words = html[html.index('id="texts"') : html.index("<aside")]

    assert "Ukraine" not in words
    assert "orried" not in words
    assert 'class="signed"' not in html


def test_how_a_text_sounds_is_told_only_where_its_language_is_shown(topic, client):
    crowd(24, topic=topic, language="en", tones=[-0.8])
    crowd(12, topic=topic, language="ru", tones=[-0.8])
    crowd(3, topic=topic, language="uk", tones=[-0.8])

    html = client.get("/en/pulse/posts/?topic=prisoners").content.decode()
    step = client.get("/en/pulse/posts/?topic=prisoners&language=en").content.decode()

    assert html.count("how it sounds is not shown") == 15
    assert step.count("sounds negative to the machine") == 20


def test_a_topic_that_protects_a_smaller_one_opens_no_list(topic, client):
    crowd(15, topic=topic)
    crowd(40, topic=TopicFactory())
    crowd(3, topic=TopicFactory())

    html = client.get("/en/pulse/posts/?topic=prisoners").content.decode()

    assert "so few elsewhere that this list would tell about them" in html
    assert "blockquote" not in html


def test_a_small_cell_cannot_be_had_from_the_lists_of_other_topics(topic):
    """Ukrainian over all topics, less Ukrainian of the large topic, would be the four people of this one."""
    large = TopicFactory()
    crowd(30, topic=large, language="uk")
    crowd(30, topic=large, language="en")
    crowd(30, topic=topic, language="en")
    crowd(4, topic=topic, language="uk")

    assert opens(Asked(language="uk"))
    assert not opens(Asked(topic, language="uk"))
    assert not opens(Asked(large, language="uk"))


def test_no_difference_of_open_lists_is_fewer_than_ten_people():
    topics = TopicFactory.create_batch(3)
    for n, topic in enumerate(topics):
        for code, count in (("UA", 30 - 9 * n), ("PL", 4 + 5 * n), ("DE", 13), ("FR", 2 * n)):
            crowd(count, topic=topic, country=code)

    everyone = {row.pk: row.voice for row in said(None, *recent(WEEKS_SHOWN))}
    for code in ("UA", "PL", "DE", "FR"):
        lines = [Asked(country=code), *(Asked(topic, country=code) for topic in topics)]
        check(lines[0], lines[1:], everyone)
    for topic in topics:
        check(Asked(topic), [Asked(topic, country=code) for code in ("UA", "PL", "DE", "FR")], everyone)


def check(whole, parts, everyone):
    """Of a whole that is open, what its open parts leave over is nobody or ten people."""
    if opens(whole):
        left = keys(whole) - set().union(*(keys(part) for part in parts if opens(part)))
        assert not left or len({everyone[key] for key in left}) >= FLOOR


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.sampled_from("abcde")), st.integers(0, 30)))
def test_in_every_line_of_the_table_what_is_hidden_is_two_cells_of_ten_people_or_all(cells):
    hidden = crossed(cells)

    lines = defaultdict(set)
    for topic, code in cells:
        lines["topic", topic].add((topic, code))
        lines["code", code].add((topic, code))
    assert {cell for cell, people in cells.items() if 0 < people < FLOOR} <= hidden
    for line in lines.values():
        out = line & hidden
        assert (
            not out
            or out >= {cell for cell in line if cells[cell]}
            or sum(cells[cell] for cell in out) >= FLOOR
        )


TIES = st.dictionaries(
    st.tuples(st.integers(8, 12), st.sampled_from("abcde")), st.sampled_from([0, 2, 13, 18]), min_size=1
)


@given(TIES, st.randoms(use_true_random=False))
def test_of_equal_cells_the_same_are_hidden_in_whichever_order_they_come(cells, chance):
    mixed = dict(chance.sample([*cells.items()], len(cells)))
    numbered = {(topic, "abcde".index(code)): people for (topic, code), people in cells.items()}

    assert kept_back(mixed) == kept_back(cells)
    assert crossed(mixed) == crossed(cells)
    assert {(topic, "abcde"[code]) for topic, code in crossed(numbered)} == crossed(cells)


def test_countries_that_are_too_few_to_be_told_are_one_line_and_hide_no_other():
    large = {(1, "UA"): 60, (1, "RU"): 40, (2, "UA"): 50, (2, "RU"): 30}
    small = {(1, "PL"): 4, (1, "CZ"): 5, (1, "FI"): 4, (2, "PL"): 5, (2, "CZ"): 4, (2, "FI"): 5}

    assert crossed(large | small) == small.keys()


def test_the_pages_hold_twenty_texts_and_the_newest_come_first(topic, client):
    rows = crowd(30, topic=topic)

    response = client.get("/en/pulse/posts/?topic=prisoners")

    page = response.context["page"]
    assert (len(page), page.total) == (20, 30)
    assert [row.pk for row in page] == sorted((row.pk for row in rows), reverse=True)[:20]
    following = client.get("/en/pulse/posts/", {"topic": "prisoners", "after": page.next_cursor}).context[
        "page"
    ]
    assert {row.pk for row in (*page, *following)} == {row.pk for row in rows}


def test_a_list_costs_the_same_however_long(topic, client, django_assert_max_num_queries):
    crowd(12, topic=topic, feelings=["sad"])
    client.get("/en/pulse/posts/?topic=prisoners&feeling=sad")
    crowd(12, topic=topic, feelings=["sad"])

    with django_assert_max_num_queries(7):
        client.get("/en/pulse/posts/?topic=prisoners&feeling=sad")


def test_the_days_of_a_list_are_those_of_its_figure(topic, client):
    crowd(12, topic=topic)
    last = timezone.now().date()

    assert Asked(topic).days == (last - timedelta(days=27), last)
    assert Asked(topic, week=recent(1)[0].date()).days == (last - timedelta(days=6), last)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"country": "ZZ"}, "There is no such country."),
        ({"country": "Atlantis"}, "There is no such country."),
        ({"language": "xx"}, "There is no such language."),
        ({"topic": "nowhere"}, "Choose one of those offered."),
        ({"week": "2020-01-01"}, "There is no such week."),
        ({"week": "25.10.2026"}, "There is no such week."),
        ({"week": "11/25/2026"}, "There is no such week."),
        ({"week": "yesterday"}, "There is no such week."),
    ],
)
def test_what_there_is_not_is_told_as_such_and_is_no_title(wrong, said, client):
    response = client.get("/en/pulse/posts/", wrong)
    html = as_seen(response)

    assert response.status_code == 400
    assert said in html
    assert "There is no such figure." in html
    assert "<h1>All topics</h1>" in html


@pytest.mark.parametrize(
    "known", [{"country": "UA"}, {"language": "uk"}, {"language": "other"}, {"language": "de"}]
)
def test_a_country_or_language_of_which_nothing_is_told_is_known_all_the_same(known, client):
    response = client.get("/en/pulse/posts/", known)

    assert response.status_code == 200
    assert "fewer than 10 people" in response.content.decode()


def test_the_pulse_says_which_parts_of_its_address_it_leaves_aside(client):
    html = client.get("/en/pulse/?since=abc&country=ZZ&utm_source=x").content.decode()

    assert "was left aside (country, since)." in html
    assert "left aside" not in client.get("/en/pulse/?utm_source=x").content.decode()


def test_a_language_that_is_not_ours_has_its_name(client):
    html = client.get("/ru/pulse/posts/?language=fr").content.decode()

    assert "<h1>Язык: французский</h1>" in html


def test_events_of_one_day_have_the_same_numbers_in_every_language(topic, client):
    crowd(12, topic=topic, published_at=timezone.now() - timedelta(weeks=2))
    crowd(12, topic=topic)
    day = timezone.now().date() - timedelta(days=9)
    RoundFactory(begins_on=day, ends_on=None, title_en="Zero round", title_ru="Нулевой раунд")
    MilestoneFactory(done_on=day, title_en="Talks opened", title_ru="Переговоры открыты")

    for language, titles in (
        ("en", ["Zero round", "Milestone: Talks opened"]),
        ("ru", ["Нулевой раунд", "Этап: Переговоры открыты"]),
    ):
        found = client.get(f"/{language}/pulse/").context["events"]
        assert [event["title"] for event in found] == titles


def test_a_week_may_be_written_without_its_zeros(topic, client):
    crowd(12, topic=topic)
    week = recent(1)[0].date()

    response = client.get("/ru/pulse/posts/", {"week": f"{week.year}-{week.month}-{week.day}"})

    assert len(response.context["page"]) == 12
