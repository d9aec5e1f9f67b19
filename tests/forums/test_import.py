import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contributions.models import Contribution
from forums.models import Post, Thread
from tests.factories.forums import BoardFactory

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "input"


def a_file(folder, *rows, name="comments.jsonl"):
    file = folder / name
    file.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return file


def import_file(file, board="prisoners", **options):
    call_command("import_comments", str(file), board=board, verbosity=0, **options)


@pytest.fixture
def board():
    return BoardFactory(slug="prisoners")


def test_a_file_becomes_one_discussion_of_public_words_without_authors(board, tmp_path):
    file = a_file(
        tmp_path,
        {"id": "b", "text": " Мир потрібен усім. ", "lang": "uk", "year": "2023-24"},
        {"id": "a", "text": "Lists first.", "lang": "en", "year": 2019},
    )

    import_file(file)

    thread = Thread.objects.get()
    posts = Post.objects.order_by("pk")
    assert thread.board == board
    assert thread.title == "Comments from comments"
    assert [
        (
            post.thread,
            post.parent,
            words.author,
            words.body,
            words.language,
            words.kind,
            words.state,
            words.topic,
        )
        for post in posts
        for words in [post.contribution]
    ] == [
        (thread, None, None, "Lists first.", "en", "post", "published", board.topic),
        (thread, None, None, "Мир потрібен усім.", "uk", "post", "published", board.topic),
    ]
    assert [post.contribution.published_at.year for post in posts] == [2019, 2023]
    assert all(post.contribution.is_imported for post in posts)


def test_a_second_time_changes_nothing_and_added_lines_join_the_discussion(board, tmp_path):
    rows = [{"id": "a", "text": "Lists first."}, {"text": "The same."}, {"text": "The same."}]
    import_file(a_file(tmp_path, *rows))
    first = set(Contribution.objects.values_list("pk", "import_key"))
    assert len(first) == 4

    import_file(a_file(tmp_path, *rows))
    assert set(Contribution.objects.values_list("pk", "import_key")) == first

    import_file(a_file(tmp_path, *rows, {"id": "new", "text": "One more."}))
    assert Post.objects.filter(thread=Thread.objects.get()).count() == 4


def test_a_line_that_stands_there_twice_is_one_comment(board, tmp_path):
    import_file(a_file(tmp_path, {"id": 1, "text": "Once."}, {"id": 1, "text": "Once."}))

    assert Post.objects.count() == 1


def test_a_language_that_is_not_named_is_found_out(board, tmp_path):
    ukrainian = "Ми хочемо, щоб кожне ім’я було у списку, і щоб його перевірили."
    rows = [
        {"text": ukrainian},
        {"text": ukrainian + " Так.", "lang": "und"},
        {"text": "Yes", "lang": "EN-gb"},
    ]

    import_file(a_file(tmp_path, *rows))

    assert list(Post.objects.order_by("pk").values_list("contribution__language", flat=True)) == [
        "uk",
        "uk",
        "en",
    ]


def test_a_file_without_a_comment_is_refused(board, tmp_path):
    file = a_file(tmp_path, "", "  ")

    with pytest.raises(CommandError, match="there is no comment in this file"):
        import_file(file)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("not json", "is not JSON"),
        ('{"text": "a", "id": ' + "9" * 5000 + "}", "has a number that is too long"),
        ("[1]", "is not a JSON object"),
        ('{"lang": "en"}', 'has no "text"'),
        ('{"text": 7}', 'has a "text" that is not a string'),
        ('{"text": "  \\n "}', 'has an empty "text"'),
        (
            json.dumps({"text": "x" * 20_001}),
            "has a text of 20,001 characters; at most 20,000 can be imported",
        ),
        ('{"text": "a\\u0000b"}', "has a text with a NUL character"),
        ('{"text": "a\\ud800b"}', "has a text with half a character"),
        ('{"text": "a", "lang": "zz"}', "has a \"lang\" that is no language: 'zz'"),
        ('{"text": "a", "lang": ["en"]}', 'has a "lang" that is no language'),
        ('{"text": "a", "year": "soon"}', 'has a "year" that is no date'),
        ('{"text": "a", "date": "2022-02-31"}', 'has a "date" that is no date'),
        ('{"text": "a", "year": 9999}', 'has a "year" in the future'),
    ],
)
def test_a_bad_line_is_named_and_changes_nothing(board, tmp_path, line, fault):
    file = a_file(tmp_path, {"text": "A good line."}, "", line, {"text": "Another good line."})

    with pytest.raises(CommandError) as refused:
        import_file(file)

    assert f"{file}, line 3: {fault}" in str(refused.value)
    assert not Contribution.objects.exists()


def test_a_file_in_another_encoding_is_refused_by_line(board, tmp_path):
    file = tmp_path / "old.jsonl"
    file.write_bytes(b'{"text": "fine"}\n' + '{"text": "мир"}\n'.encode("cp1251"))

    with pytest.raises(CommandError, match="line 2: is not UTF-8"):
        import_file(file)

    assert not Contribution.objects.exists()


def test_a_longer_text_than_the_form_takes_is_kept_whole(board, tmp_path):
    import_file(a_file(tmp_path, {"text": "x" * 20_000}))

    assert len(Post.objects.get().contribution.body) == 20_000


def test_a_board_or_a_file_that_is_not_there_is_said_so(board, tmp_path):
    with pytest.raises(CommandError, match="There is no board “nowhere”"):
        import_file(a_file(tmp_path, {"text": "a"}), board="nowhere")
    with pytest.raises(CommandError, match=r"nothing\.jsonl: No such file"):
        import_file(tmp_path / "nothing.jsonl")
    with pytest.raises(CommandError, match="Is a directory"):
        import_file(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "rows"), [("en", 10_354), ("ru", 1_549), ("uk", 2_282)])
def test_real_comments_come_in_fast_and_once(board, language, rows):
    file = SHARED / f"comments_{language}.jsonl"
    if not file.exists():
        pytest.skip(f"{file} is not here: the shared data lies beside the project")
    began = timezone.now()

    import_file(file)

    seconds = (timezone.now() - began).total_seconds()
    assert Post.objects.public().filter(contribution__language=language).count() == rows
    assert rows / seconds > 500
    import_file(file)
    assert Post.objects.count() == rows
