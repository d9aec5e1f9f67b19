import pytest

from tests.factories.forums import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def test_discussions_are_listed_with_what_is_public_and_counted(client, django_assert_max_num_queries):
    thread = ThreadFactory(title="Who checks?", proposition="Lists first.", stance="for")
    PostFactory(thread=thread)
    PostFactory(thread=thread, state="pending")
    ThreadFactory(state="pending")
    ThreadFactory(state="hidden")

    with django_assert_max_num_queries(3):
        answer = client.get("/api/v1/threads/").json()

    assert [row["id"] for row in answer["results"]] == [thread.pk]
    row = answer["results"][0]
    assert (row["title"], row["proposition"], row["stance"]) == ("Who checks?", "Lists first.", "for")
    assert (row["board"], row["topic"]) == (thread.board.slug, thread.board.topic.slug)
    assert (row["posts"], row["people"], row["author"]) == (1, None, thread.contribution.author.shown_name)


def test_a_discussion_gives_its_public_replies_page_by_page(client, django_assert_max_num_queries):
    thread = ThreadFactory()
    top = PostFactory(thread=thread, body="First.")
    PostFactory(parent=top, body="Second.")
    PostFactory(thread=thread, state="hidden", body="Gone.")
    PostFactory(thread=thread, author=None, import_key="comment:1", body="Third.")

    detail = client.get(f"/api/v1/threads/{thread.pk}/").json()
    with django_assert_max_num_queries(4):
        first = client.get(detail["posts_url"], {"size": 2}).json()
    second = client.get(first["next"]).json()

    assert [
        (row["text"], row["parent"], row["is_imported"]) for row in first["results"] + second["results"]
    ] == [
        ("First.", None, False),
        ("Second.", top.pk, False),
        ("Third.", None, True),
    ]
    assert "email" not in str(first)


@pytest.mark.parametrize("state", ["pending", "rejected", "hidden", "withdrawn"])
def test_what_is_not_public_is_not_there(client, state):
    thread = ThreadFactory(state=state)

    assert client.get(f"/api/v1/threads/{thread.pk}/").status_code == 404
    assert client.get(f"/api/v1/threads/{thread.pk}/posts/").status_code == 404


def test_nothing_can_be_written(client):
    assert client.post("/api/v1/threads/", {"title": "x"}).status_code == 405
