import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import features, fitting, tone, training, weights
from analysis.scores import calibration_error, macro_f1
from analysis.tables import labelled

F1_FLOOR = {"en": 0.625, "ru": 0.705, "uk": 0.695}  # what the models of this package reach, less .005
CALIBRATION_CEILING = {"en": 0.045, "ru": 0.035, "uk": 0.06}


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_tone_on_the_test_set_stays_above_its_floor(labelled_texts, language):
    data = labelled([labelled_texts / language / "test.tsv"])

    chance = tone.chances(tone.load(language), data.texts)

    assert macro_f1(data.labels, chance.argmax(axis=1)) >= F1_FLOOR[language]
    assert calibration_error(data.labels, chance) <= CALIBRATION_CEILING[language]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_card_states_the_scores_that_the_model_has(labelled_texts, language):
    data = labelled([labelled_texts / language / "test.tsv"])
    card = weights.card(f"tone-{language}")

    chance = tone.chances(tone.load(language), data.texts)

    assert round(macro_f1(data.labels, chance.argmax(axis=1)), 4) == card["scores"]["test"]["macro_f1"]
    assert card["bytes"] < 1_000_000


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("What a wonderful day, thank you all so much!", "positive"),
        ("This is terrible, I hate it", "negative"),
        ("Спасибо, это прекрасная новость!", "positive"),
        ("Это отвратительно, мне очень плохо", "negative"),
        ("Дуже дякую, чудова новина!", "positive"),
        ("Це жахливо, мені дуже погано", "negative"),
    ],
)
def test_plain_feelings_are_read(text, label):
    (reading,) = tone.read([text])

    assert reading.label == label


def test_probabilities_add_up_and_the_label_is_withheld_under_sixty_per_cent():
    texts = [
        "The meeting is on Monday at noon",
        "peace",
        "not bad but not good",
        "I love it",
        "hate",
        "so so",
    ]

    readings = tone.read(texts, ["en"] * len(texts))

    for reading in readings:
        chances = [reading.p_neg, reading.p_neu, reading.p_pos]
        assert sum(chances) == pytest.approx(1, abs=2e-4)
        assert (reading.label is None) == (max(chances) < 0.6) == (reading.reason is not None)


def test_a_reading_without_a_label_says_why():
    texts = [
        "Wir wollen Frieden in Europa und keine Waffen",
        "Bonjour à tous",
        " ",
        "well",
        "they said what they said about it then",
    ]

    readings = tone.read(texts, [None, "fr", "en", "en", "en"])

    assert [(r.lang, r.p_neg, r.label, r.model, r.reason) for r in readings[:3]] == [
        ("other", None, None, None, "no model"),
        ("fr", None, None, None, "no model"),
        ("en", None, None, None, "empty"),
    ]
    assert [(r.label, r.reason) for r in readings[3:]] == [(None, "too short"), (None, "unsure")]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_one_or_two_words_are_read_with_more_doubt(language):
    model = tone.load(language)
    found, _ = tone.scores(model.ngrams, ["прекрасно чудово wonderful"])

    sure = [
        float(tone.softened(found, [words], model.ngrams.temperature, model.ngrams.shrink).max())
        for words in (1, 2, 4, 30)
    ]

    assert sure == sorted(sure)
    assert sure[0] < sure[-1] - 0.05


PAIRS = {
    "en": [
        ("The people of {} are tired and want peace", "Russia", "Ukraine", "Poland", "America", "Israel"),
        ("I hate how {} treat their prisoners", "Russians", "Ukrainians", "Americans", "Poles", "Muslims"),
        ("The {} party promised schools and did nothing", "Labour", "Conservative", "Republican", "Democrat"),
        ("Every {} was happy to hear it", "man", "woman", "girl", "boy"),
        ("{} said that the talks went well", "He", "She", "Putin", "Zelensky", "Biden"),
        ("The night in {} was terrible", "Kyiv", "Moscow", "Donetsk", "Lviv", "Belgorod"),
        ("{}'s army shelled the town again", "Russia", "Ukraine", "Israel"),
    ],
    "ru": [
        ("Люди в {} устали и хотят мира", "России", "Украине", "Польше", "Америке", "Беларуси"),
        ("Ненавижу, как {} обращаются с пленными", "русские", "украинцы", "американцы", "поляки", "немцы"),
        ("{} обещали школы и ничего не сделали", "Либералы", "Коммунисты", "Единороссы", "Демократы"),
        ("Каждая {} была рада это услышать", "женщина", "девушка", "девочка"),
        ("{} говорит, что переговоры прошли хорошо", "Он", "Она", "Путин", "Зеленский", "Байден"),
        ("Ночь в {} была ужасной", "Киеве", "Москве", "Донецке", "Львове", "Белгороде"),
        ("{} армия снова обстреляла город", "Российская", "Украинская", "Израильская"),
    ],
    "uk": [
        ("Люди в {} втомилися і хочуть миру", "Росії", "Україні", "Польщі", "Америці", "Білорусі"),
        ("Ненавиджу, як {} поводяться з полоненими", "росіяни", "українці", "американці", "поляки", "німці"),
        ("{} обіцяли школи і нічого не зробили", "Ліберали", "Комуністи", "Демократи", "Республіканці"),
        ("Кожна {} була рада це почути", "жінка", "дівчина", "дівчинка"),
        ("{} каже, що переговори пройшли добре", "Він", "Вона", "Путін", "Зеленський", "Байден"),
        ("Ніч у {} була жахливою", "Києві", "Москві", "Донецьку", "Львові", "Одесі"),
        ("{} армія знову обстріляла місто", "Російська", "Українська", "Ізраїльська"),
    ],
}


@pytest.mark.parametrize(("language", "frame"), [(code, frame) for code in PAIRS for frame in PAIRS[code]])
def test_texts_that_differ_in_a_topic_word_only_get_the_same_reading(language, frame):
    pattern, *words = frame

    readings = tone.read([pattern.format(word) for word in words], [language] * len(words))

    assert len(set(readings)) == 1


@pytest.mark.parametrize(
    ("language", "plain", "negated"),
    [
        ("en", "It is bad", "It is not bad"),
        ("en", "I hate it", "I don't hate it"),
        ("en", "The plan is terrible", "The plan isn't terrible"),
        ("ru", "Это плохо", "Это не плохо"),
        ("ru", "Я боюсь", "Я не боюсь"),
        ("uk", "Це погано", "Це не погано"),
        ("uk", "Мені страшно", "Мені не страшно"),
    ],
)
def test_a_negation_takes_back_what_is_bad(language, plain, negated):
    bad, not_bad = tone.read([plain, negated], [language] * 2)

    assert not_bad.p_neg < bad.p_neg - 0.15
    assert not_bad.label != "negative"


@pytest.mark.parametrize(
    ("language", "plain", "negated"),
    [
        ("en", "I like it", "I don't like it"),
        ("en", "This is good", "This is not good"),
        ("ru", "Мне это нравится", "Мне это не нравится"),
        ("ru", "Я люблю это", "Я не люблю это"),
        ("uk", "Мені це подобається", "Мені це не подобається"),
        ("uk", "Я люблю це", "Я не люблю це"),
    ],
)
def test_a_negation_takes_back_what_is_good(language, plain, negated):
    good, not_good = tone.read([plain, negated], [language] * 2)

    assert not_good.p_pos < good.p_pos - 0.15
    assert not_good.p_neg > not_good.p_pos


def test_languages_must_be_as_many_as_texts():
    with pytest.raises(ValueError, match="2 texts came with 1 languages"):
        tone.read(["one", "two"], ["en"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8), st.randoms(use_true_random=False))
def test_any_text_is_read_and_its_neighbours_do_not_matter(texts, random):
    known = ["en"] * len(texts)
    order = list(range(len(texts)))
    random.shuffle(order)

    together = tone.read(texts, known)
    shuffled = tone.read([texts[place] for place in order], known)

    assert shuffled == [together[place] for place in order]
    assert together == [tone.read([text], ["en"])[0] for text in texts]


def test_a_model_that_is_not_the_one_on_its_card_is_refused(tmp_path):
    for suffix in ("npz", "json"):
        shutil.copy(weights.FOLDER / f"tone-uk.{suffix}", tmp_path)
    content = bytearray((tmp_path / "tone-uk.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "tone-uk.npz").write_bytes(content)

    with pytest.raises(weights.UntrustedModel, match="not the one that its card describes"):
        weights.load("tone-uk", tmp_path)


def test_a_model_that_holds_objects_is_refused(tmp_path):
    np.savez(tmp_path / "tone-xx.npz", directions=np.array([{"code": 1}], dtype=object))
    content = (tmp_path / "tone-xx.npz").read_bytes()
    weights.save("tone-xx", content, {}, tmp_path)

    with pytest.raises(weights.UntrustedModel):
        weights.load("tone-xx", tmp_path)


def test_a_model_without_a_card_is_refused(tmp_path):
    with pytest.raises(weights.UntrustedModel, match="no card"):
        weights.load("tone-xx", tmp_path)


def test_what_tells_the_classes_apart_counts_for_more_than_what_does_not():
    texts = ["good day", "evil day", "good talk", "evil talk"] * 5
    targets = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]] * 10)
    table = features.hashed(texts).table
    even = np.full(len(texts), 1 / len(texts))

    found, _ = fitting.fit(table, targets, even, importance=1.0, contrast=1.0, penalty=1e-3)

    good, day = (np.unique(features.hashed([word]).table.indices) for word in ("good", "day"))
    assert found[np.setdiff1d(good, day), 2].min() > 100 * found[np.setdiff1d(day, good), 2].max()


def test_a_model_is_packed_with_little_loss():
    random = np.random.default_rng(0)
    table = np.zeros((features.SIZE, 3))
    rows = random.choice(features.SIZE, 1_000, replace=False)
    table[rows, :2], table[rows, 2] = random.normal(size=(1_000, 2)), random.uniform(1, 400, 1_000)

    made = weights.unpack(weights.pack(table, np.array([0.5, -0.5]), 1.25, 3.0), "new")

    assert (made.table[:, 2] > 0).sum() == 1_000
    assert np.abs(np.sqrt(made.table[:, 2]) - np.sqrt(table[:, 2])).max() <= 20 / 255 / 2 + 1e-3
    assert np.abs(made.table[:, :2] - table[:, :2]).max() <= np.abs(table[:, :2]).max() / 127
    assert (made.bias.tolist(), made.temperature, made.shrink) == ([0.5, -0.5], 1.25, 3.0)


def test_training_twice_gives_the_same_bytes(labelled_texts, tmp_path):
    small = tmp_path / "data" / "uk"
    small.mkdir(parents=True)
    for name in ("train", "dev"):
        lines = (labelled_texts / "uk" / f"{name}.tsv").read_text("utf-8").split("\n")[:300]
        (small / f"{name}.tsv").write_text("\n".join(lines), "utf-8")

    first = training.train("uk", tmp_path / "data", tmp_path / "one", training.Settings())
    second = training.train("uk", tmp_path / "data", tmp_path / "two", training.Settings())

    assert first.read_bytes() == second.read_bytes()
    assert json.loads(first.with_suffix(".json").read_text("utf-8"))["sha256"]


def test_the_model_in_the_package_is_made_again_from_its_card(labelled_texts, tmp_path):
    card = weights.card("tone-ru")

    made = training.train("ru", labelled_texts, tmp_path, training.Settings(**card["settings"]))

    # The same bytes on the same kind of processor; another one may round the last step otherwise.
    with np.load(made) as again, np.load(weights.FOLDER / "tone-ru.npz") as kept:
        for name in kept.files:
            step = 1 if kept[name].dtype.kind in "iu" else 2e-3
            assert np.abs(again[name].astype(float) - kept[name].astype(float)).max() <= step, name
            assert np.mean(again[name] != kept[name]) < 0.01 or kept[name].size < 10, name
    scores = weights.card("tone-ru", tmp_path)["scores"]["test"]
    assert scores["macro_f1"] == pytest.approx(card["scores"]["test"]["macro_f1"], abs=0.002)
