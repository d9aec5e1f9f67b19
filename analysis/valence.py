"""How good or bad English words are taken to be: the word list of VADER (Hutto and Gilbert, 2014; MIT), which
carries to words that the training texts hold seldom or never what they say about words like these.

It is read at training time only, from the package that measurements compare with.
"""

import hashlib
import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from scipy import sparse

from analysis.features import SIZE, alone
from analysis.topicwords import TOPIC_WORDS

PACKAGE, VERSION = "vaderSentiment", "3.3.2"
SHA256 = "1ec9c6e9ee19aade328f8beb393a6afa71a5bb3acf7d3cc22d4ef568df374bf5"
_WORD = re.compile("[a-z]+('[a-z]+)*")


def columns(listed: Mapping[str, float], step: float) -> sparse.csr_array:
    """Shape (SIZE, 2): how bad and how good the word of each bucket is, from 0 to 4 times `step`."""
    rows, value = alone(list(listed)), np.array(list(listed.values())) * step
    side = (value > 0).astype(np.int64)
    return sparse.coo_array((np.abs(value), (rows, side)), shape=(SIZE, 2)).tocsr()


def word_list(package: str = PACKAGE, sha256: str = SHA256) -> dict[str, float]:
    """The words of the list and the valence of each, from -4 to 4.

    Raises FileNotFoundError when the package is missing, ValueError when the list is another one.
    """
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise FileNotFoundError(
            f"English tone is learnt with the word list of {package} {VERSION}, which is not installed; "
            "it is in requirements/bench.txt"
        )
    file = (Path(found.origin).parent / "vader_lexicon.txt").read_bytes()
    if hashlib.sha256(file).hexdigest() != sha256:
        raise ValueError(f"the word list is not the one of {package} {VERSION}")
    return parsed(file)


def parsed(file: bytes) -> dict[str, float]:
    """Without signs and topic words, and words that are neither good nor bad."""
    pairs = (line.split("\t")[:2] for line in file.decode().splitlines())
    return {
        word: float(valence)
        for word, valence in pairs
        if _WORD.fullmatch(word) and word not in TOPIC_WORDS and float(valence)
    }
