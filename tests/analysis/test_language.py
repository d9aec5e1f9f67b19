import pytest

from analysis.language import detect, detect_all
from analysis.tables import labelled

FULL_FLOOR = {"en": 0.99, "ru": 0.98, "uk": 0.97}
FOUR_WORDS_FLOOR = {"en": 0.99, "ru": 0.97, "uk": 0.92}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We want peace and an end to the war", "en"),
        ("Мы хотим мира и переговоров", "ru"),
        ("Ми хочемо миру і переговорів", "uk"),
        ("Объявите перемирие", "ru"),
        ("Її чекають вдома", "uk"),
        ("Wir wollen Frieden in Europa und keine weiteren Waffen", "other"),
        ("Dzień dobry, chciałbym porozmawiać o pokoju", "other"),
        ("Мы жывём у Беларусі і хочам міру", "other"),
        ("和平谈判必须开始", "other"),
        ("I want peace now. Я хочу мира и переговоров, the war must end", "mixed"),
        ("Я хочу мира, но вони хочуть війни і ще більше зброї, это плохо, мы против", "mixed"),
    ],
)
def test_the_alphabet_and_common_words_tell_the_language(text, code):
    assert detect(text).code == code


@pytest.mark.parametrize("text", ["", "   \n", "12345 !!! 🙂", "https://example.org/path @someone"])
def test_a_text_without_words_is_other_without_confidence(text):
    found = detect(text)

    assert (found.code, found.confidence) == ("other", 0.0)


def test_a_batch_reads_each_text_as_if_it_were_alone():
    texts = [
        "Мир",
        "",
        "peace for all of us",
        "тест\nиз двух строк",
        "Її",
        "\n\n",
        "mañana será otro día en España",
    ]

    assert detect_all(texts) == [detect(text) for text in texts]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_languages_are_found_in_the_test_sets(labelled_texts, language):
    texts = labelled([labelled_texts / language / "test.tsv"]).texts
    openings = [" ".join([w for w in text.split() if w[0] not in "@#" and w != "http"][:4]) for text in texts]
    openings = [opening for opening in openings if len(opening.split()) == 4]

    full = sum(found.code == language for found in detect_all(texts)) / len(texts)
    four = sum(found.code == language for found in detect_all(openings)) / len(openings)

    assert full >= FULL_FLOOR[language]
    assert four >= FOUR_WORDS_FLOOR[language]
