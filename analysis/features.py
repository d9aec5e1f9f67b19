"""Texts as hashed n-grams: words (1-2) and characters inside words (2-5).

A batch of texts becomes one array of code points, and every n-gram of every text is hashed by
arithmetic on that array, so that no Python loop runs over characters. The same function serves
training and reading: what the model learnt is what it sees.
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

Codes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

BITS = 18
SIZE = 1 << BITS
CHARACTERS = (2, 3, 4, 5)
LONGEST = 4_000  # characters of one text that are read; a longer one says its tone well before

_LINK = re.compile(r"https?://\S+|www\.\S+")
_MENTION = re.compile(r"@\w+")
_DIGITS = re.compile(r"\d+")
_LONG_RUN = re.compile(r"([^\W\d_]|[!?.)(])\1{2,}")
_SPACES = re.compile(r"[^\S\n]+")
_SPACE, _END = np.uint64(32), np.uint64(10)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0x100000001B3)
_WORD_SEED, _PAIR_SEED = np.uint64(0xA5A5A5A5), np.uint64(0x5A5A5A5A)
# Letters and digits of the basic plane; anything beyond it (emoji, mostly) counts as a sign of its own.
_IS_WORD: Mask = np.array([chr(code).isalnum() for code in range(0x10000)] + [False])
_POWERS: Codes = np.cumprod(np.full(64, _STEP, dtype=np.uint64), dtype=np.uint64)


def normalise(texts: Sequence[str]) -> str:
    """One string, a line a text, each line between spaces: lower case, links, names and numbers masked."""
    cut = (text[:LONGEST].replace("\n", " ").replace("\r", " ").replace("\u2028", " ") for text in texts)
    joined = unicodedata.normalize("NFKC", " \n ".join(cut)).lower()
    joined = joined.replace("\u2019", "'").replace("\u02bc", "'").replace("\u0301", "")
    joined = _LINK.sub("http", joined)
    joined = _MENTION.sub("@user", joined)
    joined = _DIGITS.sub("0", joined)
    joined = _LONG_RUN.sub(r"\1\1\1", joined)
    return _SPACES.sub(" ", f" {joined} ")


def hashed(texts: Sequence[str]) -> sparse.csr_array:
    """Which hashed n-grams each text has: shape (texts, SIZE), float32 ones, no entry twice.

    An empty text is an empty row.
    """
    if not texts:
        return sparse.csr_array((0, SIZE), dtype=np.float32)
    line = normalise(texts).encode("utf-32-le", "surrogatepass")
    codes: Codes = np.frombuffer(line, dtype=np.uint32).astype(np.uint64)
    ends = codes == _END
    row_of = np.cumsum(ends, dtype=np.int32)
    found = [*_characters(codes, ends, row_of), *_words(codes, row_of)]
    rows = np.concatenate([row for row, _ in found])
    columns = np.concatenate([column for _, column in found])
    ones = np.ones(rows.size, dtype=np.float32)
    table = sparse.coo_array((ones, (rows, columns)), shape=(len(texts), SIZE)).tocsr()
    table.data.fill(1.0)
    return table


def _bucket(codes: Codes) -> npt.NDArray[np.int32]:
    mixed = (codes ^ (codes >> np.uint64(29))) * _MULTIPLIER
    return (mixed >> np.uint64(64 - BITS)).astype(np.int32)


def _characters(
    codes: Codes, ends: Mask, row_of: npt.NDArray[np.int32]
) -> list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]:
    """N-grams inside a word, a space at either edge marking where the word begins or ends."""
    found = []
    spaces = np.concatenate([[0], np.cumsum((codes == _SPACE) | ends, dtype=np.int32)])
    rolling = codes
    for n in CHARACTERS:
        rolling = rolling[:-1] * _STEP + codes[n - 1 :]
        if not rolling.size:
            break
        start = np.arange(rolling.size)
        inside = spaces[start + n - 1] == spaces[start + 1]
        good = inside & ~ends[: rolling.size] & ~ends[n - 1 :]
        found.append((row_of[: rolling.size][good], _bucket(rolling[good] + np.uint64(n))))
    return found


def _words(
    codes: Codes, row_of: npt.NDArray[np.int32]
) -> list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]:
    """Single words and signs, and pairs of neighbours."""
    word = _IS_WORD[np.minimum(codes, np.uint64(0x10000)).astype(np.intp)]
    solid = (codes != _SPACE) & (codes != _END)
    before = np.concatenate([[False], word[:-1]])
    starts = np.flatnonzero(solid & ~(word & before))
    if not starts.size:
        return []
    begin = np.zeros(codes.size, dtype=np.intp)
    begin[starts] = starts
    offset = np.minimum(np.arange(codes.size) - np.maximum.accumulate(begin), 63)
    sums = np.add.reduceat(np.where(solid, codes, np.uint64(0)) * _POWERS[offset], starts)
    rows = row_of[starts]
    same = rows[1:] == rows[:-1]
    pairs = (sums[:-1] * _MULTIPLIER ^ (sums[1:] + _PAIR_SEED))[same]
    return [(rows, _bucket(sums ^ _WORD_SEED)), (rows[1:][same], _bucket(pairs))]
