"""What is no text, or no number, is refused where it is handed in, in a sentence that says where."""

import numpy as np
import pytest

from analysis import given, minhash, privacy, sentences, slavic
from analysis.across import across
from analysis.agreement import krippendorff
from analysis.alphabets import letters
from analysis.attacks import plant
from analysis.audit import categories, tabulate
from analysis.campaigns import find_campaigns, voices
from analysis.changes import change, spikes
from analysis.coordinated import coordinated
from analysis.duplicates import duplicates
from analysis.estimates import net_tone
from analysis.features import hashed
from analysis.heard import heard, numbered, one_voice
from analysis.intervals import difference, mean_interval
from analysis.language import detect, detect_all
from analysis.quotes import choose, quotable
from analysis.robustness import tone_moved
from analysis.seeds import Seeds
from analysis.similar import near_copy, similar
from analysis.stance import features, read
from analysis.stance_training import cold_start, train
from analysis.themes import contrasts, themes
from analysis.tone import chances, load
from analysis.tone import read as read_tone
from analysis.vectors import Encoder
from analysis.weighting import weighted_mean

FEW = range(4)
VOICES = heard(np.arange(20), ["en"] * 20, np.linspace(-1, 1, 20), np.zeros(20))
OF_LISTS = {
    "tone": read_tone,
    "chances": lambda texts: chances(load("en"), texts),
    "language": detect_all,
    "letters": letters,
    "odds": slavic.odds,
    "n-grams": hashed,
    "themes": lambda texts: themes(texts, FEW, language="en"),
    "the rest of themes": lambda texts: themes(["a"], [1], texts, FEW, language="en"),
    "contrasts": lambda texts: contrasts(["a"], [1], texts, FEW, language="uk"),
    "across": lambda texts: across(texts, FEW, ["en"] * 4, np.eye(4).__getitem__),
    "quotes": lambda texts: choose(texts, FEW, ["en"] * 4),
    "duplicates": duplicates,
    "signatures": minhash.signatures,
    "campaigns": lambda texts: find_campaigns(texts, FEW, FEW),
    "stance": lambda texts: read(cold_start(), texts),
    "stance from posts": lambda texts: train(texts, [1, 1, -1, -1], "it"),
    "seeds": lambda texts: cold_start(Seeds("it", texts, ("no",), ())),
    "similar": lambda texts: similar("a", texts),
    "attacks": lambda texts: plant(texts, "letter", share=0.1, pace="drip", language="en"),
    "robustness": lambda texts: tone_moved(texts, [0, 0, 0, 0], language="en"),
    "vectors": Encoder("made-up", np.array),
}
OF_ONE = {
    "language": detect,
    "sentences": sentences.split,
    "quotable": quotable,
    "personal": privacy.personal,
    "plain": minhash.plain,
    "words": slavic.words,
    "stance": features,
    "similar": lambda text: similar(text, ["a"]),
    "copies": lambda text: near_copy("a", text),
}


@pytest.mark.parametrize("function", OF_LISTS.values(), ids=OF_LISTS)
@pytest.mark.parametrize(
    ("entry", "named"), [(None, "None"), (b"words", "bytes"), (5, "int"), (float("nan"), "float")]
)
def test_an_entry_that_is_no_text_is_named_with_its_place(function, entry, named):
    with pytest.raises(TypeError, match=rf"^\w+ 3 is {named}, not text$"):
        function(["one", "two", "three", entry])


@pytest.mark.parametrize("function", OF_LISTS.values(), ids=OF_LISTS)
@pytest.mark.parametrize("texts", ["one text", b"one text", None, {"one": "text"}, iter(["one text"])])
def test_what_is_no_list_of_texts_is_refused(function, texts):
    with pytest.raises(TypeError, match=r"^\w+s are a list, not "):
        function(texts)


OF_PEOPLE = {
    "themes": lambda people: themes(["a"] * 3, people, language="en"),
    "contrasts": lambda people: contrasts(["a"] * 3, people, ["b"], [1], language="uk"),
    "across": lambda people: across(["a"] * 3, people, ["en"] * 3, np.eye(3).__getitem__),
    "quotes": lambda people: choose(["a"] * 3, people, ["en"] * 3),
    "campaigns": lambda people: find_campaigns(["a"] * 3, people, [1, 2, 3]),
    "heard": lambda people: heard(people, ["en"] * 3, [0.1] * 3, [0] * 3),
    "one voice": lambda people: one_voice(people, [0.1] * 3),
    "voices": lambda people: voices(people, []),
}
MADE_UP = "the buses of our town are late every single morning, and nobody says why"
OF_OTHERS = {
    "side": lambda sides: choose([MADE_UP] * 3, FEW[:3], ["en"] * 3, sides=sides),
    "network": lambda keys: find_campaigns([MADE_UP] * 6, range(6), range(6), networks=[*keys, *keys]),
    "name": numbered,
}


UNKNOWABLE = pytest.mark.parametrize(
    ("entry", "named"), [(["a"], "list"), ({}, "dict"), (("a", ["b"]), "tuple")]
)


@pytest.mark.parametrize("function", OF_PEOPLE.values(), ids=OF_PEOPLE)
@UNKNOWABLE
def test_what_cannot_stand_for_a_person_is_named_with_its_place(function, entry, named):
    array = np.empty(3, dtype=object)
    array[:] = 7, entry, 7

    for people in ([7, entry, 7], array):
        with pytest.raises(TypeError, match=rf"^author 1 is {named}, by which no author can be known again$"):
            function(people)


@pytest.mark.parametrize(("kind", "function"), OF_OTHERS.items())
@UNKNOWABLE
def test_nor_can_it_stand_for_a_side_a_network_or_another_name(kind, function, entry, named):
    with pytest.raises(TypeError, match=rf"^{kind} 1 is {named}, by which no {kind} can be known again$"):
        function([7, entry, 7])


NO_LISTS = {
    "None": None,
    "a number": 5,
    "a text": "abc",
    "bytes": b"abc",
    "a set": {1, 2, 3},
    "a dictionary": {0: "a", 1: "b", 2: "c"},
    "a generator": (name for name in "abc"),
    "a number in an array": np.array(5),
    "a table": np.zeros((3, 2), dtype=int),
    "a table of objects": np.array([["a"], ["b"], ["c"]], dtype=object),
}


@pytest.mark.parametrize("function", OF_PEOPLE.values(), ids=OF_PEOPLE)
@pytest.mark.parametrize("people", NO_LISTS.values(), ids=NO_LISTS)
def test_what_is_no_flat_list_of_people_is_refused(function, people):
    with pytest.raises(TypeError, match=r"^authors are a (flat )?list, not "):
        function(people)


@pytest.mark.parametrize("sides", [5, "abc", {1, 2, 3}, np.zeros((3, 2))])
def test_what_is_no_flat_list_of_sides_networks_or_names_is_refused(sides):
    for kind, function in (
        ("side", OF_OTHERS["side"]),
        ("network", lambda keys: find_campaigns(["a"] * 3, FEW[:3], FEW[:3], networks=keys)),
        ("name", numbered),
    ):
        with pytest.raises(TypeError, match=rf"^{kind}s are a (flat )?list, not "):
            function(sides)


@pytest.mark.parametrize("function", OF_PEOPLE.values(), ids=OF_PEOPLE)
def test_people_of_several_kinds_are_the_same_in_a_list_and_in_an_array_of_objects(function):
    people = ["7", 7, "7"]

    assert repr(function(np.array(people, dtype=object))) == repr(function(people))
    assert numbered(np.array(people, dtype=object)).tolist() == [0, 1, 0]


SIZES = {
    "the floor of themes": lambda size: themes(["a"], [1], language="en", floor=size),
    "how many themes": lambda size: themes(["a"], [1], language="en", top=size),
    "the floor across": lambda size: across(["a"], [1], ["en"], np.ones, floor=size),
    "how many across": lambda size: across(["a"], [1], ["en"], np.ones, top=size),
    "how many quotes": lambda size: choose(["a"], [1], ["en"], count=size),
    "people of a campaign": lambda size: find_campaigns(["a"], [1], [1], least_people=size),
    "accounts that vote as one": lambda size: coordinated([1], [1], [1], least_people=size),
    "candidates": lambda size: similar("a", ["a"], size),
}


@pytest.mark.parametrize("function", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("size", [None, -1, 2.5, "3"])
def test_how_many_is_a_whole_number(function, size):
    with pytest.raises(ValueError, match=rf"is a whole number from \d on, and not {size}$"):
        function(size)


@pytest.mark.parametrize("function", OF_ONE.values(), ids=OF_ONE)
@pytest.mark.parametrize("text", [None, b"words", 5, ["a", "list"]])
def test_one_text_is_a_text(function, text):
    with pytest.raises(TypeError, match=r"^a text is wanted, not "):
        function(text)


def test_codes_of_languages_are_texts_too():
    with pytest.raises(TypeError, match=r"^language 1 is int, not text$"):
        read_tone(["one", "two", "three"], [None, 5, "en"])
    with pytest.raises(TypeError, match=r"^language 0 is None, not text$"):
        choose(["one"], [1], [None])


def test_texts_in_an_array_are_texts():
    assert [one.lang for one in read_tone(np.array(["thank you so much", "we love it"]))] == ["en", "en"]


@pytest.mark.parametrize("values", [["a", 0.5], [None, "0.5"], [[1], [2, 3]], [1, {}], "abc", 5, [b"1"]])
def test_what_is_no_flat_list_of_numbers_is_refused(values):
    with pytest.raises(ValueError, match=r"^tones must be "):
        given.numbers(values, "tones")


@pytest.mark.parametrize(
    "function",
    [
        mean_interval,
        lambda values: difference(values, values),
        lambda values: weighted_mean(values, [1.0, 2.0]),
        lambda values: one_voice([1, 2], values),
        lambda values: heard([1, 2], ["en", "en"], values, [0, 0]),
        lambda values: find_campaigns(["a", "b"], [1, 2], values),
        lambda values: find_campaigns(["a", "b"], [1, 2], [0, 1], account_days=values),
        lambda values: choose(["a", "b"], [1, 2], ["en", "en"], confidence=values),
        lambda values: tone_moved(["a", "b"], values, language="en"),
        lambda values: tabulate(["en", "en"], values, [0, 0]),
        spikes,
        categories,
        krippendorff,
    ],
)
def test_text_among_numbers_is_refused_in_a_sentence(function):
    with pytest.raises(ValueError, match="must be numbers"):
        function([0.5, "high"])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"draws": 0}, "the number of draws is a whole number from 1 on, and not 0"),
        ({"draws": 2.5}, "the number of draws is a whole number"),
        ({"seed": -1}, "a seed is a whole number from 0 on, and not -1"),
        ({"level": 1}, "the level of an interval lies between 0 and 1"),
        ({"level": float("nan")}, "the level of an interval lies between 0 and 1"),
    ],
)
def test_intervals_that_cannot_be_drawn_are_refused(asked, message):
    values = [-0.5, 0.5] * 10

    for function in (
        lambda: mean_interval(values, **asked),
        lambda: difference(values, values, **asked),
        lambda: weighted_mean(values, np.ones(20), **asked),
        lambda: net_tone(VOICES, **asked),
        lambda: change(VOICES, VOICES, **asked),
    ):
        with pytest.raises(ValueError, match=message):
            function()


@pytest.mark.parametrize("asked", [{"draws": 0}, {"seed": -1}])
def test_agreement_that_cannot_be_drawn_is_refused(asked):
    with pytest.raises(ValueError, match="whole number"):
        krippendorff([[0, 1]] * 20, **asked)
