from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from contributions import actions
from contributions.models import Contribution, Reaction
from contributions.states import LONGEST, Kind, State
from core.verdict import Refused
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory, trusted
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


def say(author, body="Lists come first.", kind=Kind.POST, **fields):
    return actions.speak(author=author, topic=TopicFactory(), kind=kind, body=body, reader="en", **fields)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("role", "approved", "at_once"),
    [
        ("citizen", 0, False),
        ("citizen", 1, False),
        ("citizen", 2, True),
        ("facilitator", 0, True),
        ("moderator", 0, True),
    ],
)
def test_words_appear_at_once_from_people_whose_first_words_were_approved(kind, role, approved, at_once):
    author = UserFactory(role=role)
    ContributionFactory.create_batch(approved, author=author)

    words = say(author, kind=kind)

    public = at_once and kind not in ("petition", "statement")
    assert words.state == (State.PUBLISHED if public else State.PENDING)
    assert bool(words.published_at) == public


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Списки мають бути перевірені.", "uk"),
        ("Это главное, что мы хотели бы услышать.", "ru"),
        ("Ok", "en"),
    ],
)
def test_the_language_is_that_of_the_words(body, language):
    assert say(UserFactory(), body).language == language


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_room_for_so_much_and_no_more(kind):
    author, most = UserFactory(), LONGEST[kind]
    say(author, "x" * most, kind)

    with pytest.raises(Refused, match=f"at most {most} fit"):
        say(author, "x" * (most + 1), kind)

    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("author", [AnonymousUser(), None])
def test_nobody_speaks_without_an_account(author):
    with pytest.raises(Refused, match="Sign in"):
        say(author)

    assert not Contribution.objects.exists()


def test_nobody_floods_the_talks():
    author = trusted(UserFactory())
    for n in range(20):
        say(author, f"Thought number {n}.")

    with pytest.raises(Refused, match="what you wrote is still here"):
        say(author, "One too many.")

    assert Contribution.objects.filter(author=author, body="One too many.").count() == 0


@pytest.mark.parametrize("before", ["The same.\n\nEvery line.", "The same.\r\n\r\nEvery line."])
def test_an_edit_that_changes_nothing_leaves_no_trace(before):
    words = ContributionFactory(body=before)

    actions.edit(words, by=words.author, body="  The same.\r\n\r\nEvery line.  ")

    words.refresh_from_db()
    assert words.edited_at is None
    assert not words.revisions.exists()


@pytest.mark.parametrize("state", ["hidden", "rejected"])
def test_words_a_moderator_took_down_wait_for_one_again_after_a_change(state):
    words = ContributionFactory(state=state)

    changed = actions.edit(words, by=words.author, body="Better words.")

    assert (changed.state, changed.body) == (State.PENDING, "Better words.")


@pytest.mark.django_db(transaction=True)
def test_pressed_many_times_at_once_understanding_is_at_most_one_row():
    words, reader = ContributionFactory(), UserFactory()

    def press(_n):
        try:
            return actions.react(words, by=reader)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(press, range(5)))

    assert Reaction.objects.filter(contribution=words).count() <= 1
