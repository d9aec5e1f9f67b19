from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from contributions import actions as contributions
from core.models import StateChange
from moderation.actions import decide, open_cases
from moderation.models import Case
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.moderation import CaseFactory, ReportFactory

pytestmark = pytest.mark.django_db


def facts(case):
    return case.contribution, case.why, case.state


def test_every_contribution_that_waits_gets_one_case_however_often_we_ask():
    new = ContributionFactory(state="pending", kind="post")
    petition = ContributionFactory(state="pending", kind="petition")
    statement = ContributionFactory(state="pending", kind="statement")
    ContributionFactory(state="published")
    ContributionFactory(state="hidden")

    assert open_cases() == 3
    assert open_cases() == 0

    assert sorted(map(facts, Case.objects.all()), key=lambda fact: fact[0].pk) == [
        (new, "new", "open"),
        (petition, "petition", "open"),
        (statement, "statement", "open"),
    ]


def test_a_case_waits_since_the_words_were_written():
    written = timezone.now() - timedelta(hours=31)
    ContributionFactory(state="pending", created_at=written)

    open_cases()

    assert Case.objects.get().opened_at == written
    assert Case.objects.get().hours_left == 16


def test_reported_words_get_a_case_that_waits_since_the_first_report():
    first = ReportFactory(at=timezone.now() - timedelta(hours=2))
    ReportFactory(contribution=first.contribution)

    open_cases()

    case = Case.objects.get()
    assert facts(case) == (first.contribution, "reported", "open")
    assert case.opened_at == first.at


def test_the_weight_of_the_reports_is_the_score_and_a_threat_is_looked_at_first():
    calm = ReportFactory(weight=2.0, reason="insult")
    ReportFactory(contribution=calm.contribution, weight=5.0, reason="off-topic")
    threat = ReportFactory(weight=1.0, reason="threat")
    waits_long = ContributionFactory(state="pending", created_at=timezone.now() - timedelta(days=20))

    open_cases()

    ranked = Case.objects.ranked().order_by("-place")
    assert [case.contribution for case in ranked] == [threat.contribution, waits_long, calm.contribution]
    assert [(case.score, case.is_urgent) for case in ranked] == [(1.0, True), (1.0, False), (7.0, False)]


def test_no_number_of_reports_hides_anything():
    words = ContributionFactory()
    for _ in range(30):
        ReportFactory(contribution=words, weight=6.0, reason="threat")

    open_cases()

    words.refresh_from_db()
    assert words.state == "published"


def test_words_reported_again_after_a_decision_come_back(moderator):
    case = CaseFactory()
    decide(case, by=moderator, verdict="approve", version=1)
    ReportFactory(contribution=case.contribution)

    assert open_cases() == 1
    assert open_cases() == 0

    case.refresh_from_db()
    assert facts(case) == (case.contribution, "reported", "open")
    assert case.version == 3
    assert [change.after for change in StateChange.objects.filter(kind="moderation.case").order_by("pk")] == [
        "closed",
        "open",
    ]


def test_words_changed_after_they_were_hidden_come_back(moderator, insult):
    case = CaseFactory(contribution__state="published", contribution__kind="post", why="reported")
    decide(case, by=moderator, verdict="hide", reason=insult, version=1)
    words = contributions.edit(case.contribution, by=case.contribution.author, body="In better words.")

    open_cases()

    case.refresh_from_db()
    assert facts(case) == (words, "new", "open")


def test_a_case_closes_when_the_author_takes_the_words_back():
    case = CaseFactory()
    contributions.withdraw(case.contribution, by=case.contribution.author)

    open_cases()

    case.refresh_from_db()
    assert case.state == "closed"


def test_opening_cases_costs_the_same_for_one_and_for_many(django_assert_num_queries):
    ContributionFactory.create_batch(5, state="pending")
    with django_assert_num_queries(5):  # new, insert, to reopen, to close, scores
        open_cases()

    with django_assert_num_queries(4):
        open_cases()


@pytest.mark.django_db(transaction=True)
def test_workers_that_open_cases_at_once_open_each_once(moderator):
    ContributionFactory.create_batch(10, state="pending")
    again = CaseFactory(state="closed", contribution__state="published")
    ReportFactory(contribution=again.contribution)

    def one(_):
        try:
            open_cases()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))

    assert Case.objects.open().count() == 11
    again.refresh_from_db()
    assert again.version == 2
    assert StateChange.objects.filter(kind="moderation.case", after="open").count() == 1


def test_reports_of_words_that_were_withdrawn_open_nothing():
    report = ReportFactory(reporter=UserFactory())
    contributions.withdraw(report.contribution, by=report.contribution.author)

    assert open_cases() == 0
