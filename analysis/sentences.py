"""Long texts, sentence by sentence: where they are cut, and what the pieces say together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given

Floats = npt.NDArray[np.float64]

LONG = 240  # characters; up to that the models read a text whole, as they learnt to
FEWEST_WORDS = 3  # a shorter sentence is read with the one before it
STRONG = 0.6  # a sentence's chance of a sign that counts as strong
BOTH = 0.2  # share of the text that strong sentences of each sign need for "mixed"

# A run of white space is searched for a line end from its first character only: searched from each, it would
# take time with the square of its length.
_END = re.compile(r"(?<=[.!?…])[\"'»”)\]]*\s+|(?<![^\S\n])[^\S\n]*\n\s*")
_SHORTENED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|no|u\.s|u\.k|г|гг|ул|вул|им|ім|тыс|тис|млн|млрд|"
    r"руб|грн|т\.е|т\.к|т\.д|т\.п|тобто|напр|див|стр|стор|обл|проф|акад)|\b[^\W\d_])\.$",
    re.IGNORECASE,
)
_LONGEST = 12  # characters before a cut that are searched for an abbreviation, more than the longest has


@dataclass(frozen=True)
class Summary:
    """`chance` (3,) negative, neutral, positive; `mixed` when both signs are strong."""

    chance: Floats
    mixed: bool


def split(text: str) -> list[str]:
    """The sentences of a text, in order; joined by spaces they give all its words. [] for an empty text.

    Cut at . ! ? … before a space, and at line ends; not after an initial or a common abbreviation.
    Sentences under three words go with the one before, the first with the one after.
    Raises TypeError for what is no text.
    """
    given.text(text)
    pieces: list[str] = []
    start = 0
    for end in [*_END.finditer(text), None]:
        if end and "\n" not in end.group() and _is_shortened(text, start, end.start()):
            continue
        piece = text[start : end.end() if end else None].strip()
        start = end.end() if end else start
        if not piece:
            continue
        if pieces and (_short(piece) or _short(pieces[-1])):
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    return pieces


def add_up(chances: Floats, sizes: Sequence[int]) -> Summary:
    """What sentences say together: `chances` (sentences, 3), `sizes` their lengths in any unit.

    The chances are the mean by length, so that a text of nothing but mild sentences stays mild. It is mixed
    when sentences that are strongly negative and strongly positive (a chance of .6) each make up a fifth
    of the text. Raises ValueError without sentences or when the lengths differ.
    """
    size = np.asarray(sizes, dtype=np.float64)
    table = np.asarray(chances, dtype=np.float64)
    if table.ndim != 2 or len(table) != size.size or not size.size or not (size > 0).all():
        raise ValueError("every sentence needs its three chances and a length above 0")
    share = size / size.sum()
    strong = share @ (table >= STRONG)
    mixed = bool(min(strong[0], strong[2]) >= BOTH - 1e-9)
    return Summary(np.asarray(share @ table), mixed)


def _is_shortened(text: str, start: int, end: int) -> bool:
    """Whether what stands between these places ends with an initial or an abbreviation."""
    return bool(_SHORTENED.search(text, max(start, end - _LONGEST), end))


def _short(piece: str) -> bool:
    return len(piece.split()) < FEWEST_WORDS
