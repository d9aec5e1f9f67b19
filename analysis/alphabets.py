"""Which letters a text is written in, for many texts at once."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from analysis import given

LONGEST = 2_000  # characters looked at; more adds nothing
_LATIN, _CYRILLIC, _RU, _UK, _FOREIGN = range(5)
_MASKS = tuple(map(re.compile, (r"[@#&]\w+", r"http\S*", r"www\.\S*")))


def letters(texts: Sequence[str]) -> tuple[list[str], list[list[int]]]:
    """The words of each text in lower case, and how many letters of each kind it has.

    Kinds in order: Latin, Cyrillic of both languages, Russian only, Ukrainian only, of other alphabets.
    Links, @names and #tags are left out; everything that is no letter becomes a space.
    Raises TypeError for what is no list of texts.
    """
    given.texts(texts)
    if not len(texts):
        return [], []
    line = "\n".join([text[:LONGEST].replace("\n", " ") for text in texts]) + "\n"
    for mask in _MASKS:
        line = mask.sub(" ", line)
    line = line.lower().replace("\u2019", "'")
    codes = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds, shown = _kinds()
    small = np.minimum(codes, 0xFFFF)
    plain = shown[small].tobytes().decode("utf-32-le", "surrogatepass")
    ends = np.flatnonzero(codes == 10)
    sums = np.diff(np.cumsum(kinds[small])[ends], prepend=0)
    counts = np.column_stack([(sums >> 12 * kind) & 0xFFF for kind in range(5)])
    return plain.split("\n")[:-1], counts.tolist()


@cache
def _kinds() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """For each character: 1 in the twelve bits of its kind; and itself, or a space when it is no letter."""
    kinds = np.zeros(0x10000, dtype=np.int64)
    shown = np.full(0x10000, 32, dtype=np.uint32)
    for code in range(0x10000):
        letter = chr(code)
        if letter.isalpha():
            shown[code] = code
            if code < 0x250:
                kinds[code] = 1 << 12 * _LATIN
            elif "а" <= letter <= "я":
                kinds[code] = 1 << 12 * _CYRILLIC
            else:
                kinds[code] = 1 << 12 * _FOREIGN
    for letters, kind in (("ёыэъ", _RU), ("іїєґ", _UK)):
        for letter in letters:
            kinds[ord(letter)] = 1 << 12 * kind
    for kept in "\n'":
        shown[ord(kept)] = ord(kept)
    return kinds, shown
