import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.tables import BadTable, conversation

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments, lines=()):
    content = "".join(f"{line}\n" for line in lines).encode()
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        input=content,
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )


def answers(process):
    assert process.returncode == 0, process.stderr.decode()
    return [json.loads(line) for line in process.stdout.decode().splitlines()]


def test_tone_answers_each_line_in_order():
    texts = [
        {"id": "a", "text": "I love this, thank you!"},
        {"id": 2, "text": "Это ужасно и отвратительно", "lang": "ru"},
        {"id": None, "text": "Wir wollen Frieden in Europa und keine Waffen"},
    ]

    found = answers(run("tone", lines=[json.dumps(text) for text in texts]))

    assert [list(line) for line in found] == [
        ["id", "lang", "p_neg", "p_neu", "p_pos", "label", "model", "reason"]
    ] * 3
    assert [(line["id"], line["lang"], line["label"]) for line in found] == [
        ("a", "en", "positive"),
        (2, "ru", "negative"),
        (None, "other", None),
    ]


def test_language_answers_with_confidence():
    (found,) = answers(run("language", lines=['{"id": "x", "text": "Ми хочемо миру і переговорів"}']))

    assert (found["id"], found["lang"]) == ("x", "uk")
    assert 0.9 <= found["confidence"] <= 1


def test_groups_answers_with_one_object(conversations):
    (found,) = answers(run("groups", conversations / "brexit-consensus"))

    assert {"participants", "groups", "claims", "differences", "consensus", "stability", "seconds"} <= set(
        found
    )
    assert sum(group["size"] for group in found["groups"]) == len(found["participants"])
    assert {"group", "agrees", "disagrees", "votes", "lower_bound"} == set(found["claims"][0]["groups"][0])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['{"id": 1, "text": "fine"}', "{not json"], "line 2 is not JSON"),
        (['{"id": 1}'], 'line 1 has no "text"'),
        (["[1, 2]"], 'line 1 has no "text"'),
        (['{"text": 5}'], 'line 1 has no "text"'),
        (['{"text": "a", "lang": 5}'], 'line 1: "lang" is not a language code'),
        (["", "", '{"id": NaN, "text": "a"}'], "line 3: NaN is not a number"),
        (['{"id": 1e999, "text": "a"}'], "line 1: a number is too large"),
        (['{"id": [1], "text": "a"}'], 'line 1: "id" is neither text nor a number'),
        (['{"id": "\\ud800", "text": "a"}'], 'line 1: "id" holds half of a character (a lone surrogate)'),
        (['{"lang": "\\udfff", "text": "a"}'], 'line 1: "lang" holds half of a character (a lone surrogate)'),
        (["[" * 5_000], "line 1 is nested too deeply"),
    ],
)
@pytest.mark.parametrize("command", ["tone", "language", "stance"])
def test_a_bad_line_is_named_without_a_traceback(command, lines, message):
    process = run(command, lines=['{"text": "fine"}', "", *lines])

    number = int(message.split()[1].strip(":"))
    assert process.returncode == 2
    assert process.stderr.decode() == f"analysis: {message.replace(str(number), str(number + 2), 1)}\n"
    assert process.stdout == b""


def test_answers_before_a_bad_line_are_whole_lines():
    process = run("language", lines=['{"text": "all is well"}'] * 4_100 + ["{"])

    told = process.stdout.decode()
    assert (process.returncode, process.stderr) == (2, b"analysis: line 4101 is not JSON\n")
    assert [json.loads(line)["lang"] for line in told.split("\n")[:-1]] == ["en"] * 4_000


def test_a_folder_without_the_files_is_named(tmp_path):
    process = run("groups", tmp_path)

    assert process.returncode == 2
    assert process.stderr.decode().strip().endswith("has no comments.csv")


def test_a_vote_that_is_none_is_named_with_its_line(tmp_path):
    (tmp_path / "comments.csv").write_text("comment-id,moderated\n1,1\n", "utf-8")
    (tmp_path / "votes_final.csv").write_text("participant,statement,vote\n1,1,1\n1,1,5\n", "utf-8")

    process = run("groups", tmp_path)

    assert process.returncode == 2
    assert process.stderr.decode().strip() == "analysis: votes_final.csv, line 3: a vote is 1, 0 or -1, not 5"


@pytest.mark.parametrize("moderated", ["-1", "-1.0", " -1 ", "-1.00"])
def test_a_withdrawn_statement_stays_out_however_its_number_is_written(tmp_path, moderated):
    shown = "".join(f"{name},{value}\n" for name, value in enumerate(["0", "1", "1.0", "", "0.0"]))
    (tmp_path / "comments.csv").write_text(f"comment-id,moderated\n{shown}7,{moderated}\n", "utf-8")
    (tmp_path / "votes_final.csv").write_text("participant,statement,vote\n1,7,1\n", "utf-8")

    assert conversation(tmp_path).moderated_out == (7,)


@pytest.mark.parametrize("moderated", ["-2", "0.5", "true", "nan", "-1x", "1e999"])
def test_what_may_or_may_not_mean_withdrawn_is_named_with_its_line(tmp_path, moderated):
    (tmp_path / "comments.csv").write_text(f"comment-id,moderated\n1,1\n7,{moderated}\n", "utf-8")
    (tmp_path / "votes_final.csv").write_text("participant,statement,vote\n1,7,1\n", "utf-8")

    with pytest.raises(BadTable) as refused:
        conversation(tmp_path)

    assert str(refused.value) == f"comments.csv, line 3: moderated is -1, 0, 1 or empty, not {moderated!r}"


def test_training_without_data_is_refused(tmp_path):
    process = run("train", "tone", tmp_path, "--out", tmp_path)

    assert process.returncode == 2
    assert b"Traceback" not in process.stderr


def test_campaigns_come_with_their_evidence_and_the_ids_of_their_posts():
    same = "We ask the delegations to publish the lists of prisoners every week and to let families write"
    posts = [{"id": n, "text": f"{same}, {n}", "author": f"a{n}", "at": 60 * n} for n in range(6)]
    posts.append({"id": "x", "text": "Open the crossing at Kuchurhan for patients", "author": "z", "at": 99})

    (found,) = answers(run("campaigns", lines=map(json.dumps, posts)))

    assert (found["members"], found["people"], found["hours"]) == ([0, 1, 2, 3, 4, 5], 6, round(5 / 60, 2))
    assert answers(run("campaigns", "--least", 7, lines=map(json.dumps, posts))) == []


def test_a_post_without_its_time_is_named():
    process = run(
        "campaigns", lines=['{"text": "a", "author": 1, "at": 0}', "", '{"text": "b", "author": 2}']
    )

    assert process.returncode == 2
    assert process.stderr.decode().startswith('analysis: line 3: a post needs its "at"')


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        ({"at": float("nan")}, "NaN is not a number"),
        ({"at": float("inf")}, "Infinity is not a number"),
        ({"at": True}, 'a post needs its "at": when it was posted, in seconds'),
        ({"at": "noon"}, 'a post needs its "at": when it was posted, in seconds'),
        ({"at": 10**400}, 'a post needs its "at": when it was posted, in seconds'),
        ({"author": None}, 'a post needs its "author", text or a number'),
        ({"author": ["a"]}, 'a post needs its "author", text or a number'),
        ({"account_days": "x"}, '"account_days" is not a number of days'),
        ({"account_days": False}, '"account_days" is not a number of days'),
        ({"network": {}}, '"network" is neither text nor a number'),
    ],
)
def test_a_faulty_post_is_named_with_its_line(faulty, message):
    post = {"text": "a", "author": 1, "at": 0}

    process = run("campaigns", lines=["", json.dumps(post), "", json.dumps(post | faulty)])

    assert (process.returncode, process.stdout) == (2, b"")
    assert process.stderr.decode() == f"analysis: line 4: {message}\n"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["groups", ".", "--seed", "-1"], "argument --seed: '-1' is not a whole number from 0 on"),
        (["robustness", ".", "--seed", "x"], "argument --seed: 'x' is not a whole number from 0 on"),
        (["campaigns", "--least", "1"], "argument --least: '1' is not a whole number from 2 on"),
    ],
)
def test_a_number_that_cannot_be_is_refused(asked, message):
    process = run(*asked)

    assert process.returncode == 2
    assert process.stderr.decode().rstrip().endswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"participant,statement,vote\n1,1,1\n\n1,1,\xff\n", "votes_final.csv, line 4: this is not UTF-8"),
        (b"participant,statement,vote\n\n\n1,1,5\n", "votes_final.csv, line 4: a vote is 1, 0 or -1, not 5"),
        (b"participant,statement,vote\n1,1\n", "votes_final.csv, line 2: None is not a whole number"),
        (
            b'participant,statement,vote\n1,1,"' + b"1" * 140_000 + b'"\n',
            "votes_final.csv, line 2: field larger",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_its_line(tmp_path, content, message):
    (tmp_path / "comments.csv").write_text("comment-id,moderated\n1,1\n", "utf-8")
    (tmp_path / "votes_final.csv").write_bytes(content)

    process = run("groups", tmp_path)

    assert (process.returncode, process.stdout) == (2, b"")
    assert process.stderr.decode().startswith(f"analysis: {message}")


@pytest.fixture
def small_talk(tmp_path):
    """A folder of votes: forty people agree with both of two statements."""
    (tmp_path / "comments.csv").write_text("comment-id,comment-body,moderated\n0,Lists first,1\n1,Maps,1\n")
    rows = [f"{person},{statement},1\n" for person in range(40) for statement in (0, 1)]
    (tmp_path / "votes_final.csv").write_text("participant,statement,vote\n" + "".join(rows))
    return tmp_path


def test_anyone_can_report_what_planted_accounts_move(small_talk):
    told = run("robustness", small_talk).stdout.decode()
    (found,) = answers(run("robustness", small_talk, "--json"))

    assert told.startswith("Common ground: claims lost and made")
    assert {row["strategy"] for row in found["claims"]} == {"none", "flood", "disguise", "mimic", "promote"}
    assert found["tone"] == found["left_out"] == []


def test_texts_that_no_attack_can_be_tried_on_are_counted_and_named(small_talk):
    long = "We ask both sides to publish the lists of all the prisoners every week {}"
    texts = [{"text": long.format(n), "lang": "en"} for n in range(20)]
    texts += [{"text": "Коротко и ясно", "lang": "ru"}] * 3 + [{"text": "Bonjour à tous", "lang": "fr"}] * 2
    texts += [{"text": " ", "lang": "en"}]
    path = small_talk / "texts.jsonl"
    path.write_text("".join(json.dumps(text) + "\n" for text in texts), "utf-8")

    told = run("robustness", small_talk, "--texts", path)
    (found,) = answers(run("robustness", small_talk, "--texts", path, "--json"))

    assert found["left_out"] == [
        {"language": "en", "texts": 1, "why": "empty"},
        {"language": "fr", "texts": 2, "why": "no model"},
        {"language": "ru", "texts": 3, "why": "no text of 10 words to copy"},
    ]
    assert {row["language"] for row in found["tone"]} == {"en"}
    assert told.stdout.decode().splitlines()[-4:] == [
        "Left out of tone:",
        "en        1 texts: empty",
        "fr        2 texts: no model",
        "ru        3 texts: no text of 10 words to copy",
    ]


def test_a_bad_line_of_texts_is_named_with_its_file_before_anything_is_worked_out(conversations, tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "fine"}\n{\n', "utf-8")

    start = time.perf_counter()
    process = run("robustness", conversations / "scoop-hivemind.biodiversity", "--texts", path)

    assert (process.returncode, process.stdout) == (2, b"")
    assert process.stderr == b"analysis: texts.jsonl, line 2 is not JSON\n"
    assert time.perf_counter() - start < 10  # with the votes it is a minute


def test_stance_is_estimated_and_says_from_what():
    texts = [
        {"id": 1, "text": "Sit down at the table and negotiate, we need these talks"},
        {"id": 2, "text": "Погода сегодня хорошая"},
    ]

    first, second = answers(run("stance", lines=[json.dumps(text) for text in texts]))

    assert (first["target"], first["label"], first["estimated"]) == ("the talks", "for", True)
    assert first["basis"] == "seed sentences"
    assert second["label"] not in ("for", "against")


def test_stance_is_learnt_from_posts_that_people_labelled(tmp_path):
    rows = [(f"open the border crossing number {n}", 1) for n in range(30)]
    rows += [(f"never let anyone pass that gate {n}", -1) for n in range(30)]
    rows += [(f"the weather on day {n} was mild", 0) for n in range(30)]
    posts = tmp_path / "posts.tsv"
    posts.write_text("text\tstance\n" + "".join(f"{text}\t{label}\n" for text, label in rows))

    (found,) = answers(
        run("stance", "--labelled", posts, "--target", "the crossing", lines=['{"text": "open the border"}'])
    )

    assert found["target"] == "the crossing"
    assert found["p_for"] > max(found["p_against"], found["p_neutral"])
