import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tone, training, weights
from analysis.scores import calibration_error, macro_f1
from analysis.tables import labelled

F1_FLOOR = {"en": 0.60, "ru": 0.69, "uk": 0.64}


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_tone_on_the_test_set_stays_above_its_floor(labelled_texts, language):
    data = labelled([labelled_texts / language / "test.tsv"])

    chance = tone.chances(tone.load(language), data.texts)

    assert macro_f1(data.labels, chance.argmax(axis=1)) >= F1_FLOOR[language]
    assert calibration_error(data.labels, chance) <= 0.05


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
        assert (reading.label is None) == (max(chances) < 0.6)


def test_a_language_without_a_model_is_not_read():
    readings = tone.read(["Wir wollen Frieden in Europa", "Bonjour à tous", ""], [None, "fr", "en"])

    assert [(r.lang, r.p_neg, r.p_neu, r.p_pos, r.label, r.model) for r in readings] == [
        ("other", None, None, None, None, None),
        ("fr", None, None, None, None, None),
        ("en", None, None, None, None, None),
    ]


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
    content[-100_000] ^= 1
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
    card = weights.card("tone-uk")

    made = training.train("uk", labelled_texts, tmp_path, training.Settings(**card["settings"]))

    # The same bytes on the same kind of processor; another one may round the last step otherwise.
    with np.load(made) as again, np.load(weights.FOLDER / "tone-uk.npz") as kept:
        for name in kept.files:
            step = 1 if kept[name].dtype.kind in "iu" else 1e-3
            assert np.abs(again[name].astype(float) - kept[name].astype(float)).max() <= step, name
            assert np.mean(again[name] != kept[name]) < 0.01 or kept[name].size < 10, name
    scores = weights.card("tone-uk", tmp_path)["scores"]["test"]
    assert scores["macro_f1"] == pytest.approx(card["scores"]["test"]["macro_f1"], abs=0.002)
