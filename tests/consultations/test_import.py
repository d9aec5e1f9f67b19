from collections import Counter
from pathlib import Path
from time import perf_counter

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from consultations.models import Consultation, Participant, Statement, Vote
from contributions.models import Contribution
from tests.factories.consultations import ConsultationFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
SHARED = Path(settings.BASE_DIR).parent / "shared" / "data" / "votes"
REAL = {  # folder: (statements, taken out there, people, votes)
    "brexit-consensus": (50, 0, 204, 5_303),
    "scoop-hivemind.biodiversity": (316, 162, 536, 29_719),
    "american-assembly.bowling-green": (896, 289, 2_031, 225_524),
}
COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1500282615559,Mon,7,0,1,1,1,"Open the crossings, all of them."
1500282615560,Mon,9,0,1,1,-1,Advertisement
1500282615561,Mon,12,3,1,1,0,"Відкрити переходи
для родин."
"""
VOTES = "participant,statement,vote\n0,7,1\n0,12,0\n5,7,-1\n5,9,1\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "comments.csv").write_text(COMMENTS)
    (tmp_path / "votes_final.csv").write_text(VOTES)
    return tmp_path


def run(folder, slug="bridges", **options):
    call_command("import_votes", str(folder), consultation=slug, **options)


def rows():
    return (
        Consultation.objects.count(),
        Contribution.objects.count(),
        Participant.objects.count(),
        Vote.objects.count(),
    )


def test_statements_people_and_votes_arrive(folder, capsys):
    consultation = ConsultationFactory(slug="bridges")

    run(folder)

    assert [
        (words.body, words.language, words.state, words.author, words.topic == consultation.topic)
        for words in Contribution.objects.order_by("pk")
    ] == [
        ("Open the crossings, all of them.", "en", "published", None, True),
        ("Advertisement", "en", "rejected", None, True),
        ("Відкрити переходи\nдля родин.", "uk", "published", None, True),
    ]
    votes = Vote.objects.values_list(
        "participant__import_key", "statement__contribution__body", "value"
    ).order_by("participant__import_key", "statement")
    assert list(votes) == [
        ("0", "Open the crossings, all of them.", 1),
        ("0", "Відкрити переходи\nдля родин.", 0),
        ("5", "Open the crossings, all of them.", -1),
        ("5", "Advertisement", 1),
    ]
    assert (
        "3 statements read, 3 new; 4 votes read, 4 new or changed; 2 new participants."
        in capsys.readouterr().out
    )
    assert Contribution.objects.earliest("pk").published_at.year == 2017


def test_a_second_run_changes_nothing_but_what_changed_there(folder, capsys):
    ConsultationFactory(slug="bridges")
    run(folder)
    before = set(Vote.objects.values_list("pk", "value"))
    Contribution.objects.get(body="Open the crossings, all of them.").move("hidden")

    run(folder)
    again = set(Vote.objects.values_list("pk", "value"))
    (folder / "votes_final.csv").write_text(VOTES.replace("0,7,1", "0,7,-1") + "8,7,1\n")
    run(folder)

    assert again == before
    assert Vote.objects.count() == 5
    assert (
        Vote.objects.get(
            participant__import_key="0", statement__contribution__import_key__endswith=":7"
        ).value
        == -1
    )
    assert Contribution.objects.filter(state="hidden").count() == 1  # what a moderator decided here stays
    assert "0 new; 5 votes read, 2 new or changed; 1 new participants." in capsys.readouterr().out


def test_the_same_folder_goes_into_two_consultations(folder):
    ConsultationFactory(slug="bridges")
    ConsultationFactory(slug="roads")

    run(folder)
    run(folder, "roads")

    assert Statement.objects.count() == 6
    assert Vote.objects.filter(participant__consultation__slug="roads").count() == 4
    crossed = [
        vote for vote in Vote.objects.all() if vote.participant.consultation != vote.statement.consultation
    ]
    assert crossed == []


def test_a_missing_consultation_is_said_with_how_to_make_one(folder):
    with pytest.raises(
        CommandError, match=r"no consultation 'bridges'. Make one in the administration, or add --create"
    ):
        run(folder)

    assert rows() == (0, 0, 0, 0)


def test_a_consultation_is_made_when_asked_for(folder):
    topic = TopicFactory(slug="roads-and-bridges")

    run(folder, create="What shall be rebuilt?", topic=topic.slug)

    made = Consultation.objects.get()
    assert (made.slug, made.title, made.topic, made.is_open) == (
        "bridges",
        "What shall be rebuilt?",
        topic,
        True,
    )
    assert made.statements.count() == 3


@pytest.mark.parametrize(
    ("slug", "options", "sentence"),
    [
        ("bridges", {"create": "Title"}, "--create needs --topic with one of the topics"),
        ("bridges", {"create": "Title", "topic": "nowhere"}, "--create needs --topic with one of the topics"),
        ("bridges", {"create": " ", "topic": "t"}, "A title has 1 to 160 characters."),
        ("Big Bridges", {"create": "Title", "topic": "t"}, "cannot be an address"),
        ("here", {"create": "Title", "topic": "t"}, "There is a consultation 'here' already"),
    ],
)
def test_a_consultation_that_cannot_be_made_is_explained(folder, slug, options, sentence):
    ConsultationFactory(slug="here", topic=TopicFactory(slug="t"))

    with pytest.raises(CommandError, match=sentence):
        run(folder, slug, **options)

    assert rows() == (1, 0, 0, 0)


def comments(line):
    return COMMENTS + line


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("votes_final.csv", None, "votes_final.csv is missing or cannot be read."),
        ("comments.csv", None, "comments.csv is missing or cannot be read."),
        ("votes_final.csv", "", "votes_final.csv, line 1: the column participant is missing."),
        ("votes_final.csv", "participant,statement\n0,7\n", "line 1: the column vote is missing."),
        (
            "votes_final.csv",
            VOTES + "0,9,2\n",
            "votes_final.csv, line 6: vote must be 1 .agree., 0 .pass. or -1",
        ),
        ("votes_final.csv", VOTES + "0,9,\n", "line 6: vote must be"),
        ("votes_final.csv", VOTES + "0,8,1\n", "line 6: there is no statement '8' in comments.csv."),
        ("votes_final.csv", VOTES + "0,7,1\n", "line 6: 0 has voted on 7 in line 2 already."),
        ("votes_final.csv", VOTES + ",7,1\n", "line 6: participant must have 1 to 40 signs, not ''."),
        ("votes_final.csv", VOTES + "0,9\n", "line 6: 2 values, but 3 columns."),
        ("votes_final.csv", VOTES + '0,"9"x,1\n', "line 6: this is not CSV"),
        ("votes_final.csv", VOTES + "0,9,1\x00\n", "line 6: this is not a text file."),
        ("votes_final.csv", (VOTES + "0,9,\xff\n").encode("latin-1"), "line 6: this is not text in UTF-8."),
        (
            "comments.csv",
            comments("1,x,7,0,1,1,1,Again\n"),
            "comments.csv, line 6: the statement 7 is in line 2",
        ),
        (
            "comments.csv",
            comments("1,x,8,0,1,1,1,  \n"),
            "line 6: comment-body must have 1 to 1000 characters; it has 0.",
        ),
        ("comments.csv", comments("1,x,8,0,1,1,5,Text\n"), "line 6: moderated must be 1, 0 or -1, not '5'."),
        ("comments.csv", comments("soon,x,8,0,1,1,1,Text\n"), "line 6: timestamp must be in milliseconds"),
        ("comments.csv", comments("1,x,,0,1,1,1,Text\n"), "line 6: comment-id must have 1 to 40 signs"),
    ],
)
def test_a_bad_line_names_the_file_the_line_and_the_fault_and_nothing_arrives(
    folder, file, content, sentence
):
    ConsultationFactory(slug="bridges")
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(CommandError, match=sentence) as refused:
        run(folder)

    assert str(refused.value).endswith("Nothing was imported.")
    assert rows() == (1, 0, 0, 0)


def test_something_that_is_no_folder_is_named(tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        run(tmp_path / "nowhere")


def test_a_fault_of_the_database_in_the_middle_leaves_nothing(folder):
    ConsultationFactory(slug="bridges")
    (folder / "comments.csv").write_text(COMMENTS.replace("1500282615559", "99999999999999"))  # the year 5138
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE consultations_vote ADD CONSTRAINT no_passes CHECK (value <> 0)")

    with pytest.raises(Exception, match="no_passes"):
        run(folder)

    assert rows() == (1, 0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_a_real_conversation_arrives_whole_and_soon(name):
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"The real votes are not here: {folder}")
    statements, taken_out, people, votes = REAL[name]
    ConsultationFactory(slug="bridges")
    start = perf_counter()

    run(folder)

    assert perf_counter() - start < 45
    assert rows() == (1, statements, people, votes)
    assert Contribution.objects.filter(state="rejected").count() == taken_out
    there = Counter(line.rsplit(",", 1)[1] for line in (folder / "votes_final.csv").read_text().split()[1:])
    here = Counter(str(value) for value in Vote.objects.values_list("value", flat=True))
    assert here == there
    run(folder)
    assert rows() == (1, statements, people, votes)
