"""What participants report of a milestone: counted from ten people, and never a verification."""

import threading
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.verdict import Refused
from tests.factories.accounts import UserFactory
from tests.factories.topics import MilestoneFactory
from tests.seen import as_seen
from topics import actions
from topics.models import Milestone, Observation
from topics.permissions import may_observe
from topics.querysets import Observed, observed
from topics.states import MilestoneState

pytestmark = pytest.mark.django_db
ROLES = ["stranger", "citizen", "moderator", "facilitator", "official", "operator", "closed account"]


def said(milestone, seen, people, country="UA", **fields):
    for _ in range(people):
        user = UserFactory(country=country)
        Observation.objects.create(milestone=milestone, user=user, seen=seen, **fields)


def found(milestone, *window):
    return Milestone.objects.observed(*window)[milestone.pk]


@pytest.mark.parametrize(("role", "state"), list(product(ROLES, MilestoneState)))
def test_citizens_say_what_they_see_of_what_has_begun(role, state):
    user = {"stranger": None, "closed account": UserFactory(is_active=False)}.get(role, ...)
    user = UserFactory(role=role) if user is ... else user

    allowed = bool(may_observe(user, MilestoneFactory(state=state)))

    assert allowed == (role == "citizen" and state in ("under_way", "done"))


def test_each_says_one_thing_and_may_change_it():
    milestone, user = MilestoneFactory(state="done"), UserFactory()
    for seen in ("happening", "unsure", "not"):
        actions.observe(milestone, by=user, seen=seen)

    assert [row.seen for row in Observation.objects.all()] == ["not"]
    with pytest.raises(Refused, match="Choose one of the three"):
        actions.observe(milestone, by=user, seen="perhaps")


def test_whoever_changes_it_all_the_time_is_asked_to_wait(monkeypatch):
    monkeypatch.setattr(actions, "SAYING", {"limit": 2, "seconds": 3600})
    milestone, user = MilestoneFactory(state="done"), UserFactory()
    for seen in ("happening", "not"):
        actions.observe(milestone, by=user, seen=seen)

    with pytest.raises(Refused, match="Come back in an hour"):
        actions.observe(milestone, by=user, seen="unsure")
    actions.observe(milestone, by=UserFactory(), seen="unsure")


def test_nothing_is_told_of_nine_people_and_of_ten_it_is():
    milestone = MilestoneFactory(state="done")
    said(milestone, "happening", 9)
    assert found(milestone) == Observed()

    said(milestone, "happening", 1)

    whole = Observed(10, 10, 0, 0)
    assert found(milestone) == Observed(10, 10, 0, 0, {"UA": whole})


def test_an_answer_of_fewer_than_ten_is_not_shown_nor_to_be_had_by_subtraction():
    milestone = MilestoneFactory(state="done")
    said(milestone, "happening", 30)
    said(milestone, "not", 12)
    said(milestone, "unsure", 2)

    result = found(milestone)

    assert (result.people, result.happening, result.not_happening, result.unsure) == (44, 30, None, None)


def test_countries_with_few_people_are_part_of_the_whole_only():
    milestone, other = MilestoneFactory.create_batch(2, state="done")
    said(milestone, "happening", 20, "UA")
    said(milestone, "not", 15, "UA")
    said(milestone, "happening", 8, "DE")
    said(milestone, "happening", 6, "")
    said(other, "unsure", 30, "UA")

    assert found(milestone) == Observed(49, 34, 15, 0, {"UA": Observed(35, 20, 15, 0)})


def test_a_window_is_not_told_where_those_before_it_could_be_had_by_subtraction():
    milestone, now = MilestoneFactory(state="done"), timezone.now()
    week, later = now - timedelta(days=7), now + timedelta(minutes=1)
    said(milestone, "happening", 12, at=now)
    said(milestone, "not", 11, at=later)  # after the window
    assert found(milestone, week, later).people == 12
    assert found(milestone, week, week) == Observed()

    said(milestone, "not", 4, at=week - timedelta(days=1))
    assert found(milestone, week, later) == Observed()
    assert found(milestone, None, later).people == 16
    said(milestone, "not", 6, at=week - timedelta(days=1))
    assert found(milestone, week, later) == Observed(12, 12, 0, 0, {"UA": Observed(12, 12, 0, 0)})


@given(
    st.dictionaries(
        st.sampled_from(["", "DE", "PL", "RU", "UA", "US"]),
        st.dictionaries(st.sampled_from(["happening", "not", "unsure"]), st.integers(1, 25), min_size=1),
    )
)
def test_what_is_shown_never_leaves_fewer_than_ten_people_to_be_had(counts):
    result = observed(counts)

    people = sum(sum(row.values()) for row in counts.values())
    if people < 10:
        assert result == Observed()
        return
    for where, row in [(None, result), *result.by_country.items()]:
        true = counts.values() if where is None else [counts[where]]
        for seen, n in row.by_answer:
            assert n in (None, sum(one.get(seen, 0) for one in true))
            assert n is None or n == 0 or n >= 10
        assert row.people in (None, sum(sum(one.values()) for one in true))
        assert row.people is None or row.people >= 10


def test_a_citizen_says_it_on_the_page_and_a_stranger_reads_the_sum(client):
    milestone, user = MilestoneFactory(state="under_way"), UserFactory()
    path = milestone.get_absolute_url()
    said(milestone, "happening", 10)
    stranger = client.get(path)
    assert "Sign in and say what you see" in stranger.content.decode()
    assert "public" in stranger["Cache-Control"]
    assert not stranger.cookies
    client.force_login(user, backend="accounts.backends.RoleBackend")

    assert client.post(f"{path}observe/", {"seen": "not"}).url == path

    page = as_seen(client.get(path))
    assert "You said: It is not happening here" in page
    assert 'value="not" aria-pressed="true"' in page
    assert "What 11 people say of it where they live" in page
    assert "It is no verification" in page
    assert "Ukraine" in page


def test_of_what_has_not_begun_nothing_is_asked(client):
    milestone = MilestoneFactory()
    client.force_login(UserFactory(), backend="accounts.backends.RoleBackend")

    assert "What participants report" not in client.get(milestone.get_absolute_url()).content.decode()
    client.post(f"{milestone.get_absolute_url()}observe/", {"seen": "not"})
    assert not Observation.objects.exists()


def test_all_milestones_take_two_queries_more(django_assert_max_num_queries):
    for milestone in MilestoneFactory.create_batch(4, state="done"):
        said(milestone, "happening", 2)

    with django_assert_max_num_queries(2):
        Milestone.objects.observed()
    with django_assert_max_num_queries(3):
        Milestone.objects.observed(timezone.now() - timedelta(days=1), timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_person_who_says_everything_at_once_is_counted_once():
    milestone, user = MilestoneFactory(state="done"), UserFactory()

    def run(seen):
        actions.observe(milestone, by=user, seen=seen)
        connection.close()

    threads = [threading.Thread(target=run, args=[seen]) for seen in ("happening", "not", "unsure") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Observation.objects.count() == 1
