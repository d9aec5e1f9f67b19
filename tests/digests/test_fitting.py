"""Sentences that fit the digest they stand in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from digests import emails
from digests.actions import waiting
from insights.actions import group
from petitions.actions import count_signatures
from tests.digests.test_alerts import CALL, phrase
from tests.digests.test_emails import text_of
from tests.factories.consultations import ConsultationFactory
from tests.factories.digests import approve, digest_of, moment
from tests.factories.insights import camps, crowd, heard
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory
from tests.factories.topics import MilestoneFactory, TopicFactory

pytestmark = pytest.mark.django_db
SINCE, UNTIL = moment("2026-11-08 06:00Z"), moment("2026-11-15 06:00Z")
INSIDE, BEFORE = SINCE + timedelta(days=3), SINCE - timedelta(days=2)


@pytest.fixture
def topic():
    return TopicFactory(title_en="Prisoners")


def parts(client, reader, **options):
    """(subject, the words of its HTML, of its text and of its page)"""
    digest = digest_of(SINCE, UNTIL, office=reader.memberships.get().office, **options)
    subject, text, html, _picture = emails.render(digest)
    client.force_login(reader)
    page = client.get(f"/en/digests/{digest.pk}/").content.decode()
    return subject, [" ".join(part.split()) for part in (text_of(html), text, text_of(page))]


# == Shared texts ==
def test_what_is_clear_with_shared_texts_only_is_told_nowhere_without_saying_so(topic, client, reader):
    for at in (BEFORE, INSIDE):
        for number in range(20):
            tone, words = number % 3 / 10 - 0.1, phrase(f"{at} {number}")
            heard(topic=topic, tone=tone, body=words, published_at=at)
        crowd(15, topic=TopicFactory(), published_at=at)
    crowd(70, topic=topic, tones=[-0.8], published_at=INSIDE, body=f"{CALL} 7")

    subject, forms = parts(client, reader)

    assert subject.startswith("No clear change in tone without the shared texts")
    for words in forms:
        assert "Tone is more negative" not in words
        assert words.count("clear only with the shared texts") == 4  # twice first, then each at its place
        for place in ("Change since the window before:", "more negative than before"):
            assert "clear only with the shared texts" in words[words.rindex(place) :][:130]


# == Tone that is kept back ==
def test_a_topic_whose_tone_is_kept_back_has_its_people_and_the_true_reason(topic, client, reader):
    small = TopicFactory()
    crowd(40, topic=TopicFactory(), published_at=INSIDE)
    crowd(25, topic=topic, published_at=INSIDE)
    crowd(4, topic=small, published_at=INSIDE)
    crowd(12, topic=small, tones=[None], language="other", published_at=INSIDE)

    _subject, forms = parts(client, reader)

    for words in forms:
        assert "fewer than 10 people" not in words.replace("fewer than 10 people gave", "")
        assert words.count("Tone is not shown, so that nobody can be singled out") == 2
        place = words[words.rindex("Prisoners") :][:120]
        assert "25 people" in place
        assert "Tone is not shown" in place


@pytest.mark.parametrize(("earlier", "said"), [(0, "could be compared"), (20, "shows a clear change")])
def test_that_nothing_could_be_compared_is_not_told_as_no_change(earlier, said, topic, client, reader):
    for each in (topic, TopicFactory()):
        crowd(20, topic=each, published_at=INSIDE)
        crowd(earlier, topic=each, published_at=BEFORE)

    _subject, forms = parts(client, reader)

    for words in forms:
        assert ("No topic shows a clear change." in words) is (earlier > 0)
        assert ("No topic could be compared with the time before." in words) is (earlier == 0)


# == How sure ==
@pytest.mark.parametrize("is_full", [True, False])
def test_quotes_and_groups_are_spoken_of_only_where_there_are_some(is_full, topic, client, reader):
    said = crowd(12, topic=topic, published_at=INSIDE, body=f"{CALL} 7")
    if is_full:
        approve(*said[:2])
        group(camps(20, 20, consultation=ConsultationFactory(topic=topic, opens_at=INSIDE))[0])

    _subject, forms = parts(client, reader)

    for words in forms:
        assert "Ranges hold the true value 95 times in 100" in words
        assert ("those of opinion groups: 80" in words) is is_full
        assert ("Quotes were approved by a moderator." in words) is is_full


# == A window of long ago ==
@pytest.mark.parametrize(("days", "is_recent"), [(25, True), (40, False)])
def test_what_is_to_come_today_is_not_told_of_a_window_of_long_ago(days, is_recent, topic, monkeypatch):
    monkeypatch.setattr(waiting, "PAST", timedelta(days=31))
    until = timezone.now() - timedelta(days=days)
    MilestoneFactory(title_en="Exchange", state="planned").topics.set([topic])
    ThresholdFactory(count=3)
    SignatureFactory.create_batch(2, petition=PetitionFactory(contribution__topic=topic))
    count_signatures()

    content = digest_of(until - timedelta(days=7), until).content

    assert [row["title"] for row in content["milestones"]] == (["Exchange"] if is_recent else [])
    assert [row["to_go"] for row in content["waiting"]] == ([1] if is_recent else [])


# == Waiting ==
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what does so already stands in each digest and under Answers"),
        ("ru", "что ждёт дольше уже сейчас, есть в каждом дайджесте и в разделе «Ответы»"),
        ("uk", "що чекає довше вже зараз, є в кожному дайджесті та в розділі «Відповіді»"),
    ],
)
def test_the_form_says_that_alerts_tell_of_what_waits_long_from_now_on(language, said, client, reader):
    client.force_login(reader)

    assert said in client.get(f"/{language}/digests/").content.decode()
