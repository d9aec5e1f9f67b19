"""What columns say, worked out again row by row."""

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.audit import categories
from analysis.heard import heard as heard_of
from contributions.models import Contribution
from contributions.states import Feeling, Stance
from forums.models import Post, Thread
from insights.models import Reading
from insights.querysets.columns import among, columns
from insights.querysets.rows import Rows
from insights.querysets.table import Said
from insights.querysets.voices import each, last_stances, read, said, voices
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, heard
from tests.factories.topics import TopicFactory

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
END = START + timedelta(days=28)


# == A reference in plain Python ==
def plain_read(rows):
    chances = [
        (row.negative, round(1 - row.negative - row.positive, 4), row.positive)
        if row.negative is not None
        else (np.nan, np.nan, np.nan)
        for row in rows
    ]
    array = np.array(chances).reshape(-1, 3)
    return heard_of(
        [row.voice for row in rows],
        [row.language for row in rows],
        array[:, 2] - array[:, 0],
        categories(array),
    )


def texts_of(found):
    """Each text as (author, tone, category, language), in order."""
    return [
        (found.keys[author], tone, category, found.names[language])
        for author, tone, category, language in zip(
            found.authors, found.tones, found.categories, found.languages, strict=True
        )
    ]


def figures(found):
    """Everything in voices, with the texts' own words for numbers."""
    return {
        "read": texts_of(found.read),
        "keys": list(found.read.keys),
        **{name: getattr(found, name) for name in ("feelings", "people", "imported", "texts", "unsure")},
    }


def plain_figures(rows):
    known = plain_read(rows)
    return {
        "read": texts_of(known),
        "keys": sorted(known.keys),
        "feelings": Counter({row.voice: row.feeling for row in rows if row.feeling}.values()),
        "people": len({row.voice for row in rows}),
        "imported": len({row.voice for row in rows if row.voice < 0}),
        "texts": len(rows),
        "unsure": sum(row.label == "" for row in rows),
    }


def plain_stances(rows):
    last = defaultdict(dict)
    for row in rows:
        if row.stance and row.thread:
            last[row.thread][row.voice] = row.stance
    return {thread: Counter(answers.values()) for thread, answers in last.items()}


@st.composite
def windows(draw, most=40):
    """Rows that are oldest first; few people, threads and moments, so that they meet."""
    count, chance = draw(st.integers(0, most)), Random(draw(st.integers(0, 2**32)))
    return sorted((row_of(pk, chance.choice) for pk in range(1, count + 1)), key=lambda row: (row.at, row.pk))


def row_of(pk, choice):
    author = choice([None, 1, 2, 3, 4, 5, 900_000_000_000])
    negative = choice([None, 0.0, 0.1, 0.25, 1 / 3, 0.5])
    return Said(
        voice=-pk if author is None else author,
        negative=negative,
        positive=None if negative is None else choice([0.0, 0.2, 1 / 3, 0.5]),
        label=choice(["", "negative", "neutral", "positive"]),
        feeling=choice(["", *Feeling.values]),
        stance=choice(["", *Stance.values]),
        topic=choice([7, 8, 9]),
        language=choice(["en", "ru", "uk", "other"]),
        country=choice(["", "UA", "RU"]),
        thread=choice([None, 70, 80]),
        at=START + timedelta(days=choice(range(28)), microseconds=choice([0, 1])),
        pk=pk,
    )


@given(windows())
def test_voices_are_those_of_the_rows_one_by_one(rows):
    assert figures(voices(rows)) == plain_figures(rows)


@given(windows(), st.sampled_from(["topic", "language", "country", "feeling", "week", "rule"]))
def test_the_parts_are_those_of_the_rows_one_by_one(rows, by):
    columnar = Rows.of(rows)
    key = {
        "week": lambda row: (row.at - START).days // 7,
        "rule": lambda row: (row.topic, row.country),
    }.get(by, lambda row: getattr(row, by))
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)

    found = each(columnar, {"week": columnar.weeks(START), "rule": key}.get(by, by))

    assert list(found) == list(groups)
    assert {name: figures(part) for name, part in found.items()} == {
        name: plain_figures(part) for name, part in groups.items()
    }


@given(windows())
def test_stances_are_each_persons_last_in_each_thread(rows):
    assert last_stances(rows) == plain_stances(rows)


@given(windows(), st.data())
def test_columns_are_rows_again(rows, data):
    columnar = Rows.of(rows)
    start, end = sorted(data.draw(st.tuples(st.integers(-2, 42), st.integers(-2, 42))))
    since = START + timedelta(days=data.draw(st.integers(0, 14)))
    until = since + timedelta(days=data.draw(st.integers(0, 14)))

    assert list(columnar) == rows
    assert len(columnar) == len(rows)
    assert bool(columnar) == bool(rows)
    assert list(columnar[start:end]) == rows[start:end]
    assert [columnar[place] for place in range(-len(rows), len(rows))] == rows + rows
    assert list(columnar.since(since)) == [row for row in rows if row.at >= since]
    assert list(columnar.between(since, until)) == [row for row in rows if since <= row.at < until]
    assert list(columnar.since(since).where(columnar.since(since).says("language", "ru"))) == [
        row for row in rows if row.at >= since and row.language == "ru"
    ]


@given(windows())
def test_who_speaks_may_be_given(rows):
    speaking = np.array([row.voice if row.country else -5_000_000 for row in rows], dtype=np.int64)

    found = read(rows, speaking)

    other = [row._replace(voice=int(voice)) for row, voice in zip(rows, speaking, strict=True)]
    assert texts_of(found) == texts_of(plain_read(other))


# == From the database ==
def from_rows(where):
    """The rows of the database, looked at one by one."""
    threads = dict(Post.objects.values_list("pk", "thread_id")) | {
        key: key for key in Thread.objects.values_list("pk", flat=True)
    }
    rows = [
        Said(
            voice=words.author_id or -words.pk,
            negative=words.reading.p_neg,
            positive=words.reading.p_pos,
            label=words.reading.label,
            feeling=words.feeling,
            stance=words.stance,
            topic=words.topic_id,
            language=words.language,
            country=words.country,
            thread=threads.get(words.pk),
            at=words.published_at,
            pk=words.pk,
        )
        for words in Contribution.objects.filter(**where).select_related("reading")
    ]
    return sorted(rows, key=lambda row: (row.at, row.pk))


@pytest.fixture
def talks(db):
    topic, other = TopicFactory.create_batch(2)
    people = UserFactory.create_batch(4)
    opening = ThreadFactory(board__topic=topic, author=people[0], published_at=START, stance="for")
    last = END - timedelta(microseconds=1)
    reply = PostFactory(thread=opening, author=people[1], published_at=last, stance="depends")
    for row in (opening, reply):
        ReadingFactory(contribution=row.contribution)
    for n, feeling in enumerate(("", *Feeling.values)):
        heard(
            author=people[n % 4],
            topic=topic if n % 2 else other,
            feeling=feeling,
            stance=("", *Stance.values)[n % 4],
            language=["en", "ru", "uk"][n % 3],
            country=["", "UA", "ЯЯ"][n % 3],
            published_at=START + timedelta(hours=n // 2),
            tone=[-0.8, 0.4, 0.1][n % 3],
        )
    heard(topic=topic, language="other", tone=None, author=people[2], published_at=START)
    heard(topic=topic, author=None, import_key="comment:1", published_at=START)
    return topic


def test_what_was_said_is_what_stands_in_the_database(talks):
    topic = talks
    heard(topic=topic, author=None, published_at=START)  # nobody's: a facilitator planted it
    heard(topic=topic, published_at=START - timedelta(microseconds=1))
    heard(topic=topic, published_at=END)
    heard(topic=topic, published_at=START, state="hidden")
    ContributionFactory(topic=topic, published_at=START)  # not read yet

    found = said(None, START, END)

    everything = {"published_at__gte": START, "published_at__lt": END, "state": "published"}
    expected = [
        row
        for row in from_rows(everything | {"reading__isnull": False})
        if row.voice > 0 or Contribution.objects.get(pk=row.pk).import_key
    ]
    assert len(expected) == 11
    assert list(found) == expected
    assert list(said(topic, START, END)) == [row for row in expected if row.topic == topic.pk]
    assert list(said(None, START, END, language="ru")) == [row for row in expected if row.language == "ru"]
    assert figures(voices(found)) == plain_figures(expected)
    assert last_stances(found) == plain_stances(expected)
    assert found.models() == sorted(set(Reading.objects.exclude(model="").values_list("model", flat=True)))
    assert found.where(found.says("language", "other")).models() == []


@pytest.mark.parametrize("where", [{}, {"topic__in": []}, {"language": "xx"}])
def test_where_nothing_was_said_there_are_no_rows(db, where):
    found = said(None, START, END, **where)

    assert (list(found), len(found), found.models(), list(found[-3:])) == ([], 0, [], [])
    assert asdict(voices(found)) | {"read": None} == asdict(voices([])) | {"read": None}
    assert figures(voices(found)) == plain_figures([])
    assert (each(found, "topic"), each(found, found.weeks(START)), last_stances(found)) == ({}, {}, {})


def test_one_look_is_one_query_however_much_was_said(talks, django_assert_num_queries):
    with django_assert_num_queries(1):
        figures(voices(said(None, START, END)))


def test_what_has_no_number_is_not_taken_for_one(talks):
    with pytest.raises(ValueError, match="null"):
        columns(Contribution.objects.all(), ("language",), ("author_id",))


def test_a_label_that_nobody_knows_is_not_taken_for_another(talks):
    Reading.objects.update(label="mixed")

    with pytest.raises(ValueError, match="null"):
        said(None, START, END)


def test_keys_are_looked_up_among_many(talks):
    keys = list(Contribution.objects.values_list("pk", flat=True))[::2]

    assert set(Contribution.objects.filter(pk__in=among(keys)).values_list("pk", flat=True)) == set(keys)
    assert not Contribution.objects.filter(pk__in=among([])).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["moderator", "facilitator", "official", "operator"])
def test_who_works_for_the_portal_or_an_office_is_not_the_public(role):
    citizen, other = UserFactory(), UserFactory(role=role)
    for author in (citizen, other):
        ReadingFactory(contribution__author=author, contribution__published_at=START)

    assert [row.voice for row in said(None, START, END)] == [citizen.pk]
