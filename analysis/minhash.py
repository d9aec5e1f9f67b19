"""Pairs of texts that may be copies of each other, found without comparing every text with every other.

Texts are cut into shingles of five characters. MinHash (Broder, 1997) keeps of each text the least value
of many hash functions over its shingles: the share of functions on which two texts have the same value is
near the Jaccard likeness of their shingles. Texts that agree on three values of one band fall into one
bucket (locality-sensitive hashing), and only within buckets are pairs made.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from analysis import given

Signatures = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

SHINGLE = 5
LONGEST = 4_000  # characters of one text that are read
FUNCTIONS, ROWS = 192, 3
BLOCK = 2_000  # texts whose shingles are in memory at once
_MASKED = re.compile(r"https?\S*|www\.\S+|\[\w+\]|<\w+>|@\w+|(?:#\w+\s*){3,}")
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u0300-\u036f]"
)
_SIGNS = re.compile(r"[\W_]+")
_ALIKE = str.maketrans("авеёкмнорстухіїјѕһ", "abeekmhopctyxiijsh")
_POWERS = np.cumprod(np.full(SHINGLE, 0x01000193, dtype=np.uint64), dtype=np.uint64)


def plain(text: str) -> str:
    """Letters and digits between single spaces, without links, masks, handles and invisible signs.

    Case does not count, nor do letters that only look alike in two alphabets (Cyrillic а, Latin a), so
    that a copy cannot hide behind them. For comparing only: the result is not for reading.
    Raises TypeError for what is no text.
    """
    given.text(text)
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", _MASKED.sub(" ", text[:LONGEST])))
    return _SIGNS.sub(" ", seen.casefold().translate(_ALIKE)).strip()


def signatures(texts: Sequence[str]) -> Signatures:
    """MinHash of plain texts: shape (texts, 192). A text shorter than a shingle is filled up with spaces.

    Raises TypeError for what is no list of texts.
    """
    given.texts(texts)
    rng = np.random.default_rng(1997)
    factors = rng.integers(0, 1 << 31, FUNCTIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    offsets = rng.integers(0, 1 << 32, FUNCTIONS, dtype=np.uint32)
    found = np.empty((len(texts), FUNCTIONS), dtype=np.uint32)
    for start in range(0, len(texts), BLOCK):
        hashes, firsts = _shingles([text.ljust(SHINGLE) for text in texts[start : start + BLOCK]])
        values = np.empty_like(hashes)
        for place in range(FUNCTIONS):
            np.multiply(hashes, factors[place], out=values)
            np.add(values, offsets[place], out=values)
            found[start : start + firsts.size, place] = np.minimum.reduceat(values, firsts)
    return found


def likeness(table: Signatures, first: Places, second: Places) -> npt.NDArray[np.float64]:
    """The estimated Jaccard likeness of pairs of texts, given by their rows: shape (pairs,)."""
    same = np.empty(first.size)
    for start in range(0, first.size, BLOCK):
        part = slice(start, start + BLOCK)
        same[part] = (table[first[part]] == table[second[part]]).mean(axis=1)
    return same


def candidates(table: Signatures, least: float) -> tuple[Places, Places]:
    """Pairs of rows that share a bucket and are estimated to be `least` alike, once each, the lower first.

    Within a bucket every text is paired with the first and with the next one only, so that a bucket of a
    thousand copies makes two thousand pairs and not half a million. Rows that are close in the order of the
    table should be alike (sort the texts); the answer then is the same for any order they came in.
    """
    found = [np.zeros(0, dtype=np.int64)]
    for first, second in _buckets(table):
        chosen = likeness(table, first, second) >= least
        found.append(np.unique(first[chosen] * len(table) + second[chosen]))
    pairs = np.unique(np.concatenate(found))
    low, high = np.divmod(pairs, max(len(table), 1))
    return low, high


def _buckets(table: Signatures) -> Iterator[tuple[Places, Places]]:
    for start in range(0, FUNCTIONS, ROWS):
        key = np.zeros(len(table), dtype=np.uint64)
        for column in range(start, start + ROWS):
            key = (key ^ table[:, column]) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        order = np.argsort(key, kind="stable")
        opens = np.append(True, np.diff(key[order]) != 0)[: order.size]
        head = np.maximum.accumulate(np.where(opens, np.arange(order.size), 0))
        inside = np.flatnonzero(~opens)
        yield order[inside - 1], order[inside]
        far = inside[inside - head[inside] > 1]
        yield order[head[far]], order[far]


def _shingles(texts: list[str]) -> tuple[Signatures, Places]:
    """A hash of each shingle of each text in turn, and where each text's begin."""
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32).astype(np.uint64)
    lengths = np.array([len(text) for text in texts])
    value = np.zeros(codes.size - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        value += codes[place : place + value.size] * _POWERS[place]
    value *= np.uint64(0x9E3779B97F4A7C15)
    value ^= value >> np.uint64(32)
    value *= np.uint64(0xD6E8FEB86659FD93)
    inside = np.ones(codes.size, dtype=bool)
    ends = np.cumsum(lengths)
    for back in range(1, SHINGLE):
        inside[ends - back] = False
    return (value[inside[: value.size]] >> np.uint64(32)).astype(np.uint32), np.append(
        0, np.cumsum(lengths - SHINGLE + 1)[:-1]
    )
