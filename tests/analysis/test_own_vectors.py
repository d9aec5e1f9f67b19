"""A folder with an ONNX model of the operator's own, made here with the real libraries."""

import hashlib
import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from analysis import heads, tone, vectors, weights

DIMENSIONS = 16
GOOD = {"en": "great", "ru": "отлично", "uk": "чудово"}
BAD = {"en": "awful", "ru": "ужасно", "uk": "жахливо"}
PLAIN = {"en": "table", "ru": "стол", "uk": "стіл"}
REST = "one two three four five six seven eight"
WORDS = ["[PAD]", "[UNK]", "query", ":", *GOOD.values(), *BAD.values(), *PLAIN.values(), *REST.split()]


@pytest.fixture(autouse=True)
def _models_are_loaded_anew():
    tone.load.cache_clear()
    vectors.onnx.cache_clear()
    yield
    tone.load.cache_clear()
    vectors.onnx.cache_clear()


@pytest.fixture
def folder(tmp_path):
    """A model that looks each word up in a table, its tokenizer, and their card."""
    place = tmp_path / "model"
    place.mkdir()
    table = np.random.default_rng(0).standard_normal((len(WORDS), DIMENSIONS)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["words", "input_ids"], ["last_hidden_state"])],
        "words",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "length"])
            for name in ("input_ids", "attention_mask")
        ],
        [
            helper.make_tensor_value_info(
                "last_hidden_state", TensorProto.FLOAT, ["texts", "length", DIMENSIONS]
            )
        ],
        [numpy_helper.from_array(table, "words")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, place / "model.onnx")
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(place / "tokenizer.json"))
    names = {"model": "model.onnx", "tokenizer": "tokenizer.json"}
    card = {key: hashlib.sha256((place / name).read_bytes()).hexdigest() for key, name in names.items()}
    (place / "card.json").write_text(json.dumps({**card, "prefix": "query: "}), "utf-8")
    return place


@pytest.fixture
def texts(tmp_path):
    """Nine texts to learn from in each language, and the same for dev."""
    for language in tone.LANGUAGES:
        words = [(BAD[language], -1), (PLAIN[language], 0), (GOOD[language], 1)]
        rows = [f"{word} {other}\t{label}\town" for word, label in words for other in REST.split()[:3]]
        (tmp_path / "texts" / language).mkdir(parents=True)
        for name in ("train", "dev"):
            lines = "\n".join(["text\tlabel\tsource", *rows])
            (tmp_path / "texts" / language / f"{name}.tsv").write_text(lines, "utf-8")
    return tmp_path / "texts"


def test_vectors_of_a_folder_are_means_of_its_words_made_one_long(folder):
    encoder = vectors.onnx(folder)

    found = encoder(["great one", "Great", "one two three great five"])

    assert found.shape == (3, DIMENSIONS)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1)
    table = np.random.default_rng(0).standard_normal((len(WORDS), DIMENSIONS))
    mean = table[[WORDS.index(word) for word in ("query", ":", "great", "one")]].mean(axis=0)
    assert found[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)
    assert encoder(["Great"])[0] == pytest.approx(found[1], abs=1e-6)


def test_tone_is_read_with_the_heads_of_a_folder(monkeypatch, folder, texts):
    monkeypatch.setenv("ANALYSIS_VECTORS", str(folder))
    made = heads.train(texts, vectors.onnx(folder))
    words = [words[language] for language in tone.LANGUAGES for words in (BAD, PLAIN, GOOD)]
    languages = [language for language in tone.LANGUAGES for _ in range(3)]

    readings = tone.read([f"{word} four" for word in words], languages)

    assert {path.parent for path in made} == {folder}
    chances = np.array([[one.p_neg, one.p_neu, one.p_pos] for one in readings])
    assert chances.argmax(axis=1).tolist() == [0, 1, 2] * 3
    assert all(f"+tone-vectors-{one.lang}-" in one.model for one in readings)
    assert weights.card("tone-vectors-uk", folder)["encoder"] == vectors.onnx(folder).name


def test_heads_of_another_model_are_refused(monkeypatch, folder, texts):
    monkeypatch.setenv("ANALYSIS_VECTORS", str(folder))
    other = vectors.Encoder("onnx-other", vectors.onnx(folder).encode, folder)
    heads.train(texts, other)

    with pytest.raises(weights.UntrustedModel, match="learnt on onnx-other, not on onnx-"):
        tone.read(["great"], ["en"])


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_not_the_one_on_the_card_is_refused(monkeypatch, folder, name):
    monkeypatch.setenv("ANALYSIS_VECTORS", str(folder))
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")

    with pytest.raises(vectors.NoVectors, match=f"{name} is not the one that card.json describes"):
        tone.read(["great"], ["en"])
