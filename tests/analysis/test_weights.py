"""Model files whose hash is right and whose arrays are not are refused in a sentence."""

import io

import numpy as np
import pytest

from analysis import heads, slavic, weights
from analysis.vectors import Encoder


def changed(name, array, change):
    """The file of a model with one of its arrays changed; taken out where the change is None."""
    with np.load(weights.FOLDER / f"{name}.npz") as file:
        arrays = dict(file)
    old = arrays.pop(array)
    content = io.BytesIO()
    np.savez(content, **arrays, **({} if change is None else {array: change(old)}))
    return content.getvalue()


def missing_number(array):
    return np.full_like(array, np.nan)


FAULTS = [
    (None, "is missing"),
    (lambda array: array[:-1], "has the shape"),
    (lambda array: array.astype(bool), "holds bool"),
]


@pytest.mark.parametrize("array", ["kept", "directions", "importance", "scales", "bias", "sureness"])
@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_a_tone_model_with_an_array_that_does_not_fit_is_refused(tmp_path, array, change, message):
    weights.save("tone-ru", changed("tone-ru", array, change), {}, tmp_path)

    with pytest.raises(weights.UntrustedModel, match=f"is not a tone model: {array} {message}"):
        weights.load("tone-ru", tmp_path)


@pytest.mark.parametrize(
    ("array", "change", "message"),
    [
        ("scales", missing_number, "scales holds what is no finite number"),
        ("bias", missing_number, "bias holds what is no finite number"),
        ("sureness", lambda array: -array, "no chances have a temperature of"),
        ("kept", lambda array: ~array, "directions has the shape"),
    ],
)
def test_a_tone_model_with_numbers_that_cannot_be_is_refused(tmp_path, array, change, message):
    weights.save("tone-ru", changed("tone-ru", array, change), {}, tmp_path)

    with pytest.raises(weights.UntrustedModel, match=message):
        weights.load("tone-ru", tmp_path)


def test_a_file_of_one_array_is_no_model():
    content = io.BytesIO()
    np.save(content, np.arange(5))

    with pytest.raises(weights.UntrustedModel, match="it is one array"):
        weights.unpack(content.getvalue(), "tone-xx")


@pytest.mark.parametrize("array", ["direction", "numbers"])
@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_a_language_model_with_an_array_that_does_not_fit_is_refused(
    tmp_path, monkeypatch, array, change, message
):
    weights.save(slavic.NAME, changed(slavic.NAME, array, change), {}, tmp_path)
    found = weights.content(slavic.NAME, tmp_path)
    monkeypatch.setattr(weights, "content", lambda name: found)

    with pytest.raises(weights.UntrustedModel, match=f"{array} {message}"):
        slavic._model.__wrapped__()


@pytest.mark.parametrize("array", ["table", "bias", "sureness"])
@pytest.mark.parametrize(
    ("change", "message"), [*FAULTS[:1], *FAULTS[2:], (missing_number, "holds what is no finite number")]
)
def test_a_head_with_an_array_that_does_not_fit_is_refused(tmp_path, array, change, message):
    name = "tone-vectors-en"
    card = {"encoder": "made-up"}
    weights.save(name, changed(name, array, change), card, tmp_path)

    with pytest.raises(weights.UntrustedModel, match=f"is not a head: {array} {message}"):
        heads.load("en", Encoder("made-up", np.array, tmp_path))


@pytest.mark.parametrize("vectors", [np.ones((1, 2)), np.ones((2, 3)), np.full((1, 3), np.nan), np.ones(3)])
def test_vectors_that_a_head_was_not_learnt_on_are_refused(vectors):
    head = heads.Head(np.ones((3, 3), dtype=np.float32), np.zeros(3, dtype=np.float32), 1.0, 0.0, "made-up")

    with pytest.raises(weights.UntrustedModel, match="made-up reads 3 finite numbers a text"):
        heads.raw(head, np.full((1, 3), 1 / 3), vectors)
