"""Texts as they are read for tone: one way of writing links, names, numbers, flags and drawn-out letters."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.topicwords import DOTTED

Mask = npt.NDArray[np.bool_]

LONGEST = 4_000  # characters of one text that are read; a longer one says its tone well before

_LINK = re.compile(r"https?://\S+|www\.\S+")
_MENTION = re.compile(r"@\w+")
# The first sign by itself: what can only begin with certain signs is searched for far quicker.
_DIGITS = re.compile(r"\d\d*")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff][\U0001f1e6-\U0001f1ff]")
_A_COUNTRY = "eu"  # any topic word: all are one to the model, and so are flags and U.S.
_RUN, _DRAWN_OUT = 3, set("!?.)(")  # letters and these are kept so often where drawn out: nooooo, !!!!!
_SPACE = np.uint32(32)
# Characters of the basic plane; anything beyond it (emoji, mostly) counts as a sign of its own.
PLANE = [chr(code) for code in range(0x10000)] + [""]
_IS_DRAWN: Mask = np.array(
    [(sign.isalnum() and not sign.isdecimal()) or sign in _DRAWN_OUT for sign in PLANE]
)
_IS_SPACE: Mask = np.array([sign.isspace() and sign != "\n" for sign in PLANE])


def normalised(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The code points of all texts, a line a text between spaces: lower case, links, names, numbers, flags
    and countries with dots masked, spaces one each, no character more than three times where it is drawn out.
    """
    cut = (text[:LONGEST].replace("\n", " ").replace("\r", " ").replace("\u2028", " ") for text in texts)
    # One by one, as those of plain ASCII are composed already.
    composed = (text if text.isascii() else unicodedata.normalize("NFKC", text) for text in cut)
    joined = " \n ".join(composed).lower()
    joined = joined.replace("\u2019", "'").replace("\u02bc", "'").replace("\u0301", "")
    joined = _MENTION.sub("@user", _LINK.sub("http", joined))
    joined = _FLAG.sub(f" {_A_COUNTRY} ", DOTTED.sub(_A_COUNTRY, _DIGITS.sub("0", joined)))
    codes = np.frombuffer(f" {joined} ".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    space = _IS_SPACE.take(codes, mode="clip")
    kept = np.ones(codes.size, dtype=np.bool_)
    kept[1:] = ~(space[1:] & space[:-1])
    same = codes[1:] == codes[:-1]
    run = np.flatnonzero(same[2:] & same[1:-1] & same[:-2]) + _RUN
    kept[run] &= ~_IS_DRAWN.take(codes[run], mode="clip")
    return np.where(space, _SPACE, codes).take(np.flatnonzero(kept))
