import random

import pytest

from analysis.quotes import choose, personal, quotable
from analysis.similar import near_copy, similar
from analysis.themes import themes

REST = ["The weather was fine and the football match went on"] * 30


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
    ("language", "text", "phrase"),
    [
        ("ru", "Нам нужен обмен пленными", "обмен пленными"),
        ("uk", "Нам потрібен обмін полоненими", "обмін полоненими"),
    ],
)
def test_themes_leave_stop_words_out_in_each_language(language, text, phrase):
    found = themes([text] * 10, range(10), language=language)

    assert phrase in " ".join(theme.phrase for theme in found)
    assert not any(theme.phrase.startswith("нам") for theme in found)


def test_the_order_of_texts_does_not_change_themes():
    texts = [f"prisoner exchange and gas prices {n % 3}" for n in range(40)] + ["gas prices"] * 15
    pairs = list(zip(texts, range(55), strict=True))
    random.Random(1).shuffle(pairs)

    shuffled = themes([text for text, _ in pairs], [author for _, author in pairs], language="en")

    assert shuffled == themes(texts, range(55), language="en")


def test_themes_of_nothing_are_nothing():
    assert themes([], [], language="en") == []


@pytest.mark.parametrize(
    "text",
    [
        "write to me at jane.doe@example.org",
        "call me: +380 44 123 45 67",
        "мой номер 8 (912) 345-67-89",
        "card 4111 1111 1111 1111",
        "see https://example.org/a",
        "look at example.com for more",
        "as @someone said",
        "jane (at) example (dot) org".replace("(dot)", "[dot]"),
    ],
)
def test_personal_data_is_never_quoted(text):
    assert personal(text)
    assert not quotable(f"{text} and this goes on for long enough to be a quote")


@pytest.mark.parametrize(
    "text",
    [
        "In 2022 about 1 000 000 people left.",
        "Between 1991 and 2014 it was calm",
        "3.5 percent, or 10-20 years",
    ],
)
def test_ordinary_numbers_are_not_personal_data(text):
    assert not personal(text)


def test_quotes_are_of_the_right_length_one_per_author_and_in_every_language():
    """The second English author says the same and adds nothing."""
    texts = (
        ["We ask both sides to stop the shelling of power stations this winter"] * 3
        + ["Мы просим обе стороны прекратить обстрелы электростанций этой зимой"] * 3
        + ["Ми просимо обидві сторони припинити обстріли електростанцій цієї зими"]
        + ["Too short", "x" * 500]
    )
    authors = ["a", "a", "b", "c", "c", "c", "d", "e", "f"]
    languages = ["en"] * 3 + ["ru"] * 3 + ["uk", "en", "en"]

    chosen = choose(texts, authors, languages, count=5)

    assert {languages[quote.index] for quote in chosen} == {"en", "ru", "uk"}
    assert len({authors[quote.index] for quote in chosen}) == len(chosen) == 3
    assert all(40 <= len(texts[quote.index]) <= 400 for quote in chosen)


def test_a_second_quote_says_something_else():
    same = "The prisoners of war must come home before the winter begins"
    texts = [f"{same} {n}" for n in range(8)] + [
        "Gas prices are what my family thinks about, prisoners of war too"
    ]

    chosen = choose(texts, range(9), ["en"] * 9, count=2)

    assert 8 in [quote.index for quote in chosen]


def test_no_quotes_of_nothing():
    assert choose([], [], []) == []


def test_similar_titles_come_first_whatever_their_case_and_signs():
    titles = [
        "Ban fireworks",
        "Exchange all prisoners of war!",
        "Lower the price of gas",
        "All prisoners: exchange",
    ]

    found = similar("exchange ALL prisoners", titles)

    assert [match.index for match in found] == [3, 1] or [match.index for match in found] == [1, 3]
    assert found[0].score <= 1


def test_the_same_title_scores_one_and_nothing_scores_nothing():
    assert similar("Мир сейчас", ["Мир сейчас"])[0].score == 1.0
    assert similar("", ["Мир сейчас"]) == []
    assert similar("Мир", []) == []


def test_a_copy_with_two_words_changed_is_a_near_copy():
    text = (
        "We the undersigned ask the government to open humanitarian corridors for every besieged town today"
    )

    assert near_copy(text, text.replace("today", "now").replace("every", "each"))
    assert not near_copy(
        text, "Lower the price of gas for pensioners in the northern regions this winter, please"
    )
