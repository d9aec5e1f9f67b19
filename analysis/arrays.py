"""Arrays kept in files: plain numbers in .npz, no pickled objects, looked at before they are used."""

import io
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
KINDS = {"i": "whole numbers", "u": "whole numbers from 0 on", "f": "decimals", "U": "text"}
FAULTS = (  # of a damaged archive, and of the head of a damaged array, which is a line of Python
    OSError, EOFError, MemoryError, RuntimeError, SyntaxError, tokenize.TokenError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip


def unpacked(file: bytes) -> Arrays:
    """All arrays in the bytes of an .npz file. Raises ValueError for bytes that are something else."""
    try:
        found = np.load(io.BytesIO(file), allow_pickle=False)
        if not isinstance(found, np.lib.npyio.NpzFile):
            raise ValueError("it is one array, not several by name")
        with found:
            return dict(found)
    except FAULTS as error:
        raise ValueError(f"it cannot be unpacked: {error}") from error


def part(arrays: Arrays, name: str, kind: str, *shape: int | None) -> npt.NDArray[Any]:
    """One of the arrays. `kind` is a key of KINDS; a length of None may be any.

    Raises ValueError where it is missing, or of another kind or shape, and where a decimal is not finite.
    """
    array = arrays.get(name)
    if not isinstance(array, np.ndarray):
        raise ValueError(f"{name} is missing")
    if array.dtype.kind != kind:
        raise ValueError(f"{name} holds {array.dtype}, not {KINDS[kind]}")
    fits = zip(array.shape, shape, strict=False)
    if array.ndim != len(shape) or any(wanted not in (None, size) for size, wanted in fits):
        wanted = ", ".join("any" if size is None else str(size) for size in shape)
        raise ValueError(f"{name} has the shape {array.shape}, not ({wanted})")
    if kind == "f" and not np.isfinite(array).all():
        raise ValueError(f"{name} holds what is no finite number")
    return array
