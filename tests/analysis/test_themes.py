import json
import math
import random
from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.across import across
from analysis.themes import contrasts, themes

REST = ["The weather was fine and the football match went on"] * 30
STABLE = 0.75  # mean share of the ten best phrases that come back when a fifth of the people are left out
SENTENCES = [
    "We need a prisoner exchange",
    "Stop the shelling of power stations",
    "Peace talks should begin",
    "Good morning everyone, thank you",
    "The football was dull",
]


def test_themes_are_what_a_set_says_more_than_the_rest():
    texts = ["We need a prisoner exchange"] * 12 + ["The football was dull"] * 11

    found = themes(texts, range(23), REST, range(30), language="en")

    assert found[0].phrase == "prisoner exchange"
    assert found[0].authors == 12
    assert "football" not in [theme.phrase for theme in found]


def test_a_phrase_of_few_or_of_one_prolific_author_is_no_theme():
    texts = ["the secret bunker"] * 50 + ["prisoner exchange"] * 10
    authors = ["one"] * 50 + list(range(10))

    found = themes(texts, authors, language="en")

    assert [theme.phrase for theme in found] == ["prisoner exchange"]


@pytest.mark.parametrize(
    ("language", "texts", "phrase"),
    [
        ("ru", ["Нам нужен обмен пленными", "Требуем обмена пленными"], "обмен пленными"),
        ("uk", ["Нам потрібен обмін полоненими", "Вимагаємо обміну полоненими"], "обмін полоненими"),
        ("ru", ["Мы за начало мирных переговоров!", "Мирным переговорам быть"], "мирные переговоры"),
        ("uk", ["Ми за початок мирних переговорів!", "Мирним переговорам бути"], "мирні переговори"),
        ("en", ["We want peace talks now", "He spoke of peace talks again", "peace talk"], "peace talks"),
        ("en", ["NATO must answer", "What does NATO say?"], "NATO"),
    ],
)
def test_forms_of_one_phrase_are_counted_together_and_shown_readably(language, texts, phrase):
    found = themes(texts * 6, range(6 * len(texts)), language=language)

    assert (found[0].phrase, found[0].authors) == (phrase, 6 * len(texts))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Good morning, dear friends, thank you so much, have a nice day"),
        ("ru", "Здравствуйте, доброе утро, спасибо большое, подписывайтесь на канал"),
        ("uk", "Вітаю, доброго ранку, щиро дякую, підписуйтесь на канал"),
        ("en", "War in Ukraine, people of Russia, the whole world"),
    ],
)
def test_courtesy_and_what_the_whole_portal_is_about_are_no_themes(language, text):
    assert themes([text] * 20, range(20), language=language) == []


@given(st.lists(st.tuples(st.sampled_from(SENTENCES), st.integers(0, 6)), max_size=30), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_texts_changes_nothing_and_the_floor_holds(rows, rng):
    shuffled = rng.sample(rows, len(rows))

    found, again = (themes(*_columns(order), language="en", floor=3) for order in (rows, shuffled))

    assert [replace(one, members=()) for one in found] == [replace(one, members=()) for one in again]
    for one, other in zip(found, again, strict=True):
        assert sorted(rows[n] for n in one.members) == sorted(shuffled[n] for n in other.members)
        assert one.authors == len({rows[n][1] for n in one.members})
    people = len({author for _, author in rows})
    assert all(3 <= theme.authors <= people for theme in found)
    assert len({theme.phrase for theme in found}) == len(found)


def test_every_text_twice_by_the_same_people_changes_nothing():
    texts = SENTENCES * 4

    once = themes(texts, range(20), language="en", floor=2)
    twice = themes(texts * 2, [*range(20), *range(20)], language="en", floor=2)

    assert [replace(one, members=()) for one in twice] == [replace(one, members=()) for one in once]
    assert [one.members for one in twice] == [(*one.members, *(n + 20 for n in one.members)) for one in once]


def test_twice_as_many_people_who_say_the_same_change_neither_scores_nor_order(public_input):
    lines = (public_input / "comments_en.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines][:1000]

    once = themes(texts, range(1000), language="en", floor=10)
    twice = themes(texts * 2, range(2000), language="en", floor=20)

    assert len(once) == 10
    assert [(one.phrase, one.score) for one in twice] == [(one.phrase, one.score) for one in once]


def test_against_a_rest_twice_as_many_people_change_scores_a_little_and_not_the_order():
    ours, theirs = SENTENCES * 12 + SENTENCES[:1] * 20 + SENTENCES[1:2] * 9, SENTENCES[2:] * 20

    once, twice = (
        themes(
            ours * n, range(n * len(ours)), theirs * n, range(n * len(theirs)), language="en", floor=10 * n
        )
        for n in (1, 2)
    )

    assert [one.phrase for one in twice] == [one.phrase for one in once]
    assert len(once) >= 2
    assert all(one.score < two.score < 1.5 * one.score for one, two in zip(once, twice, strict=True))


def test_themes_of_nothing_are_nothing():
    assert themes([], [], language="en") == []
    assert themes(["", "🙂 12"], [1, 2], language="ru", floor=1) == []
    assert contrasts([], [], [], [], language="uk") == []


@pytest.mark.parametrize("asked", [{"floor": 0}, {"top": -1}])
def test_what_cannot_be_asked_is_said(asked):
    with pytest.raises(ValueError, match=r"floor|number"):
        themes(["peace talks"], [1], language="en", **asked)
    with pytest.raises(ValueError, match="author"):
        themes(["peace talks"], [], language="en")


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_themes_of_real_comments_come_back_when_a_fifth_is_left_out(public_input, language):
    lines = (public_input / f"comments_{language}.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines][:3000]
    whole = {theme.phrase for theme in themes(texts, range(len(texts)), language=language)}

    shares = []
    for seed in range(3):
        kept = random.Random(seed).sample(range(len(texts)), len(texts) * 4 // 5)
        part = themes([texts[place] for place in kept], kept, language=language)
        shares.append(len(whole & {theme.phrase for theme in part}) / 10)

    assert len(whole) == 10
    assert sum(shares) / len(shares) >= STABLE


def test_what_tells_two_sides_apart_is_named_with_its_z():
    """By hand: 20 of 40 people against 2 of 40, and a prior of 50 people at the common rate of 22/80."""
    first = ["prisoner exchange"] * 20 + ["gas prices"] * 20
    second = ["prisoner exchange"] * 2 + ["gas prices"] * 20 + ["border crossing"] * 18

    found = contrasts(first, range(40), second, range(40), language="en")

    prior = 50 * 22 / 80
    odds = [log((used + prior) / (40 + 50 - used - prior)) for used in (20, 2)]
    spread = sum(1 / (used + prior) + 1 / (40 + 50 - used - prior) for used in (20, 2))
    z = (odds[0] - odds[1]) / sqrt(spread)
    assert [(one.phrase, one.first, one.second) for one in found] == [
        ("border crossing", 0, 18),
        ("prisoner exchange", 20, 2),
    ]
    assert found[1].z == pytest.approx(z, abs=1e-3)
    assert found[0].z < -1.96


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8])
def test_z_spreads_by_nearly_one_where_both_sides_speak_alike(share):
    """Four hundred words, each used or not by each of three hundred people on either side."""
    rng = np.random.default_rng(5)
    words = np.array(["".join(rng.choice(list("abcdefghij"), 7)) for _ in range(400)])
    first, second = (
        [" . ".join(words[used]) for used in rng.random((300, 400)) < share] for _side in range(2)
    )

    found = contrasts(first, range(300), second, range(300), language="xx", floor=1, top=400, least=-math.inf)

    z = list({one.phrase: one.z for one in found}.values())
    assert len(z) == 400
    assert np.mean(z) == pytest.approx(0, abs=0.15)
    assert np.std(z) == pytest.approx(0.92, abs=0.09)


def test_sides_turned_round_turn_the_sign():
    first = ["prisoner exchange"] * 20 + ["gas prices"] * 15
    second = ["border crossing"] * 20 + ["gas prices"] * 15

    one = contrasts(first, range(35), second, range(35), language="en")
    other = contrasts(second, range(35), first, range(35), language="en")

    assert sorted((row.phrase, row.z) for row in one) == sorted((row.phrase, -row.z) for row in other)


MEANINGS = {
    "prisoner exchange": 0,
    "обмен пленными": 0,
    "обмін полоненими": 0,
    "gas prices": 1,
    "цены на газ": 1,
    "ціни на газ": 1,
}
TONGUES = {"en": 2, "ru": 3, "uk": 4}


def test_themes_across_languages_are_named_in_each():
    texts = [phrase for phrase in MEANINGS for _ in range(12)]
    languages = [name for _ in range(2) for name in ("en", "ru", "uk") for _ in range(12)]

    found = across(texts, range(72), languages, _encode(languages, texts), top=2)

    assert [(theme.authors, theme.by_language) for theme in found] == [(36, dict.fromkeys(TONGUES, 12))] * 2
    assert {theme.labels["en"] for theme in found} == {("prisoner exchange",), ("gas prices",)}
    assert {theme.labels["uk"] for theme in found} == {("обмін полоненими",), ("ціни на газ",)}
    assert sorted(place for theme in found for place in theme.members) == list(range(72))


def test_a_language_of_few_is_not_to_be_had_by_subtraction():
    texts = ["prisoner exchange"] * 12 + ["обмен пленными"] * 9
    languages = ["en"] * 12 + ["ru"] * 9

    found = across(texts, range(21), languages, _encode(languages, texts), top=1)

    assert [(theme.authors, theme.by_language) for theme in found] == [(12, {"en": 12})]


def test_vectors_that_are_none_are_refused():
    with pytest.raises(ValueError, match="vectors"):
        across(["peace talks"] * 20, range(20), ["en"] * 20, lambda texts: np.full((20, 2), np.nan))


def _encode(languages, texts):
    tongue = dict(zip(texts, languages, strict=True))

    def encode(given):
        table = np.zeros((len(given), 5))
        for row, text in enumerate(given):
            table[row, [MEANINGS[text], TONGUES[tongue[text]]]] = 1, 5
        return table

    return encode


def _columns(rows):
    return [text for text, _ in rows], [author for _, author in rows]
