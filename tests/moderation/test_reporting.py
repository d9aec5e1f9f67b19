from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from core.verdict import Refused
from moderation.actions import report
from moderation.actions.reporting import weight_of
from moderation.models import Report
from moderation.permissions import may_report
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory, trusted
from tests.factories.moderation import DecisionFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["pending", "published", "hidden", "rejected", "withdrawn"])
@pytest.mark.parametrize(
    "who",
    ["stranger", "citizen", "author", "closed account", "moderator", "facilitator", "official", "operator"],
)
def test_who_may_report_words_in_which_state(who, state):
    words = ContributionFactory(state=state)
    people = {"stranger": None, "author": words.author}
    user = (
        people[who]
        if who in people
        else UserFactory(
            role="citizen" if who == "closed account" else who, is_active=who != "closed account"
        )
    )

    verdict = may_report(user, words)

    assert verdict.allowed == (state == "published" and who not in ("stranger", "author", "closed account"))
    assert bool(verdict.reason) != verdict.allowed


def test_a_report_is_kept_with_its_weight_and_changes_nothing_else():
    words, reporter = ContributionFactory(), UserFactory()

    made = report(words, by=reporter, reason="insult", note="  He calls us fools. ")

    words.refresh_from_db()
    assert (made.reason, made.note, made.weight) == ("insult", "He calls us fools.", 1.0)
    assert words.state == "published"


def test_a_second_report_is_told_what_became_of_the_first():
    words, reporter = ContributionFactory(), UserFactory()
    first = report(words, by=reporter, reason="insult")

    with pytest.raises(Refused, match="A moderator will look at them"):
        report(words, by=reporter, reason="threat")

    Report.objects.update(decision=DecisionFactory(verdict="approve", reason=None))
    with pytest.raises(Refused, match="A moderator looked at them and left them up"):
        report(words, by=reporter, reason="threat")
    assert list(Report.objects.all()) == [first]


def test_a_reason_that_is_not_on_the_list_is_refused():
    with pytest.raises(Refused, match="Choose one of the answers shown"):
        report(ContributionFactory(), by=UserFactory(), reason="boring")


def test_more_than_twenty_reports_in_an_hour_are_refused():
    reporter = UserFactory()
    for words in ContributionFactory.create_batch(20):
        report(words, by=reporter, reason="insult")

    with pytest.raises(Refused, match="a lot of reports"):
        report(ContributionFactory(), by=reporter, reason="insult")


def test_trust_and_a_good_record_make_a_report_weigh_more():
    new, known, moderator = UserFactory(), trusted(UserFactory()), UserFactory(moderator=True)
    good, poor = UserFactory(), UserFactory()
    for verdict, reporter in (("hide", good), ("approve", poor)):
        for _ in range(5):
            decision = DecisionFactory(verdict=verdict)
            ReportFactory(contribution=decision.contribution, reporter=reporter, decision=decision)

    weights = [weight_of(user) for user in (new, known, moderator, good, poor)]

    assert weights == [1.0, 2.0, 5.0, 2.0, 0.25]


@pytest.mark.django_db(transaction=True)
def test_reporting_twice_at_once_leaves_one_report():
    words, reporter = ContributionFactory(), UserFactory()

    def send(_):
        try:
            report(words, by=reporter, reason="insult")
        except Refused as refused:
            return refused.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert Report.objects.count() == 1
    assert (
        sorted(filter(None, answers))
        == ["You have reported these words before. A moderator will look at them."] * 3
    )


def page_of(words):
    return reverse("moderation:report", args=[words.pk])


def test_a_stranger_is_led_to_sign_in_and_back(client):
    words = ContributionFactory()

    response = client.get(page_of(words))

    assert response.status_code == 302
    assert response["Location"] == f"/en/account/login/?next=/en/words/{words.pk}/report/"


def test_a_stranger_who_presses_report_with_htmx_is_led_to_the_whole_sign_in_page(client):
    response = client.get(page_of(ContributionFactory()), headers={"HX-Request": "true"})

    assert response["HX-Redirect"].startswith("/en/account/login/")


def test_the_form_sends_a_report_and_says_so(client):
    words, reporter = ContributionFactory(), UserFactory()
    client.force_login(reporter)

    response = client.post(page_of(words), {"reason": "insult", "note": "Look."})

    assert response["Location"] == words.get_absolute_url()
    assert "Your report has arrived" in client.get(reverse("moderation:rules")).content.decode()
    assert Report.objects.get().note == "Look."


def test_with_htmx_only_the_form_is_answered(client):
    words = ContributionFactory()
    client.force_login(UserFactory())

    asked = client.get(page_of(words), headers={"HX-Request": "true"}).content.decode()
    sent = client.post(page_of(words), {"reason": "insult"}, headers={"HX-Request": "true"}).content.decode()

    assert asked.lstrip().startswith(f'<div class="flow measure gap" id="report-{words.pk}"')
    assert "<html" not in asked
    assert "Your report has arrived" in sent
    assert "<form" not in sent


def test_the_page_asks_the_database_little(client, django_assert_max_num_queries):
    words = ContributionFactory()
    client.force_login(UserFactory())

    with django_assert_max_num_queries(6):  # session, person, words, earlier report
        client.get(page_of(words))


def test_a_form_without_a_reason_comes_back_filled_in(client):
    words = ContributionFactory()
    client.force_login(UserFactory())

    response = client.post(page_of(words), {"note": "It is about my street."})

    assert response.status_code == 422
    assert "It is about my street." in response.content.decode()
    assert 'role="alert"' in response.content.decode()
    assert not Report.objects.exists()


def test_an_overlong_note_comes_back_filled_in(client):
    client.force_login(UserFactory())

    response = client.post(page_of(ContributionFactory()), {"reason": "insult", "note": "a" * 501})

    assert response.status_code == 422
    assert not Report.objects.exists()


def test_one_s_own_words_offer_no_form(client):
    words = ContributionFactory()
    client.force_login(words.author)

    response = client.get(page_of(words))

    assert "These are your own words." in response.content.decode()
    assert f'id="report{words.pk}_reason"' not in response.content.decode()


def test_words_that_are_hidden_are_not_there_to_report(client):
    client.force_login(UserFactory())

    assert client.get(page_of(ContributionFactory(state="hidden"))).status_code == 404
