import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language import detect, detect_all
from analysis.tables import labelled

FULL_FLOOR = {"en": 0.99, "ru": 0.98, "uk": 0.98}
FOUR_WORDS_FLOOR = {"en": 0.99, "ru": 0.97, "uk": 0.96}
INPUT_FLOOR = {"en": 0.99, "ru": 0.99, "uk": 0.98}
MOST_MIXED = 0.015  # of real comments; most of these are written in two languages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We want peace and an end to the war", "en"),
        ("Stand for Ukraine!", "en"),
        ("Мы хотим мира и переговоров", "ru"),
        ("Ми хочемо миру і переговорів", "uk"),
        ("Объявите перемирие", "ru"),
        ("Хватит обстреливать города", "ru"),
        ("Представители адресно доставили помощь", "ru"),
        ("Досить брехати народу", "uk"),
        ("Її чекають вдома", "uk"),
        ("#МирУкраїні", "uk"),
        ("Wir wollen Frieden in Europa und keine weiteren Waffen", "other"),
        ("Dzień dobry, chciałbym porozmawiać o pokoju", "other"),
        ("Мы жывём у Беларусі і хочам міру", "other"),
        ("Искаме мир и преговори между страните, войната трябва да спре", "other"),
        ("Соғыс тоқтап, бейбіт келіссөздер басталуы керек", "other"),
        ("和平谈判必须开始", "other"),
        ("Мы используем Windows, Linux и macOS на всех компьютерах отдела", "ru"),
        ("Сьогодні звертаємось до Spotify, Apple, Youtube Music та Deezer", "uk"),
    ],
)
def test_alphabet_dictionaries_and_model_tell_the_language(text, code):
    assert detect(text).code == code


@pytest.mark.parametrize(
    ("text", "mainly"),
    [
        ("I want peace now. Я хочу мира и переговоров, the war must end", "en"),
        ("Я хочу мира, но вони хочуть війни і ще більше зброї, это плохо, мы против", "uk"),
        ("Канєшно, я понімаю, шо він хотів, но получилось як получилось", "uk"),
        ("Я сьогодні хотіла піти погуляти, но погода плохая, поетому сижу дома", "uk"),
    ],
)
def test_code_switching_and_surzhyk_are_mixed_and_say_what_they_mainly_are(text, mainly):
    found = detect(text)

    assert (found.code, found.mainly) == ("mixed", mainly)


@pytest.mark.parametrize("text", ["", "   \n", "12345 !!! 🙂", "https://example.org/path @someone"])
def test_a_text_without_words_is_other_without_confidence(text):
    found = detect(text)

    assert (found.code, found.confidence) == ("other", 0.0)


@given(st.lists(st.text(max_size=60) | st.sampled_from(["Мир", "Їжа та дім", "peace for us", "mañana será"])))
def test_a_batch_reads_each_text_as_if_it_were_alone(texts):
    found = detect_all(texts)

    assert found == [detect(text) for text in texts]
    assert all(0 <= one.confidence <= 1 and one.mainly in {"en", "ru", "uk", "other"} for one in found)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_languages_are_found_in_the_test_sets(labelled_texts, language):
    texts = labelled([labelled_texts / language / "test.tsv"]).texts
    openings = _openings(texts)

    assert _share(texts, language) >= FULL_FLOOR[language]
    assert _share(openings, language) >= FOUR_WORDS_FLOOR[language]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_languages_are_found_in_real_comments_and_few_are_called_mixed(public_input, language):
    lines = (public_input / f"comments_{language}.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines][::3]

    assert _share(texts, language) >= INPUT_FLOOR[language]
    assert _share(texts, "mixed") <= MOST_MIXED
    assert _share(_openings(texts), language) >= 0.95


@pytest.mark.parametrize(("first", "second"), [("en", "ru"), ("en", "uk"), ("ru", "uk")])
def test_two_texts_of_two_languages_in_one_are_mostly_mixed(labelled_texts, first, second):
    parts = [
        [text for text in labelled([labelled_texts / name / "dev.tsv"]).texts if 60 <= len(text) <= 120][:80]
        for name in (first, second)
    ]

    joined = [f"{one} {two}" for one, two in zip(*parts, strict=False)]

    assert _share(joined, "mixed") >= 0.8


def _openings(texts):
    """The first four words of each text, tags and links aside."""
    words = [[w for w in text.split() if w[0] not in "@#[" and w != "http"][:4] for text in texts]
    return [" ".join(four) for four in words if len(four) == 4]


def _share(texts, code):
    return sum(found.code == code for found in detect_all(texts)) / len(texts)


def test_one_text_in_place_of_a_list_is_not_taken_for_its_letters():
    with pytest.raises(TypeError, match="list"):
        detect_all("Привіт")
