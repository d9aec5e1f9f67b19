import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import minhash
from analysis.duplicates import duplicates

CALL = "We the undersigned ask both delegations to agree on an exchange of all prisoners before the winter"
OTHERS = """river bread school window letter garden doctor teacher bridge market summer evening paper village
road hospital forest mother station family number morning answer question neighbour kitchen"""
WORDS = f"{CALL} {OTHERS}".split()
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)


def jaccard(first, second):
    first, second = (
        {text[place : place + 5] for place in range(len(text) - 4)}
        for text in map(minhash.plain, (first, second))
    )
    return len(first & second) / len(first | second)


def test_copies_are_together_and_other_texts_are_not():
    texts = [
        CALL,
        "Lower the price of gas for pensioners in the northern regions before the heating season begins",
        CALL.replace("winter", "spring"),
        CALL.upper() + "!!!",
    ]

    (group,) = duplicates(texts)

    assert group.members == (0, 2, 3)
    assert group.middle == 0
    assert group.likeness[0] == group.likeness[2] == 1.0 > group.likeness[1]


@pytest.mark.parametrize(
    "disguised",
    [
        CALL.replace("o", "о").replace("e", "е"),  # Cyrillic letters
        "​".join(CALL),
        CALL.replace(" ", "  \n"),
        f"@friend {CALL} https://example.org/x [link]",
        CALL.translate(
            {ord(letter): ord(letter) + 0xFEE0 for letter in "abcdefghijklmnopqrstuvwxyz"}
        ),  # wide
    ],
)
def test_a_copy_does_not_hide_behind_signs(disguised):
    assert minhash.plain(disguised) == minhash.plain(CALL)


def test_short_texts_are_in_no_group():
    texts = [
        "I agree",
        "peace now!",
        "Слава Україні! Героям слава!",
        "Thank you very much for your work",
    ] * 20

    assert duplicates(texts) == []
    assert duplicates([]) == duplicates(["", "   ", "?"]) == []


def test_a_chain_of_small_changes_is_no_group():
    """Each text has three words of the last one changed, and the ends have nothing in common."""
    rng = random.Random(5)
    made = ["".join(rng.choices("abcdefghijklmnop", k=7)) for _ in range(200)]
    texts = [" ".join(made[step : step + 20]) for step in range(0, 160, 3)]

    groups = duplicates(texts)

    assert len(groups) > 3
    assert all(max(group.members) - min(group.members) <= 8 for group in groups)


@settings(deadline=None, max_examples=30)
@given(st.lists(sentences, max_size=30), st.integers(0, 2**32 - 1))
def test_the_order_of_texts_never_matters(texts, seed):
    order = np.random.default_rng(seed).permutation(len(texts))

    def contents(given):
        return sorted(
            (sorted(minhash.plain(given[place]) for place in group.members), sorted(group.likeness))
            for group in duplicates(given)
        )

    assert contents([texts[place] for place in order]) == contents(texts)


@settings(deadline=None, max_examples=30)
@given(st.lists(sentences, max_size=40))
def test_groups_do_not_overlap_and_equal_texts_are_never_apart(texts):
    groups = duplicates(texts)
    members = [place for group in groups for place in group.members]

    assert len(members) == len(set(members))
    for group in groups:
        assert group.middle in group.members
        assert len(group.members) == len(group.likeness) >= 2
        inside = {minhash.plain(texts[place]) for place in group.members}
        assert (
            not {minhash.plain(text) for place, text in enumerate(texts) if place not in group.members}
            & inside
        )


@settings(deadline=None, max_examples=40)
@given(sentences.filter(lambda text: len(text) > 60), st.integers(0, 1000))
def test_likeness_by_minhash_is_near_that_of_the_shingles(text, seed):
    rng = random.Random(seed)
    changed = " ".join(rng.choice(WORDS) if rng.random() < 0.2 else word for word in text.split())
    table = minhash.signatures([minhash.plain(text), minhash.plain(changed)])

    estimate = minhash.likeness(table, np.array([0]), np.array([1]))[0]

    assert estimate == pytest.approx(jaccard(text, changed), abs=5 * 0.5 / minhash.FUNCTIONS**0.5)


def test_candidates_hold_the_pairs_that_are_alike():
    rng = random.Random(1)
    texts = [" ".join(rng.choices(WORDS, k=25)) for _ in range(200)]
    texts += [text.replace("winter", "spring").replace("school", "kindergarten") for text in texts]
    low, high = minhash.candidates(minhash.signatures(texts), 0.15)

    pairs = set(zip(low.tolist(), high.tolist(), strict=True))

    assert sum((place, place + 200) in pairs for place in range(200)) >= 190
    assert (low < high).all()
