"""`verify_digest`: what a digest says, against what was frozen with it."""

from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.actions import change_role
from contributions.models import Contribution
from digests.actions.verifying import verify
from digests.models import Digest, Frozen
from insights.actions import group_all
from insights.models import Reading
from tests.factories.digests import digest_of
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
SAME = "We ask both delegations to publish the lists of prisoners every week, and to let families write."


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Of the example, of a text that many sent alike, and of what many said in their own words; made once, as
    that takes seconds, and gone with the last test.
    """
    with django_db_blocker.unblock(), override_settings(PORTAL_DEMO=True), transaction.atomic():
        call_command("load_example", verbosity=0)
        group_all()
        topic, at = TopicFactory(slug="copied"), timezone.now() - timedelta(hours=2)
        crowd(12, topic=topic, body=SAME, published_at=at)
        for letter in "abcdefghijkl":
            words = f"{letter * 9} {letter * 5} the old ferry {letter * 7}"
            crowd(1, topic=topic, body=words, published_at=at)
        until = timezone.now()
        yield digest_of(until - timedelta(days=14), until).pk
        transaction.set_rollback(True)


@pytest.fixture
def digest(made, db):
    return Digest.objects.get(pk=made)


def told(digest):
    out = StringIO()
    try:
        call_command("verify_digest", digest.pk, stdout=out)
    except CommandError as fault:
        return out.getvalue(), str(fault)
    return out.getvalue(), ""


def test_every_figure_is_found_again_from_what_was_frozen_whatever_happened_since(digest):
    Reading.objects.update(p_neg=0.1, p_neu=0.1, p_pos=0.8)
    Contribution.objects.filter(feeling="sad").update(feeling="hopeful")

    out, fault = told(digest)

    assert fault == ""
    assert " equal, 0 not, 4 kept as they stood, 0 that cannot" in out
    assert out.endswith("\nEvery figure is what the texts say.\n")
    for figure in (
        "hash", "people", "tone.estimate", "change.p_value", "by_topic.copied.people", "feelings.0.share.low",
        "campaigns.0.people", "without_campaigns.people", "themes.0.phrases.0.people", "behind",
    ):  # fmt: skip
        assert f"equal    {figure}: " in out, figure
    assert "equal    ground." in out
    assert "equal    stances." in out


def test_every_figure_is_found_again_when_somebody_who_spoke_works_for_others_since(digest):
    for row in Contribution.objects.filter(body=SAME).select_related("author")[:3]:
        change_role(row.author, "official")

    out, fault = told(digest)

    assert fault == ""
    assert " equal, 0 not, 4 kept as they stood, 0 that cannot" in out


def test_whether_texts_were_changed_is_asked_by_one_parameter(digest, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as asked:
        list(verify(digest))

    (sql,) = (row["sql"] for row in asked.captured_queries if 'touched_at" >' in row["sql"])
    assert "IN (SELECT unnest('{" in sql


def test_a_digest_that_was_tampered_with_is_found_out(digest):
    digest.content["people"] += 1
    digest.content["tone"]["low"] -= 0.01
    digest.save()

    out, fault = told(digest)

    assert fault == "This digest does not say what its texts say."
    assert {line.split()[1] for line in out.splitlines() if line.startswith("NOT")} == {
        "hash:", "people:", "tone.low:",
    }  # fmt: skip


def test_rows_that_were_tampered_with_are_found_out_by_the_hash(digest):
    rows = digest.kept
    changed = rows.now.copy()
    changed["positive"][np.isfinite(changed["positive"])] = 0.9
    digest.rows = Frozen(changed, rows.before).dump()
    digest.save()

    different = {line.figure for line in verify(Digest.objects.get(pk=digest.pk)) if not line.is_equal}

    assert {"hash", "tone.estimate"} <= different


def test_texts_that_were_changed_since_leave_unknown_only_what_is_in_their_words(digest):
    Contribution.objects.filter(body=SAME).update(body="Other words.", touched_at=timezone.now())

    out, fault = told(digest)

    assert fault == ""
    assert "texts changed since: 12" in out
    assert {line.split()[1] for line in out.splitlines() if line.startswith("unknown")} == {
        "campaigns.0.kind:", "themes:", "behind:",
    }  # fmt: skip
    for figure in (
        "tone.estimate", "campaigns.0.posts", "campaigns.0.people", "campaigns.0.hours",
        "without_campaigns.people", "without_campaigns.texts", "tone_once.estimate", "tone_once.low",
    ):  # fmt: skip
        assert f"equal    {figure}: " in out, figure
    assert ", 3 that cannot be worked out any more\nEvery figure that can be worked out again is" in out


def test_texts_behind_figures_are_told_by_how_many_there_are(digest):
    equal, _fault = told(digest)
    Contribution.objects.filter(body=SAME).update(body="Other words.", touched_at=timezone.now())
    unknown, _fault = told(digest)

    counts = ", ".join(f"{name} {len(keys)}" for name, keys in sorted(digest.behind.items()))
    assert "campaign-0 12" in counts
    assert f"equal    behind: {counts}\n" in equal
    assert f"unknown  behind: {counts} (texts changed since: 12)\n" in unknown
    assert f"unknown  themes: {len(digest.content['themes'])} (texts changed since: 12)\n" in unknown
    assert max(map(len, unknown.splitlines())) < 600


def test_campaigns_that_were_tampered_with_are_found_out_after_their_texts_were_changed(digest):
    Contribution.objects.filter(body=SAME).update(body="Other words.", touched_at=timezone.now())
    digest.content["without_campaigns"]["people"] += 1
    digest.content["tone_once"]["high"] += 0.01
    digest.content["campaigns"][0]["people"] += 1
    digest.hash = digest.sealed()
    digest.save()

    out, fault = told(digest)

    assert fault == "This digest does not say what its texts say."
    assert {line.split()[1] for line in out.splitlines() if line.startswith("NOT")} == {
        "without_campaigns.people:", "tone_once.high:", "campaigns.0.people:",
    }  # fmt: skip


def test_figures_of_an_earlier_version_are_unknown_and_its_seal_is_looked_at_still(digest):
    digest.content |= {"version": 5, "change": {**digest.content["change"], "p_value": 0.5}}
    digest.hash = digest.sealed()
    digest.save()

    out, fault = told(digest)
    sealed = out.splitlines()
    digest.content["people"] += 1
    digest.save()
    broken, broken_fault = told(digest)

    assert fault == ""
    assert sealed[0].startswith("equal    hash: ")
    assert {line.split()[0] for line in sealed[1:-6]} == {"unknown"}
    assert "unknown  change.p_value: 0.5 (made by an earlier version: cannot be worked out again)" in sealed
    assert sealed[-1].endswith("; of those unknown nothing is said.")
    assert sealed[-2].startswith("1 equal, 0 not, 4 kept as they stood, ")
    assert broken.startswith("NOT      hash: ")
    assert broken_fault == "This digest does not say what its texts say."
