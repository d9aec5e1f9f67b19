"""What an alert says of its figures, and the texts behind them."""

import re
import zlib
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from accounts import actions as people
from contributions.models import Contribution
from digests import actions, tasks
from digests.emails.links import TEXTS
from digests.models import Alert, Counted
from insights.actions import rebuild_all
from tests.digests.test_alerts import DAY, HOUR, MINUTES, NOW, many, reached, shifted, wanting
from tests.factories.accounts import OfficeFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.insights import brought, crowd, labelled
from tests.factories.topics import TopicFactory

COUNTED = "Every text that was counted"
COMPARED = "What it is compared with"


@pytest.fixture
def topic(db):
    return TopicFactory(title_en="Prisoners", title_ru="Пленные", title_uk="Полонені", slug="prisoners")


def email():
    return Alert.objects.get().email


def text():
    return " ".join(email().text.split())


def links():
    """By label, those of the HTML; the text has the same."""
    found = dict(re.findall(r'href="https?://[^/"]+(/[^"]+)"[^>]*>([^<]+)</a>', email().html))
    by_label = {label: path for path, label in found.items()}
    assert all(path in email().text for path in by_label.values())
    return by_label


def listed(client, address):
    """(the keys of all texts, the last page)"""
    found, following = set(), address
    while following:
        page = client.get(following).content.decode()
        found |= {int(key) for key in re.findall(r'id="words-(\d+)"', page)}
        more = re.search(r'href="(\?after=[^"#]+)', page)
        following = more and address + more.group(1).replace("&amp;", "&")
    return found, " ".join(page.split())


def keys(rows):
    return {row.pk for row in rows}


# == Imported ==
@pytest.mark.parametrize(
    ("here", "elsewhere", "said"),
    [
        (12, 0, "Of these, 30 are counted by a text each that was imported from elsewhere, without a name."),
        (0, 0, "All of them were imported from elsewhere, without names"),
        (12, 3, None),
        (5, 0, None),
    ],
)
def test_a_spike_says_how_many_texts_were_imported_unless_that_tells_of_few(topic, here, elsewhere, said):
    """`elsewhere`: of another topic of the same digests, whose imported texts would be known by these."""
    other = TopicFactory()
    wanting("spike", topics=[topic, other])
    crowd(12, topic=topic, published_at=NOW - 3 * DAY)
    crowd(20, topic=other, published_at=NOW - 5 * HOUR)
    crowd(here, topic=topic, published_at=NOW - 5 * HOUR)
    brought(30, topic=topic, published_at=NOW - 5 * HOUR)
    brought(elsewhere, topic=other, published_at=NOW - 5 * HOUR)
    rebuild_all()
    actions.alert(NOW)

    words = " ".join(Alert.objects.get(facts__topic=topic.pk).email.text.split())
    assert f"{here + 30} people wrote them." in words
    assert ("imported" in words) is bool(said)
    assert not said or said in words


# == Which texts ==
def test_a_spike_leads_to_exactly_the_texts_of_its_day(topic, client):
    wanting("spike", topics=[topic])
    crowd(12, topic=topic, published_at=NOW - 3 * DAY)
    ours = crowd(30, topic=topic, published_at=NOW - 5 * HOUR)
    crowd(30, topic=TopicFactory(), published_at=NOW - 5 * HOUR)
    rebuild_all()
    assert actions.alert(NOW) == 1
    crowd(5, topic=topic, published_at=NOW - 5 * HOUR)  # of that day, and come after it was counted

    assert {COUNTED, COMPARED} & links().keys() == {COUNTED}
    found, page = listed(client, links()[COUNTED])

    assert found == keys(ours)
    assert "30 texts were counted." in page
    assert "taken down" not in page
    assert "The texts behind a figure · 19 November 2026" in page
    assert "<h1>Prisoners</h1>" in page
    assert COMPARED not in page


def test_a_shift_leads_to_the_texts_of_both_its_weeks(topic, client):
    wanting("shift")
    shifted(topic)
    week = NOW.replace(hour=0, minute=0) - 7 * DAY
    ours = Contribution.objects.filter(published_at__gte=week)
    theirs = Contribution.objects.filter(published_at__lt=week, published_at__gte=week - 7 * DAY)

    assert actions.alert(NOW) == 1

    found, page = listed(client, links()[COUNTED])
    assert found == keys(ours)
    assert "13 to 19 November 2026" in page
    assert links()[COMPARED] in page
    before, page = listed(client, links()[COMPARED])
    assert before == keys(theirs)
    assert "What it is compared with · 6 to 12 November 2026" in page
    assert links()[COUNTED] in page
    assert f"{len(ours)} people wrote" in text()


def test_of_a_narrowed_scope_only_what_was_counted_is_listed(topic, client):
    wanting("spike", countries=["UA", "PL"])
    ours = crowd(30, topic=topic, country="UA", published_at=NOW - HOUR)
    crowd(4, topic=topic, country="PL", published_at=NOW - HOUR)  # too few to be told of
    crowd(15, topic=topic, country="DE", published_at=NOW - HOUR)
    crowd(15, topic=topic, country="FR", published_at=NOW - HOUR)
    rebuild_all()

    assert actions.alert(NOW) == 1

    found, page = listed(client, links()[COUNTED])
    assert found <= keys(ours)
    assert len(found) == Alert.objects.get().facts["texts"]
    assert f"{len(found)} texts were counted." in page


def test_what_was_taken_down_since_is_not_shown_and_how_many_are_left_is_said(topic, client):
    wanting("spike")
    many(topic)
    actions.alert(NOW)
    gone = Contribution.objects.order_by("pk")[:4]
    Contribution.objects.filter(pk__in=keys(gone)).update(state="hidden")

    found, page = listed(client, links()[COUNTED])

    assert len(found) == 26
    assert not found & keys(gone)
    assert "30 texts were counted." in page
    assert "26 of 30 are still public; the others are not shown." in page


def test_two_who_are_told_the_same_share_one_list(topic):
    wanting("spike")
    wanting("spike")
    many(topic)

    assert actions.alert(NOW) == 2

    assert {alert.counted for alert in Alert.objects.all()} == {Counted.objects.get()}
    assert set(Counted.objects.get().texts) == keys(Contribution.objects.all())


def test_the_texts_of_a_shift_are_packed_once_for_all_who_are_told(topic, monkeypatch):
    pressed, press = [], zlib.compress
    monkeypatch.setattr(zlib, "compress", lambda data: pressed.append(data) or press(data))
    for _reader in range(3):
        wanting("shift")
    shifted(topic)

    assert actions.alert(NOW) == 3

    assert len(pressed) == Counted.objects.count() == 2  # of this week and of the one before
    assert {(row.counted, row.compared) for row in Alert.objects.all()} == {
        tuple(Counted.objects.order_by("pk"))
    }


def end_the_account(row):
    people.forget(row.user)


def delete_the_subscription(row):
    row.user.subscriptions.all().delete()


@pytest.mark.parametrize("end", [end_the_account, delete_the_subscription])
def test_the_list_goes_the_night_after_the_last_alert_that_names_it(end, topic):
    first, second = wanting("shift"), wanting("shift")
    shifted(topic)
    assert actions.alert(NOW) == 2
    lists = set(Counted.objects.all())
    assert len(lists) == 2  # counted, and compared with

    end(first)
    tasks.tidy()
    assert {Alert.objects.get().counted, Alert.objects.get().compared} == lists == set(Counted.objects.all())

    end(second)
    tasks.tidy()
    assert not Counted.objects.exists()


# == Who opens them ==
def test_the_link_opens_for_sixty_days(topic, client, monkeypatch):
    wanting("spike")
    many(topic)
    actions.alert(NOW)
    address = links()[COUNTED]
    later = timezone.now() + timedelta(days=60, minutes=1)
    assert client.get(address).status_code == 200

    monkeypatch.setattr("time.time", lambda: later.timestamp())
    response = client.get(address)

    assert response.status_code == 410
    assert "The link in an alert opens its texts for 60 days." in response.content.decode()
    assert "Open my digests" not in response.content.decode()


def test_a_wrong_link_opens_nothing(topic, client):
    wanting("spike")
    many(topic)
    actions.alert(NOW)
    address, key = links()[COUNTED], Alert.objects.get().pk

    assert client.get(address.replace("alerts/", "alerts/x")).status_code == 404
    assert client.get(address.replace("/counted/", "/compared/")).status_code == 404
    assert client.get(address.replace("/counted/", "/subscription/")).status_code == 404
    assert (
        client.get(f"/en/digests/alerts/{signing.dumps(key, salt='digests.read')}/counted/").status_code
        == 404
    )
    assert client.get(f"/en/digests/alerts/{signing.dumps(0, salt=TEXTS)}/counted/").status_code == 404
    assert client.post(address).status_code == 405
    assert "noindex" in client.get(address).content.decode()


def test_a_list_of_texts_costs_the_same_however_many_there_are(topic, client, django_assert_max_num_queries):
    wanting("spike")
    many(topic, 60)
    actions.alert(NOW)
    address = links()[COUNTED]
    client.get(address)

    with django_assert_max_num_queries(6):
        client.get(address)


# == The tone ==
def test_a_shift_says_the_tone_now_and_that_it_is_not_corrected(topic):
    wanting("shift")
    shifted(topic)

    actions.alert(NOW)

    assert re.search(
        r"Net tone of texts, from −1 to \+1: 0\.5\d? \(0\.\d+ to 0\.\d+\)\. Uncorrected for", text()
    )
    assert "Uncorrected for the model’s own errors." in " ".join(email().html.split())


def test_a_shift_says_that_it_is_corrected_where_it_is(topic):
    wanting("shift")
    shifted(topic)
    for tone, said in ((-0.5, "negative"), (0.0, "neutral"), (0.5, "positive")):
        labelled(110, tone, [said, said], published_at=NOW - 40 * DAY)

    actions.alert(NOW)

    assert "Corrected for the model’s own errors." in text()
    assert "Uncorrected" not in text()


# == What is due from whom ==
@pytest.mark.parametrize("is_ours", [True, False])
def test_what_is_due_at_a_threshold_is_told_to_offices_that_answer_about_its_topic(is_ours, topic):
    row = wanting("threshold")
    reached(topic)
    topic.offices.set([row.office if is_ours else OfficeFactory()])

    assert actions.alert(NOW) == 1

    assert email().subject == "A petition has reached 1,000 signatures: “Publish the lists”"
    assert ("An official answer is due." in text()) == is_ours
    assert ("Write an answer" in links()) == is_ours
    assert "Read the petition" in links()


def test_a_petition_that_waits_says_how_many_signed_since_when_and_whose_it_is(topic):
    wanting("waiting")
    petition = reached(topic, at=NOW - 5 * DAY - HOUR)
    type(petition).objects.filter(pk=petition.pk).update(signature_count=1250)

    assert actions.alert(NOW) == 1

    told = (
        "Petition · 1,250 signatures. "
        "It has waited since 14 November 2026, and your office answers about this topic."
    )
    assert told in text()
    assert told in " ".join(email().html.replace("&nbsp;", " ").split())


def test_a_consultation_that_waits_says_since_when(topic):
    wanting("waiting")
    ConsultationFactory(topic=topic, title_en="Lists", state="closed", closes_at=NOW - 5 * DAY - MINUTES)

    assert actions.alert(NOW) == 1

    assert "Consultation · closed. It has waited since 15 November 2026" in text()
