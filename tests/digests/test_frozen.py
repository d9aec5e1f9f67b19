"""What is frozen with a digest, and digests of a few texts that are found again from it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contributions.models import Contribution
from digests.actions.verifying import verify
from digests.models import Digest, Frozen
from tests.digests.test_verifying import told
from tests.factories.digests import digest_of
from tests.factories.insights import crowd, heard, labelled
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


def test_texts_that_were_deleted_since_leave_themes_unknown_and_figures_equal():
    topic, until = TopicFactory(), timezone.now()
    rows = crowd(30, topic=topic, published_at=until - timedelta(hours=5))
    digest = digest_of(until - timedelta(days=1), until)
    rows[0].reading.delete()
    rows[0].delete()

    out, fault = told(digest)

    assert fault == ""
    assert "unknown  themes: " in out
    assert "texts changed since: 1" in out
    assert "equal    people: 30" in out


def test_a_corrected_figure_is_found_again_after_more_texts_were_labelled():
    topic, at = TopicFactory(), timezone.now() - timedelta(hours=1)
    for tone, label in ((0.8, "positive"), (-0.8, "negative"), (0.0, "neutral")):
        labelled(40, tone, [label, label], topic=topic, published_at=at)
    digest = digest_of(timezone.now() - timedelta(days=1), timezone.now(), topics=[topic])
    assert digest.content["tone"]["corrected"] == ["en"]
    labelled(40, 0.8, ["negative", "negative"], topic=TopicFactory())

    lines = list(verify(Digest.objects.get(pk=digest.pk)))

    assert [line for line in lines if not line.is_equal] == []


def test_there_is_no_such_digest(db):
    with pytest.raises(CommandError, match="There is no digest 12345"):
        call_command("verify_digest", 12345)


def test_what_is_frozen_holds_no_author():
    topic = TopicFactory()
    rows = crowd(12, topic=topic, published_at=timezone.now() - timedelta(hours=1))
    heard(topic=topic, author=None, import_key="x", published_at=timezone.now() - timedelta(hours=1))

    digest = digest_of(timezone.now() - timedelta(days=1), timezone.now(), topics=[topic])

    voices = Digest.objects.get(pk=digest.pk).kept.now["voice"].tolist()
    assert sorted(voices) == [-1, *range(1, 13)]
    assert len(rows) == 12


def test_a_country_is_found_again_over_all_topics_and_in_each_that_may_be_told():
    topics = TopicFactory.create_batch(3)
    for topic, ours, others in zip(topics, (30, 6, 5), (40, 30, 25), strict=True):
        for country, count in (("UA", ours), ("PL", others)):
            crowd(count, topic=topic, country=country, published_at=timezone.now() - timedelta(hours=2))
    until = timezone.now()

    digest = Digest.objects.get(
        pk=digest_of(until - timedelta(days=1), until, topics=topics, countries=["UA"]).pk
    )

    assert [line for line in verify(digest) if not line.is_equal] == []
    assert digest.content["people"] == 41
    assert [row["people"] for row in digest.content["by_topic"]] == [30]
    behind = Contribution.objects.filter(pk__in=digest.contributions_behind(f"topic-{topics[0].slug}"))
    assert (behind.count(), len(digest.contributions_behind("all"))) == (30, 41)
    assert set(behind.values_list("topic", "country")) == {(topics[0].pk, "UA")}


def test_rows_of_older_digests_knew_of_nothing_kept_apart():
    crowd(12, published_at=timezone.now() - timedelta(hours=2))
    until = timezone.now()
    kept = digest_of(until - timedelta(days=1), until).kept
    names = [name for name in kept.now.dtype.names if name != "apart"]

    now, before = Frozen.load(Frozen(*(rows[names].copy() for rows in kept)).dump()).bases()

    assert len(now.parts) == len(now.whole) == 12
    assert len(before.parts) == len(before.whole) == 0
