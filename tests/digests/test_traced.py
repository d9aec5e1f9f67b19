"""Every figure leads to exactly the texts behind it and to those it is compared with, or says why not."""

import re
from datetime import timedelta

import pytest

from contributions.models import Contribution
from digests import emails
from digests.actions.verifying import verify
from digests.models import Digest
from insights.actions import rebuild_all
from tests.factories.accounts import UserFactory
from tests.factories.digests import digest_of, moment
from tests.factories.insights import crowd, heard
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SINCE, UNTIL = moment("2026-11-08 00:00Z"), moment("2026-11-15 00:00Z")
INSIDE, BEFORE = SINCE + DAY * 3, SINCE - DAY * 3
SAME = "We ask both delegations to publish the lists of prisoners every week, and to let families write"
UNLISTED = "These texts are not listed, so that nobody can be singled out."


@pytest.fixture
def topics():
    return [TopicFactory(slug=slug, title_en=slug.title()) for slug in ("prisoners", "energy", "space")]


def made(since=SINCE, until=UNTIL, **options):
    return Digest.objects.get(pk=digest_of(since, until, **options).pk)


def keys(**where):
    return set(Contribution.objects.filter(**where).values_list("pk", flat=True))


def behind(digest, figure):
    return set(digest.contributions_behind(figure))


def page(client, digest, figure=""):
    html = client.get(f"/en/digests/read/{emails.token_of(digest)}/{figure}").content.decode()
    return re.sub(r"\s+", " ", html)


def leads_to(html):
    return set(re.findall(r'/digests/read/[^/"]+/([\w-]+)/"', html))


def test_a_change_leads_to_the_texts_of_both_windows(topics, client):
    for topic, at, tone in ((topics[0], BEFORE, 0.6), (topics[0], INSIDE, -0.6), (topics[1], INSIDE, 0.1)):
        crowd(15, topic=topic, tones=[tone], feelings=["sad"], published_at=at)
    crowd(12, topic=topics[1], tones=[0.1], published_at=BEFORE)

    digest = made()

    assert behind(digest, "before") == keys(published_at=BEFORE)
    assert behind(digest, "before-topic-prisoners") == keys(published_at=BEFORE, topic=topics[0])
    assert behind(digest, "before-feeling-sad") == keys(published_at=BEFORE, feeling="sad")
    for html in (page(client, digest), emails.render(digest).html):
        assert {"before", "before-topic-prisoners"} <= leads_to(html)
    now, before = (page(client, digest, f"{name}topic-prisoners/") for name in ("", "before-"))
    assert "before-topic-prisoners" in leads_to(now)
    assert "topic-prisoners" in leads_to(before)
    assert "What it is compared with · 1 to 7 November 2026" in before
    assert "<h1>Prisoners</h1>" in before
    assert [line for line in verify(digest) if not line.is_equal] == []


def test_texts_that_a_change_is_compared_with_are_not_listed_where_few_would_be_left_over(topics, client):
    crowd(12, topic=topics[0], feelings=["sad"], tones=[-0.8], published_at=BEFORE)
    crowd(4, topic=topics[0], feelings=[""], tones=[-0.8], published_at=BEFORE)
    crowd(12, topic=topics[0], feelings=["sad"], tones=[-0.8], published_at=INSIDE)
    crowd(12, topic=topics[0], feelings=["hopeful"], tones=[-0.8], published_at=INSIDE)

    digest = made()

    assert {row["code"] for row in digest.content["feelings"] if row["change"]} >= {"sad", "hopeful"}
    assert {figure for figure in digest.figures() if "before" in figure} == {
        "before", "before-topic-prisoners",
    }  # fmt: skip
    assert f"What it is compared with. {UNLISTED}" in page(client, digest, "feeling-sad/")
    assert UNLISTED not in page(client, digest, "topic-prisoners/")


@pytest.mark.parametrize(
    ("unsure", "sure", "is_open"), [(12, 12, True), (12, 0, True), (12, 9, False), (9, 12, False)]
)
def test_texts_of_which_the_machine_is_not_sure_are_listed_from_ten_people_on(
    unsure, sure, is_open, topics, client
):
    crowd(unsure, topic=topics[0], tones=[0.1], published_at=INSIDE)
    crowd(sure, topic=topics[0], tones=[-0.8], published_at=INSIDE)

    digest = made()

    assert ("unsure" in digest.figures()) is is_open
    for html in (page(client, digest), re.sub(r"\s+", " ", emails.render(digest).html)):
        assert ("unsure" in leads_to(html), UNLISTED in html) == (is_open, not is_open)
    if is_open:
        assert behind(digest, "unsure") == keys(reading__label="")
        assert "<h1>The machine is not sure how they sound</h1>" in page(client, digest, "unsure/")


def test_nobody_is_left_over_who_wrote_both_kinds_of_texts(topics):
    people = UserFactory.create_batch(12)
    for person in people:
        heard(author=person, topic=topics[0], tone=0.1, published_at=INSIDE)
    for person in people[:3]:
        heard(author=person, topic=topics[0], tone=-0.8, published_at=INSIDE)

    assert "unsure" not in made().figures()  # what is left of "all" would be by three


def test_texts_that_nobody_copied_and_those_that_were_imported_are_listed(topics, client):
    crowd(12, topic=topics[0], published_at=INSIDE, body=f"{SAME}.")
    for n in range(14):
        heard(topic=topics[0], body=f"A thought of my own, number {n}.", published_at=INSIDE)
    for n in range(11):
        imported = {"author": None, "import_key": f"comment:{n}", "body": f"Another, and the {n} th."}
        heard(topic=topics[0], published_at=INSIDE, **imported)

    digest = made()

    assert behind(digest, "without-campaigns") == keys() - keys(body=f"{SAME}.")
    assert behind(digest, "imported") == keys(author=None)
    for html in (page(client, digest), emails.render(digest).html):
        assert {"without-campaigns", "imported", "all"} <= leads_to(html)
        assert "Without texts that many sent alike, 25 people wrote 25 texts." in re.sub(r"\s+", " ", html)
    assert "<h1>Without texts that many sent alike</h1>" in page(client, digest, "without-campaigns/")


@pytest.mark.parametrize(("people", "is_open"), [(3, False), (12, True)])
def test_a_crowded_day_is_listed_where_the_other_days_are_of_ten_people(people, is_open, topics, client):
    for n in range(1, 40):
        crowd(people, topic=topics[0], published_at=UNTIL + DAY - n * DAY)
    crowd(60, topic=topics[0], published_at=INSIDE + DAY / 2)
    Contribution.objects.filter(published_at__gte=SINCE + DAY, published_at__lt=INSIDE).delete()
    Contribution.objects.filter(published_at__gte=INSIDE + DAY, published_at__lt=UNTIL - DAY).delete()
    rebuild_all()

    digest = made()

    figure = f"day-{INSIDE.date()}"
    assert [row["on"] for row in digest.content["changed"] if row["kind"] == "spike"] == [f"{INSIDE.date()}"]
    assert (figure in digest.figures()) is is_open
    for html in (page(client, digest), re.sub(r"\s+", " ", emails.render(digest).html)):
        assert (figure in leads_to(html), f"texts. {UNLISTED}" in html) == (is_open, not is_open)
    if is_open:
        assert behind(digest, figure) == keys(published_at__gte=INSIDE, published_at__lt=INSIDE + DAY)
        assert "<h1>Far more was written than usual</h1>" in page(client, digest, f"{figure}/")
    assert [line for line in verify(digest) if not line.is_equal] == []


def test_the_list_of_a_crowded_day_holds_also_the_texts_that_were_not_read(topics, client):
    for n in range(1, 40):
        crowd(12, topic=topics[0], published_at=UNTIL + DAY - n * DAY)
    crowd(60, topic=topics[0], published_at=INSIDE + DAY / 2)
    crowd(15, topic=topics[0], published_at=INSIDE + DAY / 2, tones=[None], language="de")
    rebuild_all()

    digest = made()

    (spike,) = [row for row in digest.content["changed"] if row["kind"] == "spike"]
    figure = f"day-{spike['on']}"
    assert len(behind(digest, figure)) == spike["texts"] == 87
    assert "87 texts were counted" in page(client, digest, f"{figure}/")


def test_a_digest_from_before_there_were_such_lists_says_so(topics, client):
    crowd(12, topic=topics[0], published_at=BEFORE)
    crowd(12, topic=topics[0], tones=[0.1], published_at=INSIDE)
    digest = made()
    del digest.content["listed"]
    digest.hash = digest.sealed()
    digest.save()

    assert "Digests that are as old as this one do not list these texts." in page(client, digest)
    assert "as old as this one" in page(client, digest, "topic-prisoners/")
    assert {"before", "all"} <= leads_to(page(client, digest))
    assert [line for line in verify(digest) if not line.is_equal] == []


def test_its_data_link_to_all_of_them(topics, client):
    for at in (BEFORE, INSIDE):
        crowd(12, topic=topics[0], tones=[0.1], published_at=at)
    digest = made()

    data = client.get(f"/en/digests/read/{emails.token_of(digest)}/?as=json").json()

    assert {"all", "before", "unsure", "before-topic-prisoners"} <= data["links"].keys()
    assert all(client.get(link).status_code == 200 for link in data["links"].values())
