"""Texts as hashed n-grams: words and characters inside words (2-5).

A batch of texts becomes one array of code points, and every n-gram of every text is hashed by
arithmetic on that array, so that no Python loop runs over characters. The same function serves
training and reading: what the model learnt is what it sees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis import given
from analysis.negation import FILLERS, NEGATIONS
from analysis.normalising import PLANE, normalised
from analysis.topicwords import TOPIC_WORDS

Codes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int32]
Found = list[tuple[Rows, Rows]]

BITS = 20
SIZE = 1 << BITS
CHARACTERS = (2, 3, 4, 5)
_SPACE, _END, _APOSTROPHE = np.uint64(32), np.uint64(10), np.uint64(39)
_MULTIPLIER, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x100000001B3)
_WORD_SEED, _PAIR_SEED, _TURNED_SEED = np.uint64(0xA5A5A5A5), np.uint64(0x5A5A5A5A), np.uint64(0x4E4F54)
_TOPIC = np.uint64(0x544F504943)
_HYPHEN = np.uint64(ord("-")) * _STEP
_IS_WORD: Mask = np.array([sign.isalnum() for sign in PLANE])
_POWERS: Codes = np.cumprod(np.full(64, _STEP, dtype=np.uint64), dtype=np.uint64)


@dataclass(frozen=True)
class Hashed:
    """`table`: shape (texts, SIZE), float32 ones, no entry twice. `words`: how many each text has."""

    table: sparse.csr_array
    words: npt.NDArray[np.int64]


def hashed(texts: Sequence[str]) -> Hashed:
    """Words, pairs of words and characters inside words of each text; an empty text is an empty row.

    The word after a negation is turned: another word than it is elsewhere, and made of other characters.
    Topic words (countries, cities, peoples, parties, leaders, genders) are all one word, and so are several
    in a row, so that what a text is about does not say how it sounds. Raises TypeError for what is no list of
    texts.
    """
    given.texts(texts)
    if not len(texts):
        return Hashed(sparse.csr_array((0, SIZE), dtype=np.float32), np.zeros(0, dtype=np.int64))
    codes, ends, row_of = _codes(texts)
    starts, is_word, sums = _words(codes)
    rows = row_of[starts]
    topic = is_word & _among(sums, _known(TOPIC_WORDS))
    first = _first(topic, sums, rows)
    starts, is_word, rows, topic = starts[first], is_word[first], rows[first], topic[first]
    sums = np.where(topic, _TOPIC, sums[first])
    turned = _turned(sums, is_word, rows)
    singles = np.where(turned, sums * _MULTIPLIER ^ _TURNED_SEED, sums ^ _WORD_SEED)
    found = [
        *_characters(codes, ends, row_of, _over(topic, starts, codes), _over(turned, starts, codes)),
        (rows, _bucket(singles)),
        _pairs(sums, rows),
    ]
    count = np.bincount(rows[is_word], minlength=len(texts))
    return Hashed(_table(found, len(texts)), count)


def alone(words: Sequence[str]) -> Rows:
    """The bucket of each word by itself; no topic words."""
    return _bucket(_words(_codes(words)[0])[2] ^ _WORD_SEED)


def _codes(texts: Sequence[str]) -> tuple[Codes, Mask, Rows]:
    """Code points of all texts, where lines end, and the text that each belongs to."""
    codes: Codes = normalised(texts).astype(np.uint64)
    ends = codes == _END
    return codes, ends, np.cumsum(ends, dtype=np.int32)


def _table(found: Found, texts: int) -> sparse.csr_array:
    """Row and column as one number each, sorted: far quicker than what scipy makes of pairs."""
    width: type[Any] = np.uint32 if texts << BITS <= 1 << 32 else np.uint64
    bits = width(BITS)
    cells = np.concatenate([(row.astype(width) << bits) | column.astype(width) for row, column in found])
    cells.sort()
    cells = cells[np.diff(cells, prepend=cells[:1] + width(1)) != 0]
    starts = np.append(np.searchsorted(cells, np.arange(texts, dtype=width) << bits), cells.size)
    columns = (cells & width(SIZE - 1)).astype(np.int32)
    found_once = np.ones(columns.size, dtype=np.float32), columns, starts.astype(np.int32)
    return sparse.csr_array(found_once, shape=(texts, SIZE))


def _bucket(codes: Codes) -> Rows:
    mixed = (codes ^ (codes >> np.uint64(29))) * _MULTIPLIER
    return (mixed >> np.uint64(64 - BITS)).astype(np.int32)


def _over(flags: Mask, starts: npt.NDArray[np.intp], codes: Codes) -> Rows:
    """How many characters of flagged words come before each place, shape (codes + 1,)."""
    inside = np.zeros(codes.size, dtype=np.bool_)
    if flags.any():
        place = np.cumsum(np.bincount(starts, minlength=codes.size)) - 1
        inside = (place >= 0) & flags[place] & (codes != _SPACE) & (codes != _END)
    return np.concatenate([[0], np.cumsum(inside, dtype=np.int32)])


def _characters(codes: Codes, ends: Mask, row_of: Rows, hidden: Rows, turned: Rows) -> Found:
    """N-grams inside a word, a space at either edge marking where the word begins or ends; none that
    touches a hidden word, and those that touch a turned one apart from the others.
    """
    found = []
    spaces = np.concatenate([[0], np.cumsum((codes == _SPACE) | ends, dtype=np.int32)])
    rolling = codes
    for n in CHARACTERS:
        rolling = rolling[:-1] * _STEP + codes[n - 1 :]
        if not rolling.size:
            break
        many = rolling.size
        inside = spaces[n - 1 : n - 1 + many] == spaces[1 : many + 1]
        good = inside & ~ends[:many] & ~ends[n - 1 :] & (hidden[n : n + many] == hidden[:many])
        mark = np.where(turned[n : n + many] == turned[:many], np.uint64(0), _TURNED_SEED)
        found.append((row_of[:many][good], _bucket((rolling + np.uint64(n) ^ mark)[good])))
    return found


def _words(codes: Codes) -> tuple[npt.NDArray[np.intp], Mask, Codes]:
    """Where each word or sign starts, whether it is a word, and a number that stands for it. Don't is one."""
    letter = _IS_WORD[np.minimum(codes, np.uint64(0x10000)).astype(np.intp)]
    word = letter.copy()
    word[1:-1] |= (codes[1:-1] == _APOSTROPHE) & letter[:-2] & letter[2:]
    solid = (codes != _SPACE) & (codes != _END)
    before = np.concatenate([[False], word[:-1]])
    starts = np.flatnonzero(solid & ~(word & before))
    if not starts.size:
        return starts, np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.uint64)
    begin = np.zeros(codes.size, dtype=np.intp)
    begin[starts] = starts
    offset = np.minimum(np.arange(codes.size) - np.maximum.accumulate(begin), 63)
    sums = np.add.reduceat(np.where(solid, codes, np.uint64(0)) * _POWERS[offset], starts)
    return starts, word[starts], sums


def _pairs(sums: Codes, rows: Rows) -> tuple[Rows, Rows]:
    """Pairs of neighbours."""
    same = rows[1:] == rows[:-1]
    pairs = (sums[:-1] * _MULTIPLIER ^ (sums[1:] + _PAIR_SEED))[same]
    return rows[1:][same], _bucket(pairs)


def _first(topic: Mask, sums: Codes, rows: Rows) -> Mask:
    """Whether each word or sign stays: of topic words in a row, with or without hyphens, the first does."""
    inside = topic.copy()
    inside[1:-1] |= (sums[1:-1] == _HYPHEN) & topic[:-2] & topic[2:]
    first = np.ones(topic.size, dtype=np.bool_)
    first[1:] = ~(inside[1:] & inside[:-1] & (rows[1:] == rows[:-1]))
    return first


def _turned(sums: Codes, is_word: Mask, rows: Rows) -> Mask:
    """The word after each negation, fillers passed over, where no sign is between."""
    turned = np.zeros(rows.size, dtype=np.bool_)
    place = np.flatnonzero(~_among(sums, _known(FILLERS)))
    first, second = place[:-1], place[1:]
    negated = _among(sums[first], _known(NEGATIONS)) & (rows[first] == rows[second])
    turned[second] = negated & is_word[second]
    return turned


def _among(sums: Codes, known: Codes) -> Mask:
    return known[np.minimum(np.searchsorted(known, sums), known.size - 1)] == sums


@cache
def _known(words: Iterable[str]) -> Codes:
    """The numbers of words, in order."""
    _, _, sums = _words(_codes(sorted(words))[0])
    return np.unique(sums)
