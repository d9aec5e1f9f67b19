import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from answers.models import Answer
from answers.querysets import median_wait, waiting
from consultations.models import Consultation
from petitions.models import Reached
from tests.factories.accounts import OfficeFactory
from tests.factories.answers import AnswerFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.petitions import PetitionFactory, ThresholdFactory
from tests.seen import as_seen

pytestmark = pytest.mark.django_db


def petition(days, **fields):
    """One that reached the number from which an answer is due, so many days ago."""
    row = PetitionFactory(signature_count=3, **fields)
    at = timezone.now() - timedelta(days=days, minutes=1)
    Reached.objects.create(petition=row, threshold=ThresholdFactory(), at=at)
    return row


def consultation(days):
    ended = timezone.now() - timedelta(days=days, minutes=1)
    return ConsultationFactory(state="closed", opens_at=ended - timedelta(days=9), closes_at=ended)


def test_what_waits_comes_with_its_clock_the_longest_wait_first():
    short, long, middle = petition(2), petition(40), consultation(11)
    PetitionFactory(signature_count=1)
    ConsultationFactory()
    answered = petition(90)
    AnswerFactory(petition=answered)
    AnswerFactory(petition=None, consultation=consultation(90))
    AnswerFactory(petition=short, state="draft")
    AnswerFactory(petition=middle and long, state="withdrawn", published_at=timezone.now())

    rows, total = waiting()

    assert [(found.kind, found.row, found.days) for found in rows] == [
        ("petition", long, 40), ("consultation", middle, 11), ("petition", short, 2),
    ]  # fmt: skip
    assert total == 3
    assert ([found.row for found in waiting(1, 1)[0]], waiting(1, 1)[1]) == ([middle], 3)
    assert waiting(7, 5) == ([], 3)


def test_the_median_counts_the_first_answer_to_each_from_the_moment_it_was_due():
    now = timezone.now()
    for days, took in ((100, 4), (100, 30), (100, 7)):
        row = petition(days)
        for later in (0, 50):
            AnswerFactory(petition=row, published_at=now - timedelta(days=days - took - later))
    AnswerFactory(petition=None, consultation=consultation(20), published_at=now - timedelta(days=15))
    AnswerFactory()  # nothing was due
    AnswerFactory(petition=petition(3), published_at=now - timedelta(days=8))  # before it was due
    AnswerFactory(petition=petition(60), state="draft")

    assert median_wait(Answer.objects.all()) == (6, 4)  # 4, 5, 7 and 30 days: between the middle two
    assert median_wait(Answer.objects.none()) == (None, 0)


def test_the_median_is_one_row_from_the_database_however_many_were_answered():
    for days in range(6):
        AnswerFactory(petition=petition(days + 3))

    with CaptureQueriesContext(connection) as queries:
        found = median_wait(Answer.objects.all())

    assert found == (6, 6)  # 3 to 8 days: 5.5, which is told as six
    assert [query["sql"].count("percentile_cont") for query in queries] == [1]


def test_an_answer_says_how_long_it_was_waited_for_from_the_moment_it_was_due():
    now = timezone.now()
    late = AnswerFactory(petition=petition(10, opened_at=now - timedelta(days=80)))
    early = AnswerFactory(petition=PetitionFactory(opened_at=now - timedelta(days=30, minutes=1)))

    waits = {row: row.days_waited for row in Answer.objects.for_page()}

    assert waits == {late: 10, early: 30}


def test_strangers_see_the_clocks_and_may_keep_the_page(client):
    row, over = petition(12), consultation(1)

    for path in ("/en/answers/", "/en/answers/waiting/"):
        page = client.get(path)
        words = as_seen(page)
        assert row.action in words
        assert over.title in words
        assert "12 days" in words
        assert "1 day <" in words
        assert "public" in page["Cache-Control"]
        assert not page.cookies


def test_the_file_holds_everything_that_waits_and_no_formula(client):
    petition(12, action="=1+1", contribution__language="uk")
    over = consultation(1)

    found = list(csv.DictReader(io.StringIO(client.get("/en/answers/waiting.csv").content.decode())))

    assert [[*list(row.values())[:3], row["days"], row["signatures"]] for row in found] == [
        ["petition", "'=1+1", "uk", "12", "3"], ["consultation", over.title, "en", "1", ""],
    ]  # fmt: skip
    assert found[1]["address"] == f"http://testserver{over.get_absolute_url()}"


def test_the_file_says_in_which_language_each_title_is(client):
    over, untranslated = consultation(2), consultation(1)
    Consultation.objects.filter(pk=over.pk).update(title_en="Prisoners", title_ru="Пленные")
    Consultation.objects.filter(pk=untranslated.pk).update(title_en="", title_ru=None, title_uk="Полонені")

    found = list(csv.DictReader(io.StringIO(client.get("/ru/answers/waiting.csv").content.decode())))

    assert [(row["title"], row["language"]) for row in found] == [("Пленные", "ru"), ("Полонені", "uk")]


def test_the_list_opens_fifty_at_a_time(client, monkeypatch):
    monkeypatch.setattr("answers.views.clocks.STEP", 2)
    rows = [petition(days) for days in (9, 8, 7)]

    first = client.get("/en/answers/waiting/").content.decode()
    second = client.get("/en/answers/waiting/?after=2").content.decode()

    assert [row.action in first for row in rows] == [True, True, False]
    assert "2 of 3 shown" in first
    assert [row.action in second for row in rows] == [False, False, True]
    for strange in ("x", "-1", "99999999999", "²"):
        assert client.get("/en/answers/waiting/", {"after": strange}).status_code == 200


@pytest.mark.parametrize(("path", "most"), [("", 13), ("waiting/", 8), ("waiting.csv", 7)])
def test_pages_take_the_same_queries_for_few_and_for_many(client, path, most, django_assert_max_num_queries):
    for days in range(6):
        petition(days)
        consultation(days)
        AnswerFactory(petition=petition(days + 3))

    with django_assert_max_num_queries(most):
        client.get(f"/en/answers/{path}")


def test_a_topic_s_offices_are_named_beside_what_waits(client):
    first, second = OfficeFactory(name_en="First office"), OfficeFactory(name_en="Second office")
    row, nobodys, over = petition(3), petition(2), consultation(1)
    row.contribution.topic.offices.set([first, second])
    over.topic.offices.set([second])

    found, _total = waiting()
    page = as_seen(client.get("/en/answers/waiting/"))
    lines = csv.DictReader(io.StringIO(client.get("/en/answers/waiting.csv").content.decode()))

    assert [(one.row, one.offices) for one in found] == [
        (row, sorted([first, second], key=lambda office: office.slug)), (nobodys, []), (over, [second]),
    ]  # fmt: skip
    assert "for these offices: First office, Second office" in page
    assert "for this office: Second office" in page
    assert [line["offices"].split() for line in lines] == [
        sorted([first.slug, second.slug]), [], [second.slug]
    ]  # fmt: skip
