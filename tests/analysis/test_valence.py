import numpy as np
import pytest

from analysis import features, fitting, valence

LIST = b"good\t1.9\t0.9\nawful\t-2.0\t0.8\nrussia\t1.0\t0.5\n:-)\t1.3\t0.4\n"


@pytest.fixture
def short_list(monkeypatch):
    monkeypatch.setattr(valence, "_found", lambda: LIST)
    monkeypatch.setattr(valence, "SHA256", valence.hashlib.sha256(LIST).hexdigest())


def test_words_are_listed_by_their_own_bucket_signs_and_topic_words_left_out(short_list):
    listed = valence.columns(0.5).tocoo()

    good, awful = features.alone(["good", "awful"])
    assert set(zip(*listed.coords, listed.data, strict=True)) == {(good, 1, 0.95), (awful, 0, 1.0)}


def test_another_list_is_refused(monkeypatch):
    monkeypatch.setattr(valence, "_found", lambda: LIST)

    with pytest.raises(ValueError, match=r"not the one of vaderSentiment 3\.3\.2"):
        valence.columns(0.5)


def test_where_the_list_is_missing_that_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr(valence, "PACKAGE", "no_such_list")

    with pytest.raises(FileNotFoundError, match=r"not installed; it is in requirements/bench\.txt"):
        valence.columns(0.5)


def test_a_listed_word_that_no_text_holds_is_read_like_others_of_its_side(monkeypatch, short_list):
    texts = ["fine day", "evil day", "fine talk", "evil talk"] * 5
    targets = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]] * 10)
    even = np.full(len(texts), 1 / len(texts))
    known = b"fine\t2\t0\nevil\t-2\t0\n" + LIST
    monkeypatch.setattr(valence, "_found", lambda: known)
    monkeypatch.setattr(valence, "SHA256", valence.hashlib.sha256(known).hexdigest())
    table = features.hashed(texts).table

    found, _ = fitting.fit(
        table, targets, even, importance=1.0, contrast=1.0, penalty=1e-3, alike=valence.columns(0.5)
    )

    good, awful = features.alone(["good", "awful"])
    assert found[good, 1] > 0 > found[good, 0]
    assert found[awful, 0] > 0 > found[awful, 1]
