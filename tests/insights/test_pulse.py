"""Figures are worked out again here, from the rows, in plain Python."""

from collections import defaultdict
from datetime import timedelta
from math import sqrt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contributions.models import Contribution
from contributions.states import Feeling
from insights.querysets.pulse import kept_back, recent, scale
from insights.querysets.report import WEEKS_SHOWN, compute, report
from insights.templatetags.pulses import pulse_of
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, crowd, heard
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


def figures(topic=None, keep_back=frozenset()):
    return compute(topic, *recent(WEEKS_SHOWN), keep_back)


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def wilson(n, of, z=1.96):
    share = n / of
    middle, spread = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def tone_of_authors(rows):
    """The mean over authors of each author's mean tone."""
    by_author = defaultdict(list)
    for row in rows:
        by_author[row.author_id].append(row.reading.p_pos - row.reading.p_neg)
    return mean(mean(tones) for tones in by_author.values())


# == The floor ==
def test_nothing_at_all_about_nine_people_however_much_they_write():
    topic = TopicFactory()
    for words in crowd(9, topic=topic, feelings=["sad"], country="UA"):
        for _ in range(5):
            heard(author=words.author, topic=topic, feeling="sad", country="UA")

    found = figures(topic)

    pulse = found.pulse
    assert (pulse.people, pulse.texts, pulse.tone, pulse.unsure, pulse.feelings, pulse.change) == (
        None, None, None, None, (), None,
    )  # fmt: skip
    assert {part.figure for part in (*found.languages.values(), *found.countries.values())} == {None}
    assert {point.estimate for point in found.points} == {None}


def test_the_tenth_person_opens_the_figures():
    topic = TopicFactory()
    rows = crowd(10, topic=topic, feelings=["sad", "hopeful", ""], country="UA")

    found = figures(topic)

    assert (found.pulse.people, found.pulse.texts) == (10, 10)
    assert found.pulse.tone.people == 10
    assert found.pulse.tone.estimate == pytest.approx(tone_of_authors(rows))
    assert found.pulse.tone.low < found.pulse.tone.estimate < found.pulse.tone.high
    assert found.pulse.feelings == ()  # only seven of the ten named one
    assert found.languages["en"].figure == found.countries["UA"].figure == found.pulse.tone


def test_ten_people_in_a_language_without_a_model_have_no_tone():
    crowd(12, tones=[None], language="other", feelings=["sad"])

    pulse = figures().pulse

    assert (pulse.people, pulse.tone, pulse.unsure) == (12, None, 1.0)
    assert len(pulse.feelings) == 6


# == The figures ==
def test_people_texts_tone_and_feelings_are_those_of_the_rows():
    topic, other = TopicFactory.create_batch(2)
    rows = crowd(23, topic=topic, feelings=["sad", "hopeful", "", "hopeful"])
    rows += [heard(author=rows[0].author, topic=topic, tone=0.8, feeling="angry") for _ in range(4)]
    crowd(15, topic=other, tones=[0.8])
    heard(topic=topic, published_at=timezone.now() - timedelta(weeks=5))
    ReadingFactory(contribution__topic=topic, contribution__state="hidden", tone=0.8)
    ContributionFactory(topic=topic)  # not read yet

    found = figures(topic).pulse

    last = {
        row.author_id: row.feeling for row in sorted(rows, key=lambda row: row.published_at) if row.feeling
    }
    named = list(last.values())
    assert (found.people, found.texts) == (23, 27)
    assert found.tone.estimate == pytest.approx(tone_of_authors(rows))
    assert found.unsure == sum(not row.reading.label for row in rows) / 27
    assert {answer.code: answer.share.estimate for answer in found.feelings} == {
        feeling: named.count(feeling) / len(named) for feeling in Feeling.values
    }
    assert sum(answer.share.estimate for answer in found.feelings) == pytest.approx(1)
    for answer in found.feelings:
        low, high = wilson(named.count(answer.code), len(named))
        assert (answer.share.low, answer.share.high) == (pytest.approx(low), pytest.approx(high))
        assert answer.share.people == len(named)
    assert [answer.code for answer in found.feelings][:2] == ["hopeful", "sad"]


def test_someone_who_writes_forty_times_has_one_voice():
    topic = TopicFactory()
    crowd(19, topic=topic, tones=[-0.4])
    author = UserFactory()
    for _ in range(40):
        heard(author=author, topic=topic, tone=0.8, feeling="hopeful")

    pulse = figures(topic).pulse

    assert (pulse.people, pulse.texts) == (20, 59)
    assert pulse.tone.estimate == pytest.approx((19 * -0.4 + 0.8) / 20)
    assert pulse.tone.people == 20
    assert pulse.feelings == ()  # one person named one, forty times


def test_imported_words_are_a_person_each_and_planted_statements_nobody():
    for n in range(10):
        heard(author=None, import_key=f"elsewhere {n}")
    for _ in range(5):
        heard(author=None, kind="statement")

    pulse = figures().pulse

    assert (pulse.people, pulse.texts) == (10, 10)


def test_the_window_is_the_last_four_weeks_and_begins_at_midnight():
    since, until = recent()
    topic = TopicFactory()
    crowd(10, topic=topic, published_at=since)
    heard(topic=topic, published_at=since - timedelta(microseconds=1))

    pulse = figures(topic).pulse

    assert (until - since) == timedelta(weeks=4)
    assert since.time().isoformat() == "00:00:00"
    assert since.tzname() == "UTC"
    assert (pulse.people, pulse.since, pulse.until) == (10, since, until)
    assert pulse.last_day == timezone.now().date()


@pytest.mark.parametrize(
    ("before", "after", "clear"), [([-0.5, -0.3], [0.3, 0.5], True), ([-0.4, 0.4], [-0.4, 0.4], False)]
)
def test_a_change_is_told_only_when_it_is_clear(before, after, clear):
    crowd(20, tones=before, published_at=timezone.now() - timedelta(weeks=5))
    crowd(20, tones=after)

    change = figures().pulse.change

    assert change.clear is clear
    assert change.diff == pytest.approx(mean(after) - mean(before))
    assert change.low <= change.diff <= change.high


def test_nothing_is_compared_with_fewer_than_ten_people():
    crowd(9, published_at=timezone.now() - timedelta(weeks=5))
    crowd(20)

    assert figures().pulse.change is None


# == Week by week ==
def test_each_week_has_its_own_point_and_a_thin_week_is_a_gap():
    since, _until = recent(WEEKS_SHOWN)
    for week, count in ((0, 10), (1, 9), (5, 12)):
        crowd(count, tones=[0.1 * week - 0.3], published_at=since + timedelta(weeks=week, hours=1))

    points = figures().points

    assert [point.on for point in points] == [(since + timedelta(weeks=n)).date() for n in range(12)]
    assert {n: point.people for n, point in enumerate(points) if point.people} == {0: 10, 5: 12}
    assert points[0].estimate == pytest.approx(-0.3)
    assert points[5].estimate == pytest.approx(0.2)
    assert points[1].estimate is points[1].low is points[1].high is None


def test_a_thin_week_of_the_window_hides_a_second_one_or_it_could_be_worked_out():
    since, _until = recent(WEEKS_SHOWN)
    for week, count in ((8, 30), (9, 12), (10, 25), (11, 4)):
        crowd(count, published_at=since + timedelta(weeks=week, hours=1))

    points = figures().points

    assert [point.people for point in points[8:]] == [30, None, 25, None]


# == Parts of a whole ==
def test_a_small_language_hides_the_next_smallest_with_it():
    crowd(30, language="en")
    crowd(14, language="ru")
    crowd(3, language="uk")

    found = figures().languages

    assert {code: part.figure and part.figure.people for code, part in found.items()} == {
        "en": 30, "ru": None, "uk": None,
    }  # fmt: skip


def test_two_small_parts_hide_each_other_when_together_they_are_ten():
    crowd(30, country="UA")
    crowd(6, country="PL")
    crowd(5, country="RU")

    found = figures().countries

    assert {code: part.figure and part.figure.people for code, part in found.items()} == {
        "UA": 30, "PL": None, "RU": None,
    }  # fmt: skip


def test_a_topic_that_would_give_a_smaller_one_away_is_hidden_on_its_own_page_too():
    large, middle, small = TopicFactory.create_batch(3)
    crowd(40, topic=large, feelings=["sad"])
    crowd(15, topic=middle, feelings=["sad"])
    crowd(4, topic=small, feelings=["sad"])

    whole = report(None)

    assert (whole.topics[middle.pk].figure, whole.topics[small.pk].figure) == (None, None)
    assert whole.topics[large.pk].figure.people == 40
    own = report(middle)
    assert (own.pulse.people, own.pulse.tone, own.pulse.feelings) == (None, None, ())
    assert {point.people for point in own.points} == {None}
    assert {part.figure for part in (*own.languages.values(), *own.countries.values())} == {None}
    assert report(large).pulse.people == 40
    assert pulse_of(middle) == own.pulse


def test_only_the_feelings_are_hidden_where_only_they_would_give_something_away():
    one, two = TopicFactory.create_batch(2)
    crowd(40, topic=one, feelings=["sad"])
    crowd(20, topic=two, feelings=["sad", "", "", "", ""])

    pulse = report(one).pulse

    assert (pulse.people, pulse.feelings) == (40, ())
    assert pulse.tone.people == 40


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 40)))
def test_what_is_shown_never_tells_what_is_hidden(parts):
    hidden = kept_back(parts)

    assert {key for key, people in parts.items() if 0 < people < 10} <= hidden
    assert not hidden or hidden == set(parts) or (len(hidden) > 1 and sum(parts[key] for key in hidden) >= 10)


# == For and against ==
def test_stances_are_counted_for_each_proposition_by_the_last_word_of_each_person():
    one, two = ThreadFactory(proposition="Lists first."), ThreadFactory(proposition="Maps first.")
    people = UserFactory.create_batch(12)
    for n, person in enumerate(people):
        said(one, person, "against" if n < 4 else "for")
    said(one, people[0], "for")  # changed their mind
    said(one, people[1], "")  # says nothing about it
    for person in people[:9]:
        said(two, person, "depends")

    (found,) = figures().propositions

    assert (found.wording.text, found.people) == ("Lists first.", 12)
    assert {answer.code: answer.share.estimate for answer in found.stances} == {
        "for": 9 / 12, "against": 3 / 12, "depends": 0,
    }  # fmt: skip
    assert [answer.code for answer in found.stances] == ["for", "depends", "against"]
    for answer in found.stances:
        low, high = wilson(round(answer.share.estimate * 12), 12)
        assert (answer.share.low, answer.share.high) == (pytest.approx(low), pytest.approx(high))


def said(thread, person, stance):
    post = PostFactory(thread=thread, author=person, stance=stance)
    ReadingFactory(contribution=post.contribution)


def test_a_discussion_that_is_not_public_shows_no_stances():
    thread = ThreadFactory(proposition="Lists first.", state="hidden")
    for person in UserFactory.create_batch(12):
        said(thread, person, "for")

    assert figures().propositions == ()


def test_tone_and_stance_are_different_figures():
    thread = ThreadFactory(proposition="Talk now.")
    for person in UserFactory.create_batch(12):
        post = PostFactory(thread=thread, author=person, stance="for")
        ReadingFactory(contribution=post.contribution, tone=-0.8)

    found = figures()

    assert found.pulse.tone.estimate == pytest.approx(-0.8)
    assert found.propositions[0].stances[0].share.estimate == 1


# == Keeping ==
def test_a_report_is_kept_for_a_minute(django_assert_num_queries):
    crowd(10)
    first = report(None)
    crowd(5)

    assert report(None).pulse.people == first.pulse.people == 10


def test_after_a_minute_it_is_counted_anew_by_one_and_the_others_still_get_the_last(monkeypatch):
    crowd(10)
    report(None)
    crowd(5)
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert report(None).pulse.people == 15
    assert report(None).pulse.people == 15


@pytest.mark.parametrize(
    ("ends", "high"),
    [([], 1), ([None, 0.1], 0.2), ([-0.2], 0.2), ([0.21, -0.59], 0.6), ([-0.81], 1), ([1], 1)],
)
def test_the_axis_is_the_shortest_that_holds_every_range(ends, high):
    assert scale(ends) == {"low": -high, "high": high}


def test_the_order_of_the_rows_in_the_database_changes_no_figure():
    topic = TopicFactory()
    crowd(25, topic=topic, feelings=["sad", "angry"])
    first = figures(topic)
    for row in Contribution.objects.all():  # each update moves the row to the end of the table
        row.save(update_fields=["edited_at"])

    assert figures(topic).pulse == first.pulse
