import json
import shutil

import numpy as np
import pytest

from analysis import features, fitting, training, weights


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


def test_phrases_about_what_no_text_holds_are_learnt_and_change_nothing_else():
    texts = ["good day", "evil day", "good talk", "evil talk"] * 5
    targets = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]] * 10)
    even = np.full(len(texts), 1 / len(texts))
    before, bias = fitting.fit(
        features.hashed(texts).table, targets, even, importance=1.0, contrast=1.0, penalty=1e-3
    )
    signs = features.hashed(["😡", "😍"])

    after = fitting.extend(before, bias, signs.table, np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]]), rows=20)

    known = before[:, 2] > 0
    assert (after[known] == before[known]).all()
    angry, fond = (after[signs.table[[row]].indices, :2].sum(axis=0) for row in (0, 1))
    assert angry[0] > angry[1]
    assert fond[0] < fond[1]
    assert after[signs.table.indices, 2].min() == after[:, 2].max()


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
