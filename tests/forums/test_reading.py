"""What is on the page of a discussion: the tree, the figures, and who sees what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contributions.models import Contribution
from contributions.states import State
from forums.models import Board, Post, Thread
from forums.querysets import facts_of, grow, standing_in
from tests.factories.accounts import UserFactory
from tests.factories.forums import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def shape(branches):
    """The tree as nested lists of texts."""
    return [[branch.post.contribution.body, *shape(branch.replies)] for branch in branches]


def tree_of(thread, viewer=None, each=10):
    posts = thread.posts.visible_to(viewer)
    tops = posts.top().order_by("pk")
    return grow(tops, posts.under(tops, each=each), viewer)


# == The tree ==
def test_the_tree_has_three_levels_and_is_flat_below_them():
    a = PostFactory(body="a")
    b = PostFactory(parent=a, body="b")
    c = PostFactory(parent=b, body="c")
    d = PostFactory(parent=c, body="d")
    PostFactory(parent=d, body="e")
    PostFactory(parent=a, body="f")
    PostFactory(thread=a.thread, body="g")

    tree = tree_of(a.thread)

    assert shape(tree) == [["a", ["b", ["c"], ["d"], ["e"]], ["f"]], ["g"]]
    deep = tree[0].replies[0].replies
    assert [branch.answers and branch.answers.contribution.body for branch in deep] == [None, "c", "d"]


def test_of_many_replies_under_one_the_oldest_are_shown_and_the_rest_counted():
    top = PostFactory(body="top")
    for n in range(5):
        PostFactory(parent=top, body=str(n))

    (branch,) = tree_of(top.thread, each=3)

    assert shape([branch]) == [["top", ["0"], ["1"], ["2"]]]
    assert branch.more == 2


def test_the_tree_costs_the_same_for_any_number_of_replies(django_assert_num_queries):
    thread = ThreadFactory()

    def plant():
        for _ in range(3):
            PostFactory(parent=PostFactory(parent=PostFactory(parent=PostFactory(thread=thread))))

    plant()
    viewer = UserFactory()
    with django_assert_num_queries(5):  # tops, below, words, translations, decisions
        tree_of(thread, viewer)
    plant()
    with django_assert_num_queries(5):
        tree_of(thread, viewer)


def test_words_that_are_gone_keep_their_place_while_others_stand_on_it():
    top = PostFactory(body="top", state="withdrawn", published_at=timezone.now())
    PostFactory(parent=top, body="child")
    PostFactory(parent=top, body="gone too", state="withdrawn", published_at=timezone.now())
    PostFactory(thread=top.thread, body="alone", state="withdrawn", published_at=timezone.now())

    assert shape(tree_of(top.thread)) == [["top", ["child"]]]


# == Who sees what ==
@pytest.mark.parametrize("model", ["thread", "post"])
@pytest.mark.parametrize(
    ("state", "was_public"),
    [(state, was) for state in State.values for was in (True, False) if was or state != "published"],
)
def test_who_finds_words_in_each_state(model, was_public, state):
    factory, rows = (ThreadFactory, Thread.objects) if model == "thread" else (PostFactory, Post.objects)
    row = factory(state=state, published_at=timezone.now() if was_public else None)

    found = {
        "stranger": rows.visible_to(None).filter(pk=row.pk).exists(),
        "another": rows.visible_to(UserFactory()).filter(pk=row.pk).exists(),
        "author": rows.visible_to(row.contribution.author).filter(pk=row.pk).exists(),
        "moderator": rows.visible_to(UserFactory(moderator=True)).filter(pk=row.pk).exists(),
    }

    everybody, nobody = dict.fromkeys(found, True), dict.fromkeys(found, False)
    not_yet = {"stranger": False, "another": False, "author": True, "moderator": True}
    assert found == (everybody if was_public else nobody if state == "withdrawn" else not_yet)


@pytest.mark.parametrize("state", State.values)
def test_a_title_goes_with_its_authors_words(state):
    thread = ThreadFactory(title="A title", state=state, published_at=timezone.now())

    titles = [
        thread.title_for(viewer)
        for viewer in (None, UserFactory(), thread.contribution.author, UserFactory(moderator=True))
    ]

    assert titles[2:] == ["A title", "A title"]
    assert ("A title" in titles[:2]) == (state == "published")


# == Lists ==
def test_a_list_has_the_newest_words_first_with_counts_of_what_is_public():
    board, now = BoardFactory(), timezone.now()
    old = ThreadFactory(board=board, published_at=now - timedelta(days=9))
    new = ThreadFactory(board=board, published_at=now - timedelta(days=2))
    ThreadFactory(board=board, state="pending")
    writer = UserFactory()
    PostFactory(thread=old, author=writer, published_at=now - timedelta(days=1))
    PostFactory(thread=old, author=writer, published_at=now - timedelta(hours=1))
    PostFactory(thread=old, author=old.contribution.author, published_at=now - timedelta(minutes=5))
    PostFactory(thread=new, state="pending")

    rows = Thread.objects.public().for_list().order_by("-active_at")

    assert [(row, row.post_count, row.people_count) for row in rows] == [(old, 3, None), (new, 0, None)]
    assert rows[0].active_at == now - timedelta(minutes=5)
    assert [(row, row.thread_count) for row in Board.objects.for_list()] == [(board, 2)]


@pytest.mark.parametrize(("others", "told"), [(8, None), (9, 10)])
def test_a_list_counts_people_once_and_from_ten_on(others, told):
    thread = ThreadFactory()
    PostFactory(thread=thread, author=thread.contribution.author)
    for _ in range(others):
        PostFactory.create_batch(2, thread=thread, author=UserFactory())

    row = Thread.objects.public().for_list().get()

    assert (row.people_count, row.post_count) == (told, 2 * others + 1)


# == Figures ==
def test_the_head_counts_people_once_and_tells_languages_from_ten_people_on():
    thread = ThreadFactory(language="uk")
    for n in range(8):
        PostFactory(thread=thread, language="en" if n % 2 else "ru")
    PostFactory(thread=thread, author=thread.contribution.author, language="uk")
    PostFactory(thread=thread, state="hidden")
    few = facts_of(thread)
    PostFactory(thread=thread, language="en")
    PostFactory(thread=thread, author=None, import_key="comment:1", language="en")

    many = facts_of(thread)

    assert (few.people, few.posts, few.imported, few.languages) == (None, 10, 0, [])
    assert (many.people, many.posts, many.imported) == (10, 11, 1)
    assert many.languages == [("en", 6 / 12), ("ru", 4 / 12), ("uk", 2 / 12)]


def test_each_person_stands_where_they_said_last_and_nothing_is_told_under_ten():
    thread = ThreadFactory(proposition="Lists first.", stance="for")
    changer = UserFactory()
    PostFactory(thread=thread, author=changer, stance="against")
    PostFactory(thread=thread, author=changer, stance="depends")
    PostFactory(thread=thread, author=changer, stance="")
    PostFactory(thread=thread, author=thread.contribution.author, stance="against")
    PostFactory(thread=thread, state="hidden", stance="against")
    PostFactory(thread=thread, author=UserFactory(moderator=True), stance="against")  # not the public
    for _ in range(7):
        PostFactory(thread=thread, stance="for")

    assert standing_in(thread) is None  # nine people
    PostFactory(thread=thread, stance="for")
    standing = standing_in(thread)

    assert standing.people == 10
    assert [(row.name, row.n, row.estimate) for row in standing.rows] == [
        ("For", 8, 0.8),
        ("It depends", 1, 0.1),
        ("Against", 1, 0.1),
    ]
    assert all(0 <= row.low <= row.estimate <= row.high <= 1 for row in standing.rows)
    # the worked example of Wilson's interval: 8 of 10 lies between .490 and .943
    assert (round(standing.rows[0].low, 3), round(standing.rows[0].high, 3)) == (0.49, 0.943)


def test_the_opening_stance_counts_until_its_author_says_another():
    thread = ThreadFactory(proposition="Lists first.", stance="against")
    for _ in range(9):
        PostFactory(thread=thread, stance="for")

    assert [(row.name, row.n) for row in standing_in(thread).rows] == [
        ("For", 9),
        ("It depends", 0),
        ("Against", 1),
    ]


def test_without_a_proposition_there_is_nowhere_to_stand():
    assert standing_in(ThreadFactory()) is None
    assert Contribution.objects.count() == 1
