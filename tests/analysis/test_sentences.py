import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import sentences, tone

PRAISE = "I love this wonderful park, thank you all so much, the children are so happy and grateful!"
BLAME = "But the new road is a terrible, disgusting disaster and I hate it, everybody is angry and sad."


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("   \n ", []),
        ("Just one sentence here", ["Just one sentence here"]),
        ("We came home late. Nobody was there!", ["We came home late.", "Nobody was there!"]),
        ("We met Mr. Brown there. He was very kind.", ["We met Mr. Brown there.", "He was very kind."]),
        (
            "It costs 3.5 million a year. Who pays for it?",
            ["It costs 3.5 million a year.", "Who pays for it?"],
        ),
        (
            "Мы жили на ул. Мира до войны. Потом мы уехали.",
            ["Мы жили на ул. Мира до войны.", "Потом мы уехали."],
        ),
        ("Ми хочемо миру… Коли він буде?", ["Ми хочемо миру…", "Коли він буде?"]),
        ("No. We will never agree to that.", ["No. We will never agree to that."]),
        ("a first line here\nand a second line", ["a first line here", "and a second line"]),
        ("a first line here  \n \n  and a second line", ["a first line here", "and a second line"]),
        ("see the map by J. R. R. Brown there", ["see the map by J. R. R. Brown there"]),
        ("that is what we want etc. and so on", ["that is what we want etc. and so on"]),
        ("a long betc. and what comes after it", ["a long betc.", "and what comes after it"]),
    ],
)
def test_a_text_is_cut_into_its_sentences(text, pieces):
    assert sentences.split(text) == pieces


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab .!?\n…Г", max_size=80))
def test_no_word_is_lost_or_moved(text):
    assert " ".join(sentences.split(text)).split() == text.split()


@pytest.mark.parametrize("text", ["a. " * 20_000, "x" + " " * 100_000 + "x", "x" + "\t \r" * 40_000 + "x"])
def test_what_is_made_to_be_slow_is_cut_in_no_time(text):
    """At a cost of the square of the length each of these takes half a minute and more."""
    start = time.perf_counter()

    found = sentences.split(text)

    assert time.perf_counter() - start < 5
    assert found == [text.strip()]


def test_sentences_count_by_their_length():
    summary = sentences.add_up(np.array([[0.9, 0.1, 0.0], [0.1, 0.8, 0.1]]), [30, 10])

    assert summary.chance == pytest.approx([0.7, 0.275, 0.025])
    assert not summary.mixed


@pytest.mark.parametrize(
    ("sizes", "mixed"),
    [([40, 40, 20], True), ([20, 20, 60], True), ([10, 80, 10], False), ([90, 5, 5], False)],
)
def test_it_is_mixed_when_each_sign_is_strong_in_a_fifth(sizes, mixed):
    chances = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1]])

    assert sentences.add_up(chances, sizes).mixed is mixed


def test_mild_sentences_of_both_signs_are_not_mixed():
    assert not sentences.add_up(np.array([[0.55, 0.3, 0.15], [0.15, 0.3, 0.55]]), [1, 1]).mixed


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(1, 99)), min_size=1, max_size=8),
    st.randoms(),
)
def test_the_order_of_sentences_does_not_matter(rows, random):
    other = list(rows)
    random.shuffle(other)

    def summary(part):
        return sentences.add_up(
            np.array([[a * b, 1 - a, a * (1 - b)] for a, b, _ in part]), [n for *_, n in part]
        )

    one, two = summary(rows), summary(other)
    assert one.chance == pytest.approx(two.chance)
    assert one.chance.sum() == pytest.approx(1)


@pytest.mark.parametrize("sizes", [[], [1], [1, 0]])
def test_sentences_without_lengths_are_refused(sizes):
    with pytest.raises(ValueError, match="every sentence needs"):
        sentences.add_up(np.full((2, 3), 1 / 3), sizes)


def test_a_long_text_that_praises_and_blames_is_mixed():
    long = f"{PRAISE} The next meeting is on Monday at noon in the town hall. {BLAME}"

    both, one = tone.read([long, f"{PRAISE} {PRAISE} {PRAISE}"], ["en", "en"])

    assert (both.label, both.reason) == (None, "mixed")
    assert both.p_neg > 0.25
    assert both.p_pos > 0.25
    assert (one.label, one.reason) == ("positive", None)
