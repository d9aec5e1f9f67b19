from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from accounts.models import Role
from contributions.models import Contribution
from contributions.states import State
from core.models import StateChange
from core.slugs import slug_of
from core.verdict import Refused
from forums.actions import lock, reply, start_thread, unlock
from forums.models import NO_NAME, Post, Thread
from forums.permissions import may_lock, may_reply, may_start_thread
from tests.factories.accounts import UserFactory
from tests.factories.contributions import trusted
from tests.factories.forums import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
OPENING = {"title": "Who checks the lists?", "body": "My brother is held. Begin with lists.", "reader": "en"}


# == Starting ==
def test_a_trusted_person_opens_a_discussion_at_once():
    board, person = BoardFactory(), trusted(UserFactory(country="PL"))

    thread = start_thread(
        board, by=person, **OPENING, proposition="A neutral observer checks.", stance="for", feeling="worried"
    )

    words = thread.contribution
    assert (thread.board, thread.title, thread.slug) == (board, OPENING["title"], "who-checks-the-lists")
    assert thread.proposition == "A neutral observer checks."
    assert (words.author, words.topic, words.kind, words.body) == (
        person,
        board.topic,
        "thread",
        OPENING["body"],
    )
    assert (words.state, words.stance, words.feeling, words.country) == ("published", "for", "worried", "PL")


def test_the_words_of_a_new_person_wait_for_a_moderator():
    thread = start_thread(BoardFactory(), by=UserFactory(), **OPENING)

    assert thread.contribution.state == State.PENDING
    assert not Thread.objects.public().exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " ? "}, "at least 5 characters"),
        ({"title": "x" * 121}, "1 character too long"),
        ({"proposition": "x" * 142}, "2 characters too long"),
        ({"body": " "}, "Write something first."),
        ({"body": "x" * 5001}, "1 character too long"),
        ({"stance": "for"}, "Write the proposition first"),
        ({"stance": "maybe", "proposition": "Lists first."}, "Choose one of the answers shown."),
        ({"feeling": "smug"}, "Choose one of the answers shown."),
    ],
)
def test_what_cannot_be_said_leaves_no_row(change, sentence):
    with pytest.raises(Refused, match=sentence):
        start_thread(BoardFactory(), by=UserFactory(), **{**OPENING, **change})

    assert not Contribution.objects.exists()
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Списки: кто проверит, Гаага?", "spiski-kto-proverit-gaaga"),
        ("Хто й де має об’єкти?", "khto-i-de-maie-obiekty"),
        ("???", "discussion"),
        ("A" * 100, "a" * 60),
    ],
)
def test_an_address_can_be_read_aloud(title, slug):
    assert slug_of(title, otherwise=NO_NAME) == slug


# == Replying ==
def test_a_reply_knows_what_it_answers_and_under_which_reply_it_stands():
    thread, person = ThreadFactory(), trusted(UserFactory())

    top = reply(thread, by=person, body="First.", reader="en")
    second = reply(thread, by=person, body="Second.", parent=top, reader="en")
    third = reply(thread, by=person, body="Third.", parent=second, reader="en")

    assert [(post.parent, post.root) for post in (top, second, third)] == [
        (None, None),
        (top, top),
        (second, top),
    ]
    assert {post.contribution.topic for post in (top, second, third)} == {thread.board.topic}


def test_nobody_takes_a_stance_where_there_is_no_proposition():
    with pytest.raises(Refused, match="no proposition"):
        reply(ThreadFactory(), by=UserFactory(), body="Yes.", stance="for", reader="en")

    assert not Post.objects.exists()


def test_a_reply_cannot_hang_in_another_discussion():
    with pytest.raises(Post.DoesNotExist):
        reply(ThreadFactory(), by=UserFactory(), body="Here.", parent=PostFactory(), reader="en")


def test_the_same_words_sent_twice_arrive_once():
    thread, person = ThreadFactory(), trusted(UserFactory())
    reply(thread, by=person, body="Once.", reader="en")

    with pytest.raises(Refused, match="They have arrived"):
        reply(thread, by=person, body="Once.", reader="en")

    assert Post.objects.count() == 1


# == Who may ==
def people():
    return [(role, True) for role in Role.values] + [("citizen", False), (None, False)]


def person_of(role, active):
    return UserFactory(role=role, is_active=active) if role else AnonymousUser()


@pytest.mark.parametrize(("role", "active"), people())
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("locked", [False, True])
def test_who_may_reply(role, active, state, locked):
    thread = ThreadFactory(state=state)
    if locked:
        lock(thread, by=UserFactory(moderator=True))

    verdict = may_reply(person_of(role, active), thread)

    assert bool(verdict) == (active and role != "official" and state == "published" and not locked)
    assert verdict or verdict.reason


@pytest.mark.parametrize("state", State.values)
def test_only_public_words_can_be_replied_to(state):
    post = PostFactory(state=state)

    assert bool(may_reply(UserFactory(), post.thread, post)) == (state == "published")


@pytest.mark.parametrize(("role", "active"), people())
def test_who_may_start_and_close_a_discussion(role, active):
    person = person_of(role, active)

    assert bool(may_start_thread(person)) == (active and role != "official")
    assert bool(may_lock(person, ThreadFactory())) == (role in ("moderator", "facilitator", "operator"))


# == Closing ==
def test_a_closed_discussion_takes_no_reply_until_it_is_opened_again():
    thread, facilitator, citizen = ThreadFactory(), UserFactory(facilitator=True), trusted(UserFactory())

    lock(thread, by=facilitator)
    lock(thread, by=facilitator)
    with pytest.raises(Refused, match="closed to new replies"):
        reply(thread, by=citizen, body="Too late.", reader="en")
    unlock(thread, by=facilitator)
    reply(thread, by=citizen, body="In time.", reader="en")

    assert list(
        StateChange.objects.filter(kind="forums.thread")
        .values_list("object_id", "by", "before", "after")
        .order_by("pk")
    ) == [(thread.pk, facilitator.pk, "open", "locked"), (thread.pk, facilitator.pk, "locked", "open")]


def test_a_citizen_cannot_close_a_discussion():
    thread = ThreadFactory()

    with pytest.raises(Refused, match="Only facilitators and moderators"):
        lock(thread, by=UserFactory())

    thread.refresh_from_db()
    assert not thread.is_locked


@pytest.mark.django_db(transaction=True)
def test_many_at_once_each_get_their_reply_in():
    thread, people = ThreadFactory(), [trusted(UserFactory()) for _ in range(6)]

    def say(person):
        try:
            return reply(thread, by=person, body=f"I am {person.display_name}.", reader="en").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(say, people))

    assert sorted(said) == sorted(thread.posts.values_list("pk", flat=True))
    assert len(set(said)) == 6


@pytest.mark.django_db(transaction=True)
def test_no_reply_slips_in_while_a_discussion_is_being_closed():
    """The one who closes it and those who reply wait for each other: nothing is later than the closing."""
    thread, facilitator = ThreadFactory(), UserFactory(facilitator=True)
    people = [trusted(UserFactory()) for _ in range(5)]

    def work(person):
        try:
            if person == facilitator:
                return lock(thread, by=person).locked_at
            return reply(Thread.objects.get(pk=thread.pk), by=person, body=f"I am {person.pk}.", reader="en")
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        results = dict(
            zip(
                [*people[:3], facilitator, *people[3:]],
                pool.map(work, [*people[:3], facilitator, *people[3:]]),
                strict=True,
            )
        )

    replies = [post for person, post in results.items() if person != facilitator and post]
    assert thread.posts.count() == len(replies)
    with pytest.raises(Refused):
        reply(thread, by=people[0], body="Afterwards.", reader="en")
