import sys

import numpy as np
import pytest

from analysis import features, fitting, valence

LIST = b"good\t1.9\t0.9\nawful\t-2.0\t0.8\nrussia\t1.0\t0.5\n:-)\t1.3\t0.4\n"


def test_words_are_listed_by_their_own_bucket_signs_and_topic_words_left_out():
    listed = valence.columns(valence.parsed(LIST), 0.5).tocoo()

    good, awful = features.alone(["good", "awful"])
    assert set(zip(*listed.coords, listed.data, strict=True)) == {(good, 1, 0.95), (awful, 0, 1.0)}


def test_another_list_is_refused(tmp_path, monkeypatch):
    (tmp_path / "some_list").mkdir()
    (tmp_path / "some_list" / "__init__.py").touch()
    (tmp_path / "some_list" / "vader_lexicon.txt").write_bytes(LIST)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])

    with pytest.raises(ValueError, match=r"not the one of some_list 3\.3\.2"):
        valence.word_list("some_list")
    assert valence.word_list("some_list", valence.hashlib.sha256(LIST).hexdigest()) == {
        "good": 1.9, "awful": -2.0,
    }  # fmt: skip


def test_where_the_list_is_missing_that_is_said_in_a_sentence():
    with pytest.raises(FileNotFoundError, match=r"not installed; it is in requirements/bench\.txt"):
        valence.word_list("no_such_list")


def test_a_listed_word_that_no_text_holds_is_read_like_others_of_its_side():
    texts = ["fine day", "evil day", "fine talk", "evil talk"] * 5
    targets = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]] * 10)
    even = np.full(len(texts), 1 / len(texts))
    listed = valence.columns({"fine": 2, "evil": -2, "good": 1.9, "awful": -2}, 0.5)
    table = features.hashed(texts).table

    found, _ = fitting.fit(table, targets, even, importance=1.0, contrast=1.0, penalty=1e-3, alike=listed)

    good, awful = features.alone(["good", "awful"])
    assert found[good, 1] > 0 > found[good, 0]
    assert found[awful, 0] > 0 > found[awful, 1]
