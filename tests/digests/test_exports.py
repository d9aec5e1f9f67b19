"""A digest as a table and as data."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from digests import emails
from digests.models import Digest
from petitions.actions import count_signatures
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.digests import digest_of, moment
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, crowd, heard
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory
from tests.factories.topics import MilestoneFactory, TopicFactory
from topics.models import Observation

pytestmark = pytest.mark.django_db
SINCE, UNTIL = moment("2026-11-08 00:00Z"), moment("2026-11-15 00:00Z")
INSIDE, BEFORE = SINCE + timedelta(days=3), SINCE - timedelta(days=3)
SAME = "We ask both delegations to publish the lists of prisoners every week, and to let families write"


@pytest.fixture
def digest():
    topic = TopicFactory(slug="prisoners")
    crowd(11, topic=topic, published_at=BEFORE)
    crowd(12, topic=topic, published_at=INSIDE, body=f"{SAME}.")
    for n in range(14):
        heard(topic=topic, body=f"A thought of my own, number {n}.", published_at=INSIDE)
    thread = ThreadFactory(board__topic=topic, proposition="Lists first.", published_at=BEFORE)
    for post in PostFactory.create_batch(12, thread=thread, stance="for", published_at=INSIDE):
        ReadingFactory(contribution=post.contribution)
    ThresholdFactory(count=3)
    petition = PetitionFactory(contribution__topic=topic, contribution__language="en", action="Open it")
    SignatureFactory.create_batch(3, petition=petition)
    count_signatures()
    petition.reached.update(at=SINCE)
    ConsultationFactory(topic=topic, title_en="Heat", state="closed", opens_at=BEFORE, closes_at=INSIDE)
    milestone = MilestoneFactory(title_en="Exchange", state="under_way", due_on=UNTIL.date())
    milestone.topics.set([topic])
    for number, user in enumerate(UserFactory.create_batch(30)):
        seen = "happening" if number < 12 else "not"
        Observation.objects.create(milestone=milestone, user=user, seen=seen, at=INSIDE)
    return Digest.objects.get(pk=digest_of(SINCE, UNTIL).pk)


def rows(client, digest):
    text = client.get(f"/en/digests/read/{emails.token_of(digest)}/?as=csv").content.decode()
    found = csv.DictReader(StringIO(text))
    return [{name: value for name, value in row.items() if value} for row in found]


def test_the_table_has_what_is_told_of_everybody(digest, client):
    content = digest.content
    found = {row["figure"]: row for row in reversed(rows(client, digest))}

    assert found["before"] == {"figure": "before", "about": "all", "people": "12"}
    assert found["unsure"] == {
        "figure": "unsure", "about": "all",
        "estimate": str(content["unsure"]), "texts": str(content["texts"]),
    }  # fmt: skip
    assert found["campaign"] == {"figure": "campaign", "about": "0 same text", "people": "12", "texts": "12"}
    without = {name: str(number) for name, number in content["without_campaigns"].items()}
    assert found["without_campaigns"] == {"figure": "without_campaigns", "about": "all", **without}
    once = {name: str(content["tone_once"][name]) for name in ("estimate", "low", "high")}
    assert found["tone_once"] == {"figure": "tone_once", "about": "all", **once}


def test_the_table_has_what_waits_and_the_milestones(digest, client):
    found = [row for row in rows(client, digest) if row["figure"].split()[0] in ("waiting", "milestone")]

    addresses = [row.pop("address") for row in found if "address" in row]
    assert addresses == [f"http://testserver{row['url']}" for row in digest.content["waiting"]]
    assert found == [
        {"figure": "waiting", "about": "petition Open it", "people": "3", "days": "7"},
        {"figure": "waiting", "about": "consultation Heat", "days": "4"},
        {"figure": "milestone under_way", "about": "Exchange", "due": "2026-11-15", "people": "30"},
        {"figure": "milestone happening", "about": "Exchange", "people": "12"},
        {"figure": "milestone not_happening", "about": "Exchange", "people": "18"},
    ]


@pytest.mark.parametrize(
    ("name", "figure"),
    [("people_before", "before"), ("unsure", "unsure"), ("campaigns", "campaign"), ("reported", "milestone")],
)
def test_the_table_of_an_older_digest_has_what_it_says(name, figure, digest, client):
    before = rows(client, digest)
    for said in (digest.content, *digest.content["milestones"]):
        said.pop(name, None)
    digest.content["version"] = 1
    digest.hash = digest.sealed()
    digest.save()

    found = rows(client, digest)

    gone = [row for row in before if row not in found]
    assert {row["figure"].split()[0] for row in gone} == {figure}
    for file in ("", "?as=csv", "?as=json"):
        assert client.get(f"/en/digests/read/{emails.token_of(digest)}/{file}").status_code == 200


def test_every_address_in_the_data_is_whole(digest, client):
    data = client.get(f"/en/digests/read/{emails.token_of(digest)}/?as=json").json()

    rows = [*data["waiting"], *data["propositions"], *(row for row in data["changed"] if "url" in row)]
    addresses = [row[name] for row in rows for name in ("url", "answer") if name in row]
    assert len(addresses) > 5
    assert all(address.startswith("http://testserver/en/") for address in addresses)
