"""Alert and digest of the same days say the same of shared texts."""

from datetime import timedelta

import pytest

from digests.actions.finding import Look
from digests.models import Scope
from tests.digests.test_alerts import CALL, DAY, NOW, phrase
from tests.factories.accounts import UserFactory
from tests.factories.digests import digest_of, moment
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, crowd, heard
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
UNTIL = moment("2026-11-20 00:00Z")
SINCE = UNTIL - timedelta(days=7)
INSIDE, BEFORE = NOW - 2 * DAY, NOW - 9 * DAY


@pytest.fixture
def topic():
    return TopicFactory(slug="prisoners")


def own(people, topic, at, tone=0.0, noise=0.1):
    """Everybody in words of their own."""
    for number in range(people):
        words = phrase(f"{topic.pk} {at} {number}")
        heard(topic=topic, tone=tone + (number % 3 - 1) * noise, body=words, published_at=at)


def copies(people, topic, at, tone):
    crowd(people, topic=topic, tones=[tone], published_at=at, body=f"{CALL} 7")


def verdicts():
    """(of the alert, of the digest): whether the tone of the topic is clear without shared texts."""
    (shift,) = Look(Scope.of(), NOW).shifts
    content = digest_of(SINCE, UNTIL).content
    (change,) = [row["change"] for row in content["by_topic"] if row["slug"] == "prisoners"]
    assert change["clear"]
    assert change["diff"] == shift.facts["diff"]
    return shift.facts.get("clear_without_campaigns"), change.get("clear_without_campaigns")


def test_a_campaign_that_turned_round_made_the_change_in_both(topic):
    own(20, topic, BEFORE)
    own(20, topic, INSIDE)
    copies(70, topic, BEFORE, 0.8)
    copies(70, topic, INSIDE, -0.8)

    assert verdicts() == (False, False)


def test_what_many_wrote_in_a_topic_that_is_not_told_as_well_is_a_campaign_in_both(topic):
    small, other = TopicFactory.create_batch(2)
    for at in (BEFORE, INSIDE):
        own(20, topic, at, noise=0.02)
        own(15, other, at)
    copies(9, topic, INSIDE, 0.8)
    copies(3, small, INSIDE, 0.8)

    assert verdicts() == (False, False)


def test_a_topic_that_is_small_beside_others_without_its_campaign_is_looked_at_by_both(topic):
    small, other = TopicFactory.create_batch(2)
    for at, tone in ((BEFORE, -0.5), (INSIDE, 0.5)):
        own(12, topic, at, tone)
        own(15, other, at)
    own(5, small, INSIDE)
    copies(70, topic, INSIDE, 0.5)

    assert verdicts() == (True, True)


@pytest.mark.parametrize("tone_now", [0.27, 0.275])
def test_an_alert_does_not_call_clear_without_shared_texts_what_a_digest_does_not(tone_now, topic):
    """Of a digest, with all that people declare, more is compared."""
    for at, tone in ((BEFORE, 0.0), (INSIDE, tone_now)):
        own(20, topic, at, tone, noise=0.4)
    copies(40, topic, INSIDE, 0.8)
    writers = UserFactory.create_batch(20)
    for _ in range(10):
        thread = ThreadFactory(board__topic=topic, proposition="Lists first.")
        for person, at in zip(writers, [BEFORE] * 10 + [INSIDE] * 10, strict=True):
            post = PostFactory(thread=thread, author=person, stance="for", published_at=at)
            ReadingFactory(contribution=post.contribution, tone=None)

    of_alert, of_digest = verdicts()
    assert of_digest or not of_alert
