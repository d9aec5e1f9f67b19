from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import lemmas
from analysis.lemmas import NEITHER, RU, UK, known, phrase_as_nominative, word


@pytest.mark.parametrize(
    ("form", "language", "lemma"),
    [
        ("negotiations", "en", "negotiation"),
        ("putin's", "en", "putin"),
        ("ukrainians", "en", "ukrainian"),
        ("переговоров", "ru", "переговоры"),
        ("пленными", "ru", "пленный"),
        ("переговорів", "uk", "переговори"),
        ("війни", "uk", "війна"),
        ("ранок", "uk", "ранок"),
        ("paix", "fr", "paix"),
    ],
)
def test_words_are_brought_to_their_dictionary_form(form, language, lemma):
    assert word(form, language).lemma == lemma


@pytest.mark.parametrize(
    ("form", "language", "kind"),
    [
        ("переговорів", "uk", lemmas.NOUN),
        ("полоненими", "uk", lemmas.NOUN),
        ("мирные", "ru", lemmas.CONTENT),
        ("остановить", "ru", lemmas.CONTENT),
        ("потому", "ru", lemmas.FUNCTION),
        ("invaded", "en", lemmas.CONTENT),
    ],
)
def test_nouns_other_words_of_content_and_function_words_are_told_apart(form, language, kind):
    assert word(form, language).kind == kind


@pytest.mark.parametrize(
    ("form", "tongue"),
    [("это", RU), ("мы", RU), ("представители", RU), ("їжа", UK), ("досить", UK), ("мир", 0), ("мова", UK)],
)
def test_words_of_one_dictionary_only_are_known(form, tongue):
    assert known[form] == tongue


def test_a_listed_word_keeps_its_answer_while_the_kept_ones_are_let_go():
    listed = {"война": RU, "харашо": RU, "нема": UK, "мрія": 0}

    known.clear()  # as one thread does when there are too many, while another looks a word up

    assert {form: known[form] for form in listed} == listed


def test_a_word_of_no_dictionary_is_neither():
    assert known["преговори"] == NEITHER


@pytest.mark.parametrize(
    ("phrase", "language", "shown"),
    [
        ("народной республики", "ru", "народная республика"),
        ("прекращения огня", "ru", "прекращение огня"),
        ("обмена пленными", "ru", "обмен пленными"),
        ("остановить войну", "ru", "остановить войну"),
        ("повномасштабного вторгнення", "uk", "повномасштабне вторгнення"),
        ("бойових дій", "uk", "бойові дії"),
        ("вивезених дітей", "uk", "вивезені діти"),
    ],
)
def test_a_phrase_is_put_in_the_nominative_with_its_adjectives(phrase, language, shown):
    assert " ".join(phrase_as_nominative(phrase.split(), language)) == shown


@pytest.mark.parametrize(
    ("forms", "language", "shown"),
    [
        ({"переговоров": 5, "переговорам": 2}, "ru", "переговоры"),
        ({"дітей": 5, "дітям": 3}, "uk", "діти"),
        ({"областью": 4, "области": 1}, "ru", "область"),
    ],
)
def test_a_noun_is_put_in_the_nominative_of_its_own_number(forms, language, shown):
    assert lemmas.as_nominative(Counter(forms), language) == shown


@given(
    st.text(alphabet="абвгдежийклмнопрстуіїєґыэёъь'", min_size=1, max_size=45),
    st.sampled_from(["ru", "uk", "en"]),
)
def test_any_run_of_letters_has_a_dictionary_form(form, language):
    found = word(form, language)

    assert found.lemma == found.lemma.lower()
    assert found == word(form, language)
    assert known[form] in {RU, UK, NEITHER, 0}
