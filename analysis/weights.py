"""Model files: plain number arrays beside a card that says what they are, and refused when they differ.

A model is `tone-en.npz` (opened with allow_pickle=False, so it can hold numbers only) and `tone-en.json`,
its card: data, sizes, licences, scores, settings and the SHA-256 of the file.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.arrays import part, unpacked

FOLDER = Path(__file__).parent / "weights"
SAFE_SIZE = 1_000_000  # bytes


class UntrustedModel(ValueError):
    """The file is not the one that its card describes."""


@dataclass(frozen=True)
class ToneWeights:
    """`table` (SIZE, 3) float32: towards negative, towards positive, squared importance of each bucket.

    `bias` (2,) belongs to the first two columns. `temperature` and `shrink` say how sure scores are (tone).
    `version` names language, form and hash.
    """

    table: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    temperature: float
    shrink: float
    version: str


def pack(
    table: npt.NDArray[np.float64], bias: npt.NDArray[np.float64], temperature: float, shrink: float
) -> bytes:
    """A model as the bytes of its .npz: one bit a bucket says which are kept (those with an importance), and
    three bytes for each of these. Directions are rounded on a scale of roots, fine near zero, where most are,
    and so is the squared importance.

    Not compressed, so that the bytes do not hang on the version of a compression library; and no number keeps
    more digits than two kinds of processor agree on.
    """
    kept = np.flatnonzero(table[:, 2] > 0)
    directions, squares = table[kept, :2], table[kept, 2]
    scale = np.maximum(np.abs(directions).max(axis=0, initial=0.0), 1e-12)
    largest = max(float(np.sqrt(squares.max(initial=0.0))), 1e-12)
    roots = np.sign(directions) * np.sqrt(np.abs(directions) / scale)
    arrays: dict[str, npt.NDArray[Any]] = {
        "kept": np.packbits(table[:, 2] > 0),
        "directions": np.rint(roots * 127).astype(np.int8),
        "importance": np.maximum(np.rint(np.sqrt(squares) / largest * 255), 1).astype(np.uint8),
        "scales": np.array([*scale, largest], dtype=np.float32),
        "bias": np.round(bias, 4).astype(np.float32),
        "sureness": np.round([temperature, shrink], 4).astype(np.float32),
    }
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack(file: bytes, version: str) -> ToneWeights:
    """The model in the bytes of an .npz file.

    Raises UntrustedModel when they are not such a model, saying which array is missing or does not fit.
    """
    from analysis.features import SIZE  # language alone does not need it

    try:
        arrays = unpacked(file)
        kept = np.flatnonzero(np.unpackbits(part(arrays, "kept", "u", SIZE // 8)))
        roots = part(arrays, "directions", "i", kept.size, 2).astype(np.float32) / 127
        importance = part(arrays, "importance", "u", kept.size).astype(np.float32) / 255
        scales, bias = part(arrays, "scales", "f", 3), part(arrays, "bias", "f", 2)
        temperature, shrink = sureness(part(arrays, "sureness", "f", 2))
    except ValueError as error:
        raise UntrustedModel(f"{version} is not a tone model: {error}") from error
    table = np.zeros((SIZE, 3), dtype=np.float32)
    table[kept, :2] = roots * np.abs(roots) * scales[:2]
    table[kept, 2] = (importance * scales[2]) ** 2
    return ToneWeights(table, bias, temperature, shrink, version)


def sureness(numbers: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Temperature and shrink of a model.

    Raises ValueError for a temperature that is not above 0, and for a shrink under 0.
    """
    temperature, shrink = numbers.tolist()
    if temperature <= 0 or shrink < 0:
        raise ValueError(f"no chances have a temperature of {temperature:g} and a shrink of {shrink:g}")
    return temperature, shrink


def save(name: str, file: bytes, card: Mapping[str, Any], folder: Path = FOLDER) -> Path:
    """Write a model and its card, the hash added. Raises ValueError when the model is 1 MB or more."""
    if len(file) >= SAFE_SIZE:
        raise ValueError(f"{name} has {len(file)} bytes; a model stays under {SAFE_SIZE}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.npz"
    path.write_bytes(file)
    full = {**card, "bytes": len(file), "sha256": hashlib.sha256(file).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(full, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return path


def card(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """The card of a model. Raises UntrustedModel when there is none or it cannot be read."""
    path = folder / f"{name}.json"
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UntrustedModel(f"the model {name} has no card that can be read") from error
    if not isinstance(found, dict):
        raise UntrustedModel(f"the model {name} has no card that can be read")
    if found.get("name", name) != name:
        raise UntrustedModel(f"the card of the model {name} is that of {found['name']}")
    return found


def content(name: str, folder: Path = FOLDER) -> tuple[bytes, str]:
    """The bytes of a model and their SHA-256, after they were compared with the hash on its card.

    Raises UntrustedModel when the file is missing or is not the one that the card describes.
    """
    described = card(name, folder)
    try:
        found = (folder / f"{name}.npz").read_bytes()
    except OSError as error:
        raise UntrustedModel(f"the model {name} is missing") from error
    digest = hashlib.sha256(found).hexdigest()
    if digest != described.get("sha256"):
        raise UntrustedModel(f"the model {name} is not the one that its card describes; train it again")
    return found, digest


def load(name: str, folder: Path = FOLDER) -> ToneWeights:
    """A tone model, checked against its card. Raises UntrustedModel as `content` does."""
    found, digest = content(name, folder)
    return unpack(found, f"{name}-{card(name, folder).get('form', 1)}-{digest[:8]}")
