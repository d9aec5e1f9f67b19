"""The moves of a contribution's life, and who may make them: every pair, every role in every state."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role
from contributions import actions
from contributions.models import Contribution, Reaction
from contributions.permissions import may_decide, may_edit, may_react, may_withdraw
from contributions.states import MOVES, Kind, State
from core.models import StateChange
from core.states import MoveNotAllowed
from core.verdict import Refused
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory

pytestmark = pytest.mark.django_db
ROLES = Role.values


@pytest.mark.parametrize(("before", "after"), [*product(State, State)])
def test_every_move_is_in_the_table_or_changes_nothing(before, after):
    words, moderator = ContributionFactory(state=before), UserFactory(moderator=True)
    fields = {"published_at": words.created_at} if after == State.PUBLISHED else {}

    if after in MOVES[before]:
        words.move(after, by=moderator, why="because", **fields)
        trace = [(words.pk, moderator.pk, before, after, "because")]
    else:
        with pytest.raises(MoveNotAllowed):
            words.move(after, by=moderator, why="because", **fields)
        trace = []

    words.refresh_from_db()
    assert words.state == (after if trace else before)
    assert list(StateChange.objects.values_list("object_id", "by", "before", "after", "why")) == trace


def people(words):
    """Every kind of person, and whether these words are their own."""
    yield from ((UserFactory(role=role), False) for role in ROLES)
    yield UserFactory(is_active=False), False
    yield AnonymousUser(), False
    yield None, False
    yield words.author, True


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("kind", Kind.values)
def test_only_the_author_changes_words_and_not_what_others_have_signed(kind, state):
    words = ContributionFactory(kind=kind, state=state)
    fixed = kind in ("petition", "statement") and state == "published"

    for person, own in people(words):
        verdict = may_edit(person, words)
        assert bool(verdict) == (own and state != "withdrawn" and not fixed)
        assert verdict or verdict.reason


@pytest.mark.parametrize("state", State.values)
def test_only_the_author_takes_words_back_and_only_once(state):
    words = ContributionFactory(state=state)

    for person, own in people(words):
        verdict = may_withdraw(person, words)
        assert bool(verdict) == (own and state != "withdrawn")
        assert verdict or verdict.reason


@pytest.mark.parametrize("state", State.values)
def test_people_understand_what_others_made_public(state):
    words = ContributionFactory(state=state)

    for person, own in people(words):
        may = bool(person and person.is_active and not own and state == "published")
        verdict = may_react(person, words)
        assert bool(verdict) == may
        assert verdict or verdict.reason


@pytest.mark.parametrize("state", State.values)
def test_an_author_whose_account_is_closed_changes_nothing(state):
    words = ContributionFactory(state=state, author=UserFactory(is_active=False))

    assert not may_edit(words.author, words)
    assert not may_withdraw(words.author, words)


def test_moderators_and_operators_decide():
    allowed = {person.role for person, _own in people(ContributionFactory()) if person and may_decide(person)}

    assert allowed == {"moderator", "operator"}


@pytest.mark.parametrize("action", [actions.publish, actions.hide, actions.reject])
def test_an_action_refuses_who_may_not_decide(action):
    words = ContributionFactory(state="published")

    with pytest.raises(Refused, match="Only moderators"):
        action(words, by=UserFactory())

    words.refresh_from_db()
    assert words.state == "published"
    assert not StateChange.objects.exists()


@pytest.mark.parametrize("state", State.values)
def test_who_finds_words_in_a_list(state):
    words = ContributionFactory(state=state)

    for person, own in people(words):
        found = Contribution.objects.visible_to(person).filter(pk=words.pk).exists()
        moderates = bool(person and person.is_authenticated and person.is_moderator)
        assert found == (state == "published" or moderates or (own and state != "withdrawn"))


def test_understanding_is_one_row_and_goes_again():
    words, reader = ContributionFactory(), UserFactory()

    assert actions.react(words, by=reader) is True
    assert Reaction.objects.filter(contribution=words, user=reader).count() == 1
    assert actions.react(words, by=reader) is False
    assert not Reaction.objects.exists()
