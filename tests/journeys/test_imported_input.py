"""Real public input from another system, from the files to a digest whose figures are added up here again."""

import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from statistics import mean

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from consultations.models import Consultation, Vote
from contributions.models import Contribution
from insights.actions import group_all
from insights.models import Reading
from petitions.models import Petition
from tests.factories.accounts import OfficeFactory
from tests.factories.forums import BoardFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]  # each file is committed, as in life
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
COMMENTS = {"en": 10354, "ru": 1549, "uk": 2282}
PETITIONS = {"petitions_en.jsonl": 133, "petitions_uk_2015_2017.json": 8489, "petitions_ua_2015.jsonl": 740}
VOTES = {
    "brexit-consensus": 5303,
    "scoop-hivemind.biodiversity": 29719,
    "american-assembly.bowling-green": 225524,
}


@pytest.fixture
def shared():
    if not SHARED.exists():
        pytest.skip("The real input is not here: it is expected in ../shared/data of the project")
    return SHARED


def digest_of(folder, language="en"):
    call_command(
        "digest", office="desk", since=date(2000, 1, 1), until=date.today() + timedelta(days=1), out=folder,
        language=language, verbosity=0,
    )  # fmt: skip
    return json.loads((folder / "digest.json").read_text())


def test_real_input_is_imported_and_a_digest_tells_of_it_in_three_languages(shared, tmp_path):
    OfficeFactory(slug="desk")
    board = BoardFactory(slug="imported", topic__slug="everything")
    for language in COMMENTS:
        call_command(
            "import_comments", shared / "input" / f"comments_{language}.jsonl", board=board.slug, verbosity=0
        )
    for name in PETITIONS:
        call_command("import_petitions", shared / "input" / name, topic="everything", verbosity=0)
    for name in VOTES:
        call_command(
            "import_votes", shared / "votes" / name, consultation=name.replace(".", "-"), create=name,
            topic="everything", verbosity=0,
        )  # fmt: skip

    assert Petition.objects.count() == sum(PETITIONS.values())
    assert Vote.objects.count() == sum(VOTES.values())
    assert Contribution.objects.filter(kind="post").count() == sum(COMMENTS.values())
    assert group_all() == 3

    # A window ends at the last full minute: what came in since was said two minutes earlier.
    just_now = Contribution.objects.filter(published_at__gte=timezone.now() - timedelta(minutes=2))
    just_now.update(published_at=F("published_at") - timedelta(minutes=2))
    Consultation.objects.update(opens_at=F("opens_at") - timedelta(minutes=2))
    digest = digest_of(tmp_path / "en")

    # Every figure again, from the rows, by another way
    public = Contribution.objects.public()
    unread = public.filter(reading=None).values_list("kind", "language", "published_at")
    assert not unread, list(unread[:5])
    assert Reading.objects.count() == public.count()
    counted = {key for keys in digest["frozen"].values() for key in keys}
    left_out = public.exclude(pk__in=counted).values_list("kind", "language", "published_at", "topic__slug")
    assert not left_out, list(left_out[:5])
    assert digest["texts"] == public.count()
    tones = defaultdict(list)
    for key, author, negative, positive in Reading.objects.filter(contribution__in=public).values_list(
        "contribution_id", "contribution__author_id", "p_neg", "p_pos"
    ):
        if negative is not None:
            tones[author or -key].append(positive - negative)
    voices = {(author or -key) for key, author in public.values_list("pk", "author_id")}
    assert digest["people"] == len(voices)
    tone = mean(mean(values) for values in tones.values())
    assert digest["tone"]["estimate"] == pytest.approx(tone, abs=1e-9)
    assert digest["tone"]["low"] < tone < digest["tone"]["high"]
    assert digest["tone"]["people"] == len(tones)
    assert sorted(digest["frozen"]["everything"]) == sorted(public.values_list("pk", flat=True))
    assert len(digest["ground"]) == 3
    for ground in digest["ground"]:
        assert ground["claims"], ground["title"]
    assert digest["quotes"] == [], "imported words are quoted to nobody"

    for language in ("ru", "uk"):
        again = digest_of(tmp_path / language, language)
        assert again["tone"] == digest["tone"]
        for name in ("digest.html", "digest.txt"):
            text = (tmp_path / language / name).read_text()
            assert len(text.encode()) < 100_000
            assert "{{" not in text
            assert "{%" not in text
