"""Texts as hashed n-grams: words and characters inside words (2-5).

A block of texts becomes one array of code points, and every n-gram of every text is hashed by
arithmetic on that array, so that no Python loop runs over characters. The same function serves
training and reading: what the model learnt is what it sees.
"""

from collections.abc import Iterator, Sequence
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

Signs = npt.NDArray[np.uint32]
Codes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
Rows = npt.NDArray[np.uint32]
Buckets = npt.NDArray[np.uint32]
Cells = npt.NDArray[np.uint32]  # bucket and row as one number, quick to sort
Counts = npt.NDArray[np.int64]

BITS = 20
SIZE = 1 << BITS
BLOCK = 500  # texts at a time: their arrays stay near the processor, and 32 bits hold their cells
CHARACTERS = (2, 3, 4, 5)
_SPACE, _END, _APOSTROPHE = (np.uint32(ord(sign)) for sign in " \n'")
_MULTIPLIER, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x100000001B3)
_WORD_SEED, _PAIR_SEED, _TURNED_SEED = np.uint64(0xA5A5A5A5), np.uint64(0x5A5A5A5A), np.uint64(0x4E4F54)
_TOPIC = np.uint64(0x544F504943)
_HYPHEN = np.uint64(ord("-")) * _STEP
_IS_WORD: Mask = np.array([sign.isalnum() for sign in PLANE])
_POWERS: Codes = np.cumprod(np.full(64, _STEP, dtype=np.uint64), dtype=np.uint64)
_ROW_BITS, _ROW = np.uint32(32 - BITS), np.uint32((1 << 32 - BITS) - 1)
_TURNED, _HIDDEN = np.uint8(1), np.uint8(2)  # what a character can be marked as


@dataclass(frozen=True)
class Hashed:
    """`table`: shape (texts, SIZE), float32 ones, no entry twice. `words`: how many each text has."""

    table: sparse.csr_array | sparse.coo_array
    words: Counts


def hashed(texts: Sequence[str]) -> Hashed:
    """Words, pairs of words and characters inside words of each text; an empty text is an empty row.

    The word after a negation is turned: another word than it is elsewhere, and made of other characters.
    Topic words (countries, cities, peoples, parties, leaders, genders) are all one word, and so are several
    in a row, so that what a text is about does not say how it sounds. Raises TypeError for what is no list of
    texts.
    """
    tables, words = zip(*((block.table, block.words) for block in blocks(texts)), strict=True)
    return Hashed(sparse.vstack(tables, format="csr"), np.concatenate(words))


def blocks(texts: Sequence[str]) -> Iterator[Hashed]:
    """The same of BLOCK texts at a time, entries in the order of buckets: to multiply them by a model
    is to go through it once a block, not once a text. One empty block where there are no texts.
    """
    given.texts(texts)
    for start in range(0, len(texts) or 1, BLOCK):
        yield _block(texts[start : start + BLOCK])


def alone(words: Sequence[str]) -> Buckets:
    """The bucket of each word by itself; no topic words."""
    return _bucket(_words(normalised(words))[2] ^ _WORD_SEED)


def _block(texts: Sequence[str]) -> Hashed:
    signs = normalised(texts)
    row_of: Rows = np.cumsum(signs == _END, dtype=np.uint32)
    starts, is_word, sums = _words(signs)
    rows = row_of[starts]
    topic = is_word & _among(sums, TOPIC_WORDS)
    first = _first(topic, sums, rows)
    starts, is_word, rows, topic = starts[first], is_word[first], rows[first], topic[first]
    sums = np.where(topic, _TOPIC, sums[first])
    turned = _turned(sums, is_word, rows)
    singles = np.where(turned, sums * _MULTIPLIER ^ _TURNED_SEED, sums ^ _WORD_SEED)
    marks = _spread(topic * _HIDDEN | turned * _TURNED, starts, signs.size)
    cells = np.concatenate([*_characters(signs, row_of, marks), _cells(rows, singles), _pairs(sums, rows)])
    cells.sort()
    once = np.ones(cells.size, dtype=np.bool_)
    once[1:] = cells[1:] != cells[:-1]
    cells = cells.compress(once)
    places = (cells & _ROW).astype(np.int32), (cells >> _ROW_BITS).astype(np.int32)
    table = sparse.coo_array((np.ones(cells.size, dtype=np.float32), places), shape=(len(texts), SIZE))
    return Hashed(table, np.bincount(rows[is_word], minlength=len(texts)))


def _cells(rows: Rows, codes: Codes) -> Cells:
    return (_bucket(codes) << _ROW_BITS) | rows


def _bucket(codes: Codes) -> Buckets:
    mixed = (codes ^ (codes >> np.uint64(29))) * _MULTIPLIER
    return (mixed >> np.uint64(64 - BITS)).astype(np.uint32)


def _characters(signs: Signs, row_of: Rows, marks: Marks) -> list[Cells]:
    """N-grams inside a word, a space at either edge marking where the word begins or ends; none that
    touches a hidden word, and those that touch a turned one apart from the others.
    """
    found = []
    ends = signs == _END
    blank = ends | (signs == _SPACE)
    edge = marks * ~blank | ends * _HIDDEN
    inner = edge[1:] | blank[:-1] * _HIDDEN  # and the place before, which is inside from three on
    codes: Codes = signs.astype(np.uint64)
    touched, rolling = edge, codes
    for n in CHARACTERS:
        touched = touched[:-1] | (edge[1:] if n == 2 else inner[n - 2 :])
        rolling = rolling[:-1] * _STEP + codes[n - 1 :]
        for mark, seed in ((0, np.uint64(0)), (_TURNED, _TURNED_SEED)):
            place = np.flatnonzero(touched == mark)
            found.append(_cells(row_of.take(place), rolling.take(place) + np.uint64(n) ^ seed))
    return found


def _words(signs: Signs) -> tuple[Places, Mask, Codes]:
    """Where each word or sign starts, whether it is a word, and a number that stands for it. Don't is one."""
    letter = _IS_WORD.take(signs, mode="clip")
    word = letter.copy()
    word[1:-1] |= (signs[1:-1] == _APOSTROPHE) & letter[:-2] & letter[2:]
    solid = (signs != _SPACE) & (signs != _END)
    begins = solid.copy()
    begins[1:] &= ~(word[1:] & word[:-1])
    starts = np.flatnonzero(begins)
    offset = np.arange(signs.size) - _spread(starts, starts, signs.size)
    codes: Codes = signs * solid * _POWERS.take(offset, mode="clip")
    return starts, word[starts], np.add.reduceat(codes, starts)


def _spread(values: npt.NDArray[Any], starts: Places, size: int) -> npt.NDArray[Any]:
    """The value of each word at all places from its start to the next; 0 before the first."""
    return np.repeat(np.append(values.dtype.type(0), values), np.diff(starts, prepend=0, append=size))


def _pairs(sums: Codes, rows: Rows) -> Cells:
    """Pairs of neighbours."""
    second = np.flatnonzero(rows[1:] == rows[:-1]) + 1
    return _cells(rows[second], sums[second - 1] * _MULTIPLIER ^ (sums[second] + _PAIR_SEED))


def _first(topic: Mask, sums: Codes, rows: Rows) -> Places:
    """Which words and signs stay: of topic words in a row, with or without hyphens, the first does."""
    inside = topic.copy()
    inside[1:-1] |= (sums[1:-1] == _HYPHEN) & topic[:-2] & topic[2:]
    first = np.ones(topic.size, dtype=np.bool_)
    first[1:] = ~(inside[1:] & inside[:-1] & (rows[1:] == rows[:-1]))
    return np.flatnonzero(first)


def _turned(sums: Codes, is_word: Mask, rows: Rows) -> Mask:
    """The word after each negation, fillers passed over, where no sign is between."""
    turned = np.zeros(rows.size, dtype=np.bool_)
    place = np.flatnonzero(~_among(sums, FILLERS))
    first, second = place[:-1], place[1:]
    negated = _among(sums[first], NEGATIONS) & (rows[first] == rows[second])
    turned[second] = negated & is_word[second]
    return turned


def _among(sums: Codes, words: frozenset[str]) -> Mask:
    """Whether each is the number of one of the words; that most are not, their lowest 16 bits tell."""
    known, lowest = _known(words)
    found = lowest[sums.astype(np.uint16)]
    place = np.flatnonzero(found)
    found[place] = known.take(np.searchsorted(known, sums[place]), mode="clip") == sums[place]
    return found


@cache
def _known(words: frozenset[str]) -> tuple[Codes, Mask]:
    """The numbers of words, in order, and whether any has each of the lowest 16 bits."""
    known = np.unique(_words(normalised(sorted(words)))[2])
    lowest = np.zeros(1 << 16, dtype=np.bool_)
    lowest[known.astype(np.uint16)] = True
    return known, lowest
