"""One figure is the same on the page, in its file and in the interface."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from contributions.states import Feeling
from core.templatetags.words import share_range, tone_range
from insights.querysets.report import WEEKS_SHOWN
from tests.factories.accounts import UserFactory
from tests.factories.consultations import StatementFactory, imported_people, votes_on
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, camps, crowd
from tests.factories.petitions import PetitionFactory
from tests.factories.topics import MilestoneFactory, RoundFactory, TopicFactory

pytestmark = pytest.mark.django_db
FIGURES = ["tone_by_week", "feelings", "feelings_by_week", "tone_by_language", "tone_by_country"]


@pytest.fixture
def topic():
    """Three weeks of a topic; in one of them, one language and one country there are too few people."""
    topic = TopicFactory(slug="prisoners", title_en="Prisoners")
    for weeks, count in ((0, 30), (1, 24), (6, 20), (7, 4)):
        at = timezone.now() - timedelta(weeks=weeks)
        crowd(count, topic=topic, published_at=at, feelings=["sad", "hopeful"], country="UA", language="uk")
    crowd(20, topic=topic, country="PL", language="en", feelings=["worried"])
    crowd(5, topic=topic, country="DE", language="ru")
    return topic


def rows_of_file(client, figure, about="prisoners/"):
    text = client.get(f"/en/pulse/{about}?as=csv&figure={figure}").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def as_file(row):
    return {key: "" if value is None else str(value) for key, value in row.items()}


@pytest.mark.parametrize("figure", FIGURES)
def test_a_file_and_the_interface_hold_the_same_rows(figure, topic, client):
    interface = client.get("/api/v1/tallies/prisoners/").json()["figures"][figure]

    assert interface
    assert rows_of_file(client, figure) == [as_file(row) for row in interface]
    assert {frozenset(row) - frozenset(figure_keys(row)) for row in interface} == {
        frozenset({"tone" if figure.startswith("tone") else "share", "low", "high", "people"})
    }


def figure_keys(row):
    return [key for key in row if key in ("week_from", "feeling", "language", "country", "topic")]


@pytest.mark.parametrize("figure", FIGURES)
def test_the_page_shows_what_the_file_holds(figure, topic, client):
    html = client.get("/en/pulse/prisoners/").content.decode()

    for row in rows_of_file(client, figure):
        unit = "tone" if "tone" in row else "share"
        if row[unit]:
            values = [float(row[name]) for name in (unit, "low", "high")]
            assert (tone_range if unit == "tone" else share_range)(*values) in html


def test_what_may_not_be_told_is_blank_in_the_file_and_hatched_on_the_page(topic, client):
    languages = {row["language"]: row["people"] for row in rows_of_file(client, "tone_by_language")}
    weeks = rows_of_file(client, "tone_by_week")
    html = client.get("/en/pulse/prisoners/").content.decode()

    assert languages == {"en": "", "ru": "", "uk": "54"}
    assert len(weeks) == WEEKS_SHOWN
    assert [row["people"] for row in weeks if row["people"]] == ["20", "24", "55"]
    assert [row["country"] for row in rows_of_file(client, "tone_by_country")] == ["UA"]
    assert "2 more countries are not shown" in html


def test_every_chart_has_a_table_and_a_file(topic, client):
    html = client.get("/en/pulse/").content.decode()

    offered = set(re.findall(r"\?as=csv&amp;figure=(\w+)", html))
    assert offered == {*FIGURES, "tone_by_topic"}
    assert html.count("<summary>As a table") == len(offered)
    for figure in offered:
        assert rows_of_file(client, figure, about="")


def test_a_figure_that_is_not_there_is_not_found(topic, client):
    assert client.get("/en/pulse/prisoners/?as=csv&figure=anger").status_code == 404
    assert client.get("/en/pulse/prisoners/?as=csv&figure=tone_by_topic").status_code == 404


def test_every_figure_that_is_shown_opens_to_its_texts(topic, client):
    html = client.get("/en/pulse/prisoners/").content.decode()

    lists = {link.replace("&amp;", "&") for link in re.findall(r'href="(/en/pulse/posts/\?[^"]+)"', html)}
    assert len(lists) >= 8
    assert [link for link in lists if b"blockquote" not in client.get(link).content] == []


def test_feelings_week_by_week_are_shares_of_those_who_named_one_in_that_week(topic, client):
    rows = [row for row in rows_of_file(client, "feelings_by_week") if row["people"]]

    assert {row["people"] for row in rows} == {"20", "24", "50"}
    assert len(rows) == 3 * len(Feeling)
    last = {row["feeling"]: float(row["share"]) for row in rows[-6:]}
    assert last == {"sad": 0.3, "hopeful": 0.3, "worried": 0.4, "angry": 0, "trusting": 0, "unsure": 0}


def test_rounds_and_milestones_are_marked_and_what_was_long_ago_is_not(topic, client):
    today = timezone.now().date()
    RoundFactory(title_en="First round", begins_on=today - timedelta(30), ends_on=today - timedelta(27))
    RoundFactory(title_en="An old round", begins_on=today - timedelta(200), ends_on=today - timedelta(190))
    MilestoneFactory(title_en="Lists exchanged", state="done", done_on=today)

    html = client.get("/en/pulse/prisoners/").content.decode()

    assert "An old round" not in html
    assert html.index("First round") < html.index("Milestone: Lists exchanged")
    tone = html[: html.index("Feelings people named")]
    assert (tone.count('class="c-span"'), tone.count(">1</text>"), tone.count(">2</text>")) == (1, 1, 1)


# == For and against ==
@pytest.fixture
def _declared(topic):
    thread = ThreadFactory(proposition="Lists first.", board__topic=topic)
    for person in UserFactory.create_batch(12):
        post = PostFactory(thread=thread, author=person, stance="for")
        ReadingFactory(contribution=post.contribution)
    for count in (9, 10, 400):
        petition = PetitionFactory(
            contribution__topic=topic, action=f"Do what {count} people ask for.", state="open"
        )
        type(petition).objects.filter(pk=petition.pk).update(signature_count=count)
    consultation, statements = camps(14, 9)
    type(consultation).objects.filter(pk=consultation.pk).update(topic=topic)
    StatementFactory(consultation=consultation)
    return statements


@pytest.mark.usefixtures("_declared")
def test_positions_are_those_of_page_file_and_interface(client):
    html = client.get("/en/pulse/prisoners/positions/").content.decode()
    text = client.get("/en/pulse/prisoners/positions/?as=csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))

    assert rows == [as_file(row) for row in client.get("/api/v1/tallies/prisoners/positions/").json()]
    signed = [
        (row["text"], row["answer"], row["share"], row["people"]) for row in rows if row["kind"] == "petition"
    ]
    assert signed == [
        ("Do what 400 people ask for.", "signature", "", "400"),
        ("Do what 10 people ask for.", "signature", "", "10"),
    ]
    assert "Do what 9 people" not in html
    stances = {row["answer"]: row["share"] for row in rows if row["kind"] == "proposition"}
    assert stances == {"for": "1.0", "depends": "0.0", "against": "0.0"}
    votes = [row for row in rows if row["kind"] == "statement"]
    assert {row["people"] for row in votes} == {"23"}
    assert len(votes) == 5 * 3
    for row in rows:
        assert row["text"] in html
        if row["share"]:
            assert share_range(*(float(row[name]) for name in ("share", "low", "high"))) in html


def test_words_of_citizens_are_no_formulas_in_the_file(client, topic):
    statement = StatementFactory(
        consultation__topic=topic, contribution__body='=HYPERLINK("https://else.example")'
    )
    votes_on(statement, imported_people(statement.consultation, 12), agree=12)

    text = client.get("/en/pulse/prisoners/positions/?as=csv").content.decode()

    assert {row["text"] for row in csv.DictReader(io.StringIO(text))} == {
        """'=HYPERLINK("https://else.example")"""
    }


@pytest.mark.usefixtures("_declared")
def test_statements_with_fewer_than_ten_votes_are_left_out(client):
    consultation, _rows = camps(9)

    html = client.get("/en/pulse/positions/").content.decode()

    assert consultation.slug not in html


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("", "An answer opens to its texts where at least 10 people gave it"),
        ("positions/", "An answer opens to its texts where at least 10 people gave it"),
        ("positions/", "Signatures are counted without names"),
        ("positions/", "Votes are counted without names"),
    ],
)
def test_figures_that_open_to_no_texts_say_why(part, why, topic, client):
    assert why in client.get(f"/en/pulse/prisoners/{part}").content.decode()


def test_where_no_country_is_shown_none_is_called_one_more(client):
    topic = TopicFactory(slug="small")
    for code in ("PL", "UA"):
        crowd(6, topic=topic, country=code)

    pages = [client.get(f"/en/pulse/small/{part}").content.decode() for part in ("", "who/")]

    assert "2 countries are not shown" in pages[0]
    assert "2 are not shown" in pages[1]
    assert [
        word for page in pages for word in ("more countr", "more are not", "more is not") if word in page
    ] == []
