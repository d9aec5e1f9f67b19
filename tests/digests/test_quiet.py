"""A window in which too few people wrote and nothing waited."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from core.models import OutgoingEmail
from digests import actions
from digests.models import Delivery
from petitions.models import Reached
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import SubscriptionFactory, moment
from tests.factories.petitions import PetitionFactory, ThresholdFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
DUE = moment("2026-11-20 08:00Z")
DAY = timedelta(days=1)


def said(count, at=DUE - timedelta(hours=3)):
    return ContributionFactory.create_batch(count, published_at=at)


@pytest.mark.parametrize("written", [0, 9])
def test_it_is_told_in_one_line(written, office, reader):
    said(written)
    SubscriptionFactory(office=office, user=reader, due_at=DUE)

    assert actions.dispatch(DUE) == 1

    email = OutgoingEmail.objects.get()
    head, _, rest = email.text.partition("\n\n")
    body, _, foot = rest.partition("\n\n--")
    assert email.subject == "Quiet: fewer than 10 people wrote, 19 to 20 November 2026"
    assert body.replace("\n", " ") == (
        "Quiet: fewer than 10 people wrote. "
        "Nothing is shown about so few people, and nothing waits for an answer."
    )
    assert head.startswith("Digest for the Working Group")
    assert "/digests/unsubscribe/" in foot
    assert "/digests/read/" in foot
    assert "Nothing is shown about so few people" in email.html
    assert len(email.html) < 10_000
    assert "9" not in body


def test_it_says_what_it_is_about_where_that_is_not_everything(office, reader):
    topic = TopicFactory(title_en="Bridges", title_uk="Мости", order=1)
    untranslated = TopicFactory(title_en="Ferries", title_uk="", order=2)
    TopicFactory()
    SubscriptionFactory(
        office=office, user=reader, due_at=DUE, topics=[topic, untranslated], countries=["PL"], language="uk"
    )

    actions.dispatch(DUE)

    email = OutgoingEmail.objects.get()
    assert "Польща" in email.text
    assert "Лише про ці теми: Мости; Ferries." in email.text.replace("\n", " ")
    assert '<span>Мости</span>; <span lang="en">Ferries</span>.' in email.html
    assert "Польща" in email.html


@pytest.fixture
def poles():
    """Eighteen people in Poland, six to a topic; the topics."""
    topics = TopicFactory.create_batch(3)
    for topic in topics:
        ContributionFactory.create_batch(
            6, topic=topic, author__country="PL", country="PL", published_at=DUE - timedelta(hours=3)
        )
    return topics


def test_parts_left_out_are_not_called_fewer_than_ten_people(office, reader, poles):
    SubscriptionFactory(office=office, user=reader, due_at=DUE, countries=["PL"], topics=poles[:2])

    actions.dispatch(DUE)

    email = OutgoingEmail.objects.get()
    assert email.subject.startswith("Quiet: nothing can be told without singling people out")
    assert "fewer than 10 people wrote" not in email.text
    for words in (email.text, email.html):
        assert "Nothing waits for an answer. Only about these topics: " in " ".join(strip_tags(words).split())
        assert "so few people" not in words


def test_nor_so_few_where_something_waits(office, reader, poles, client):
    petition = PetitionFactory(contribution__topic=poles[0])
    Reached.objects.create(petition=petition, threshold=ThresholdFactory(), at=DUE - DAY)
    SubscriptionFactory(office=office, user=reader, due_at=DUE, countries=["PL"], topics=poles[:2])

    actions.dispatch(DUE)

    email = OutgoingEmail.objects.get()
    client.force_login(reader)
    page = client.get(Delivery.objects.get().digest.get_absolute_url()).content.decode()
    for words in (email.text, email.html, page):
        assert "Who wrote is left out, so that nobody can be singled out." in " ".join(words.split())
        assert "so few people" not in words


def test_few_people_about_each_topic_are_many_over_all_and_no_topic_tells_of_them(
    office, reader, poles, client
):
    SubscriptionFactory(office=office, user=reader, due_at=DUE, countries=["PL"])

    actions.dispatch(DUE)

    digest, email = Delivery.objects.get().digest, OutgoingEmail.objects.get()
    client.force_login(reader)
    page = client.get(digest.get_absolute_url()).content.decode()
    assert email.subject.startswith("18 people wrote")
    for words in (email.text, email.html, page):
        told = " ".join(strip_tags(words).split()).lower()
        assert "by topic" in told
        named = told.partition("not shown, so that nobody")[2]
        assert all(topic.title.lower() in named for topic in poles)
    assert digest.content["by_topic"] == []
    assert sorted(digest.content["not_shown"]) == sorted(topic.title for topic in poles)
    assert len(digest.contributions_behind("all")) == 18


def test_it_is_not_sent_to_whoever_wants_nothing_then_and_the_next_window_is_due(office, reader):
    row = SubscriptionFactory(office=office, user=reader, due_at=DUE, when_quiet="skip")

    assert actions.dispatch(DUE) == 0

    row.refresh_from_db()
    assert (row.due_at, row.told_until) == (DUE + DAY, DUE)
    assert not OutgoingEmail.objects.exists()
    assert not Delivery.objects.exists()


def test_after_one_that_was_skipped_the_next_tells_of_its_own_day(office, reader):
    SubscriptionFactory(office=office, user=reader, due_at=DUE, when_quiet="skip")
    said(9)
    said(10, at=DUE + timedelta(hours=3))

    assert [actions.dispatch(DUE + DAY * n) for n in range(3)] == [0, 1, 0]

    (delivery,) = Delivery.objects.select_related("digest")
    assert (delivery.digest.since, delivery.digest.until) == (DUE, DUE + DAY)
    assert delivery.digest.content["people"] == 10


@pytest.mark.parametrize("when_quiet", ["tell", "skip"])
@pytest.mark.parametrize("what", ["ten people", "a petition that waits"])
def test_where_there_is_something_the_whole_digest_comes(what, when_quiet, office, reader):
    if what == "ten people":
        said(10)
    else:
        Reached.objects.create(petition=PetitionFactory(), threshold=ThresholdFactory(), at=DUE - DAY)
    SubscriptionFactory(office=office, user=reader, due_at=DUE, when_quiet=when_quiet)

    assert actions.dispatch(DUE) == 1

    text = " ".join(OutgoingEmail.objects.get().text.split())
    assert "nothing waits for an answer" not in text


def test_one_that_is_asked_for_now_comes_even_when_it_is_quiet(office, reader):
    row = SubscriptionFactory(office=office, user=reader, due_at=DUE, when_quiet="skip")

    assert actions.send_now(row, by=reader)

    assert "Quiet" in OutgoingEmail.objects.get().subject


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        (
            "en",
            "Only about this topic: A. Only people from this country: Poland. "
            "Only texts in this language: Russian.",
            "Only about these topics: A; A. Only people from these countries: Poland, Poland. "
            "Only texts in these languages: Russian, Russian.",
        ),
        (
            "ru",
            "Только об этой теме: A. Только люди из этой страны: Польша. "
            "Только тексты на этом языке: русский.",
            "Только об этих темах: A; A. Только люди из этих стран: Польша, Польша. "
            "Только тексты на этих языках: русский, русский.",
        ),
        (
            "uk",
            "Лише про цю тему: A. Лише люди з цієї країни: Польща. Лише тексти цією мовою: російська.",
            "Лише про ці теми: A; A. Лише люди з цих країн: Польща, Польща. "
            "Лише тексти цими мовами: російська, російська.",
        ),
    ],
)
def test_what_it_is_narrowed_to_is_said_rightly_of_one_and_of_several(language, one, several):
    def said(count):
        about = {"about": [{"title": "A"}], "countries": ["PL"], "languages": ["ru"]}
        content = {name: rows * count for name, rows in about.items()}
        return render_to_string("digests/_narrowed.html", {"content": content}).strip()

    with translation.override(language):
        assert [said(1), said(2)] == [one, several]
