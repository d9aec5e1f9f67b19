"""The line of a digest: tone by day or by week, in e-mail, text and page, each point with its texts."""

import csv
import io
import struct
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from html import unescape
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.emails import message
from core.models import OutgoingEmail
from digests import actions, emails
from digests.actions.trend import DAY, WEEK, edges, trend
from digests.actions.verifying import verify
from digests.models import Delivery, Digest
from digests.models.figures import microseconds
from digests.models.frozen import RECORD, rows_of
from tests.factories.digests import SubscriptionFactory, digest_of, moment
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory

SINCE, UNTIL = moment("2026-11-08 06:00Z"), moment("2026-11-15 06:00Z")
TONES = {0: -0.6, 1: -0.4, 2: -0.2, 3: 0.0, 4: 0.2, 5: 0.4, 6: 0.6}


@pytest.fixture
def week(db):
    """Twelve people a day, all of them in one tone, another every day."""
    topic = TopicFactory()
    for number, tone in TONES.items():
        crowd(12, topic=topic, tones=[tone], published_at=SINCE + DAY * number + timedelta(hours=5))
    return topic


def made(since=SINCE, until=UNTIL, **scope):
    return Digest.objects.get(pk=digest_of(since, until, **scope).pk)


def line(digest):
    return [point["estimate"] for point in digest.content["trend"]["points"]]


def test_each_day_has_the_tone_of_those_who_wrote_on_it_and_leads_to_their_texts(week):
    digest = made()

    assert digest.content["trend"]["days"] == 1
    assert line(digest) == pytest.approx(list(TONES.values()))
    points = digest.content["trend"]["points"]
    assert points[0]["since"] == SINCE.isoformat()
    assert points[-1]["until"] == UNTIL.isoformat()
    assert all(point["low"] <= point["estimate"] <= point["high"] for point in points)
    for number, point in enumerate(points):
        keys = digest.contributions_behind(point["figure"])
        assert point["people"] == len(keys) == 12
        behind = week.contributions.filter(pk__in=keys)
        assert {at.day for at in behind.values_list("published_at", flat=True)} == {8 + number}


def test_a_day_of_few_people_is_a_gap_and_takes_the_next_smallest_with_it(week):
    week.contributions.filter(published_at__day=9).delete()
    crowd(4, topic=week, published_at=SINCE + DAY * 1 + timedelta(hours=5))
    week.contributions.filter(published_at__day=12).first().delete()

    points = made().content["trend"]["points"]

    assert [number for number, point in enumerate(points) if point["estimate"] is None] == [1, 4]
    assert points[1]["figure"] is points[1]["people"] is points[4]["figure"] is None


def test_a_day_is_not_told_of_one_topic_that_would_tell_of_a_few_people_in_another(week):
    """With eight people elsewhere, a day of this topic and the day of all would tell what those said."""
    other = TopicFactory()
    for number, people in enumerate((12, 13, 14, 15, 16, 8)):
        crowd(people, topic=other, published_at=SINCE + DAY * number + timedelta(hours=5))

    ours, everyone = made(topics=[week]), made()

    assert None not in line(everyone)
    assert [number for number, tone in enumerate(line(ours)) if tone is None] == [0, 5]
    assert [line for line in verify(ours) if not line.is_equal] == []


def test_a_day_is_not_told_of_one_topic_that_would_tell_how_the_few_who_were_read_in_another_sound(week):
    other = TopicFactory()
    for number in TONES:
        at = SINCE + DAY * number + timedelta(hours=5)
        crowd(10, topic=other, tones=[None], published_at=at)  # in a language that the machine does not know
        crowd(12 if number else 2, topic=other, published_at=at)

    assert [number for number, tone in enumerate(line(made(topics=[week]))) if tone is None] == [0, 1]


def test_a_digest_of_one_country_has_no_line(week):
    assert made(countries=["UA"]).content["trend"] is None


def test_there_is_no_line_of_fewer_than_four_points_nor_of_a_day(week):
    week.contributions.filter(published_at__day__gte=11).delete()

    assert made().content["trend"] is None
    assert made(SINCE, SINCE + DAY).content["trend"] is None


def test_a_window_of_years_has_no_line(week):
    assert made(until=SINCE + WEEK * 14).content["trend"] is None  # all of it was said in one week
    for number in (2, 5, 13):
        crowd(12, topic=week, published_at=SINCE + WEEK * number)

    assert len(made(until=SINCE + WEEK * 14).content["trend"]["points"]) == 14
    assert made(until=SINCE + WEEK * 15).content["trend"] is None


def test_the_line_begins_in_the_window_before_where_that_has_points_enough(week):
    crowd(12, topic=week, published_at=SINCE - DAY)
    assert len(line(made())) == 7

    for number in (2, 3, 4):
        crowd(12, topic=week, published_at=SINCE - DAY * number)
    assert len(line(made())) == 14


def test_a_month_is_told_by_weeks(db):
    topic, until = TopicFactory(), SINCE + DAY * 30
    for number in range(4):
        crowd(12, topic=topic, published_at=until - WEEK * number - DAY)

    trend = made(SINCE, until).content["trend"]

    assert (trend["days"], len(trend["points"])) == (7, 4)
    assert trend["points"][0]["since"] == SINCE.isoformat()


def test_it_is_found_again_and_a_changed_point_is_found_out(week):
    digest = made()
    assert [line for line in verify(digest) if not line.is_equal] == []

    digest.content["trend"]["points"][2]["estimate"] = 0.9
    digest.save()

    different = {line.figure for line in verify(digest) if not line.is_equal}
    assert different == {"hash", "trend.points.2.estimate"}


def test_digests_that_were_made_before_there_was_a_line_are_shown_and_verified(week, client):
    digest = made()
    del digest.content["trend"]
    digest.hash = digest.sealed()
    digest.save()

    assert [line for line in verify(digest) if not line.is_equal] == []
    page = client.get(f"/en/digests/read/{emails.token_of(digest)}/")
    assert (page.status_code, b"Tone by day" in page.content) == (200, False)


def test_the_e_mail_brings_its_picture_and_says_the_same_without_it(week, office, reader):
    row = SubscriptionFactory(office=office, user=reader, due_at=UNTIL)
    row.frequency, row.weekday, row.hour = "weekly", UNTIL.weekday(), 6
    row.save()

    assert actions.dispatch(UNTIL) == 1

    email = OutgoingEmail.objects.get()
    parsed = message_from_bytes(message(email).message().as_bytes(), policy=policy.default)
    assert parsed.get_content_type() == "multipart/alternative"
    plain, related = parsed.iter_parts()
    assert related.get_content_type() == "multipart/related"
    html, picture = related.iter_parts()
    assert (picture["Content-ID"], picture.get_content_type()) == ("<picture>", "image/png")
    data = picture.get_content()
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (952, 300)
    assert len(data) < 10_000
    assert html.get_content().count('src="cid:picture"') == 1
    assert 'alt="8–9\xa0Nov −0.60; 9–10\xa0Nov −0.40; 10–11\xa0Nov −0.20;' in unescape(html.get_content())
    assert html.get_content().rstrip("\n") == email.html.rstrip("\n")
    assert "TONE BY DAY" in plain.get_content().upper()
    assert "\n  10–11 Nov  " in plain.get_content()


def test_what_an_official_is_sent_by_hand_has_the_picture_as_well(week, office, reader):
    reader.memberships.get_or_create(office=office)
    digest = made(office=office)

    actions.send_to_office(digest)

    email = OutgoingEmail.objects.get()
    assert bytes(email.shared.picture).startswith(b"\x89PNG")
    assert b"Content-ID: <picture>" in message(email).message().as_bytes()
    assert "Stop this digest" not in email.text
    assert not Delivery.objects.exclude(digest=digest).exists()


def test_behind_a_point_are_the_texts_that_were_read(week):
    crowd(10, topic=week, tones=[None], language="other", published_at=SINCE + DAY * 3 + timedelta(hours=5))

    digest = made()

    assert digest.content["trend"]["points"][3]["people"] == 12
    assert len(digest.contributions_behind("time-3")) == 12
    assert len(digest.contributions_behind("all")) == 7 * 12 + 10


@pytest.mark.parametrize(
    ("unread", "unlisted"),
    [
        ({3: 1}, [3]),
        ({3: 9, 5: 1}, [3, 5]),
        ({3: 10}, []),
        ({3: 10, 4: 2}, [4]),
    ],
)
def test_a_day_is_not_listed_beside_few_people_whose_words_were_not_read(unread, unlisted, week, client):
    for number, people in unread.items():
        at = SINCE + DAY * number + timedelta(hours=5)
        crowd(people, topic=week, tones=[None], language="other", published_at=at)

    digest = made()

    points = digest.content["trend"]["points"]
    assert None not in line(digest)
    assert [number for number, point in enumerate(points) if not point["figure"]] == unlisted
    address = f"/en/digests/read/{emails.token_of(digest)}/"
    page = client.get(address).content.decode()
    assert ("Where a day or week has no link, its texts are not listed" in page) is bool(unlisted)
    assert page.count("/time-") == 7 - len(unlisted)
    for number in range(7):
        status = 404 if number in unlisted else 200
        assert client.get(f"{address}time-{number}/").status_code == status
    assert [line for line in verify(digest) if not line.is_equal] == []


def test_the_smallest_day_is_not_listed_where_few_people_were_not_read_on_a_day_without_a_tone(week):
    week.contributions.filter(published_at__day=14).delete()
    week.contributions.filter(published_at__day=9).first().delete()
    crowd(3, topic=week, tones=[None], language="other", published_at=SINCE + DAY * 6 + timedelta(hours=5))

    points = made().content["trend"]["points"]

    assert [point["people"] for point in points] == [12, 11, 12, 12, 12, 12, None]
    assert [number for number, point in enumerate(points) if not point["figure"]] == [1, 6]


TEXT = st.tuples(st.integers(1, 40), st.integers(0, 7 * 24 - 1), st.sampled_from([True, True, True, False]))


@given(st.lists(TEXT, min_size=60, max_size=400))
def test_beside_all_days_that_are_listed_nobody_or_ten_people_are_left_over(texts):
    """Of (who, at which hour, whether it was read)."""
    rows = np.zeros(len(texts), dtype=RECORD)
    texts = sorted(texts, key=lambda text: text[1])
    start = microseconds(SINCE)
    for number, (who, hour, is_read) in enumerate(texts):
        tone = who / 100 if is_read else np.nan
        rows[number]["voice"], rows[number]["pk"] = who, number
        rows[number]["negative"], rows[number]["positive"] = tone, tone / 2
        rows[number]["at"] = start + hour * 3_600_000_000
    found = trend(rows_of(rows), rows_of(rows[:0]), (SINCE, UNTIL), (SINCE - WEEK, SINCE), None)

    listed = np.zeros(len(rows), dtype=bool)
    for point in found["points"] if found else ():
        since, until = (microseconds(datetime.fromisoformat(point[end])) for end in ("since", "until"))
        on = (rows["at"] >= since) & (rows["at"] < until)
        read = on & np.isfinite(rows["positive"])
        if point["figure"]:
            assert is_nobody_or_ten(rows[on & ~read])
            listed |= read
    assert not listed.any() or is_nobody_or_ten(rows[~listed])


def is_nobody_or_ten(rows):
    return len(np.unique(rows["voice"])) not in range(1, 10)


def test_page_and_files_have_every_point(week, client):
    digest = made()
    token = emails.token_of(digest)

    page = client.get(f"/en/digests/read/{token}/").content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/en/digests/read/{token}/?as=csv").content.decode())))
    links = client.get(f"/en/digests/read/{token}/?as=json").json()["links"]

    assert page.count("/time-") == 7
    assert [row["about"] for row in rows if row["about"].startswith("from")] == [
        f"from {(SINCE + DAY * number).isoformat()}" for number in range(7)
    ]
    assert {f"time-{number}" for number in range(7)} <= links.keys()
    texts = client.get(f"/en/digests/read/{token}/time-3/")
    assert "11 to 12\xa0November\xa02026" in texts.content.decode()


def test_a_point_is_named_by_all_days_that_it_covers(db, client):
    """As one that is sent at once, in the middle of a day."""
    topic, until = TopicFactory(), moment("2026-12-01 13:54Z")
    for number in range(6):
        crowd(12, topic=topic, published_at=until - DAY * number - timedelta(hours=5))  # the last: today

    digest = made(until - DAY * 7, until)

    address = f"/en/digests/read/{emails.token_of(digest)}/"
    page, texts = (client.get(address + figure).content.decode() for figure in ("", "time-6/"))
    assert page.count("30\xa0Nov–1\xa0Dec") == 2  # in the table and below the line
    assert "30\xa0November to 1\xa0December\xa02026" in texts
    assert page.count('y="274"') == 3  # as many as fit on a small screen


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=62)),
    st.sampled_from([DAY, WEEK]),
)
def test_parts_cover_their_window_and_none_is_twice_as_long_as_another(since, length, step):
    found = edges((since, since + length), step)

    assert (found[0], found[-1]) == (since, since + length)
    lengths = [end - start for start, end in pairwise(found)]
    assert lengths[1:] == [step] * (len(lengths) - 1)
    assert lengths[0] < 2 * step
