import json
import subprocess
import sys
from pathlib import Path

import pytest

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

    assert [list(line) for line in found] == [["id", "lang", "p_neg", "p_neu", "p_pos", "label", "model"]] * 3
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
    ],
)
def test_a_bad_line_is_named_without_a_traceback(lines, message):
    process = run("tone", lines=lines)

    assert process.returncode == 2
    assert process.stderr.decode().strip() == f"analysis: {message}"


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


def test_training_without_data_is_refused(tmp_path):
    process = run("train", "tone", tmp_path, "--out", tmp_path)

    assert process.returncode == 2
    assert b"Traceback" not in process.stderr
