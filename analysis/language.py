"""Which language a text is in: en, ru, uk, other or mixed.

The alphabet decides first: letters that only Russian has (ё ы э ъ) or only Ukrainian (і ї є ґ). What it
leaves open between the two is decided by `slavic`; other languages are known by their letters or py3langid.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis import slavic

LONGEST = 2_000  # characters looked at; more adds nothing
BOTH = 0.3  # share of the letters that the rarer alphabet needs for "mixed"
WORDS = 2  # words with clear letters that each of ru and uk needs for "mixed"
ENGLISH = 0.2  # share of words that are common English ones
NAMES = 0.2  # a short text of foreign names with this share of Cyrillic letters is in the Cyrillic language
SURE_OTHER, SURE_LATIN = 0.9, 0.7
ABSENT = 0.03  # log odds for Russian of each letter, in a text with none of the telling ones
FEWEST_LETTERS = 12  # under this, an unfamiliar language is not taken from statistics alone

_LATIN, _CYRILLIC, _RU, _UK, _FOREIGN = range(1, 6)
_MASKED = re.compile(r"https?\S*|www\.\S+|[@#]\w+|&\w+;")
_WORD = re.compile(r"[^\W\d_]+")
_EN_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_CLEARLY_RU = re.compile(r"[ёыэ]")  # ъ is common in Bulgarian
_RU_LETTER, _UK_LETTER = re.compile(r"[ёыэъ]"), re.compile(r"[іїєґ]")
_LATIN_WORD, _CYRILLIC_WORD = re.compile(r"[a-z]{2,}"), re.compile(r"[\u0400-\u04ff]{2,}")
_NEIGHBOURS = "be bg sr mk kk pl cs sk de fr es it pt nl ro tr hu fi sv da et lv lt sl hr az uz id"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# English words that are rare in other languages of the Latin alphabet.
_EN_WORDS = _words(
    "the and you of it that my with this are have not but just your they he she what when if from like about "
    "out up would there their been who which people we our should i'm don't it's because how never"
)


@dataclass(frozen=True)
class Language:
    """`code` is en, ru, uk, other or mixed; `confidence` is between 0 and 1."""

    code: str
    confidence: float


def detect(text: str) -> Language:
    """The language of one text. A text without letters is "other" with confidence 0."""
    return detect_all([text])[0]


def detect_all(texts: Sequence[str]) -> list[Language]:
    """The language of each text, in the order given."""
    masked = [_MASKED.sub(" ", text[:LONGEST]).replace("\n", " ").lower() for text in texts]
    found = [_decide(text, counts) for text, counts in zip(masked, _letters(masked).tolist(), strict=True)]
    open_ = [place for place, language in enumerate(found) if language is None]
    for place, odds in zip(open_, slavic.odds([masked[place] for place in open_]).tolist(), strict=True):
        # Ukrainian goes without і ї є ґ rarely (8 % of its letters) and Russian without ё ы э ъ often
        # (2.5 %): the longer neither appears, the likelier Russian.
        odds += ABSENT * sum(map(str.isalpha, masked[place]))
        found[place] = Language("ru" if odds >= 0 else "uk", _sure(odds))
    return [language or Language("other", 0.0) for language in found]


def _sure(odds: float) -> float:
    return round(1 / (1 + math.exp(-min(abs(odds), 30.0))), 3)


def _letters(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """Letters of each kind in each text: shape (texts, 6), columns as the constants above."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _kinds()[np.minimum(codes, 0xFFFF)]
    row = np.cumsum(codes == 10) * 6
    return np.bincount(row + kinds, minlength=6 * len(texts))[: 6 * len(texts)].reshape(-1, 6)


@cache
def _kinds() -> npt.NDArray[np.int64]:
    kinds = np.zeros(0x10000, dtype=np.int64)
    for code in range(0x10000):
        letter = chr(code)
        if letter.isalpha():
            if code < 0x250:
                kinds[code] = _LATIN
            elif "а" <= letter <= "я":
                kinds[code] = _CYRILLIC
            else:
                kinds[code] = _FOREIGN
    for letters, kind in (("ёыэъ", _RU), ("іїєґ", _UK)):
        for letter in letters:
            kinds[ord(letter)] = kind
    return kinds


def _decide(text: str, counts: list[int]) -> Language | None:
    """The language, or None when it is Russian or Ukrainian and the letters do not say which."""
    _, latin, common, ru, uk, foreign = counts
    cyrillic = common + ru + uk
    letters = latin + cyrillic + foreign
    if not letters:
        return Language("other", 0.0)
    if foreign > 0.1 * letters:
        return Language("other", round(min(0.99, 0.6 + foreign / letters), 3))
    if min(latin, cyrillic) >= BOTH * letters and _both_alphabets(text):
        return Language("mixed", round(2 * min(latin, cyrillic) / letters, 3))
    if latin > cyrillic and (cyrillic < NAMES * letters or _english(text) >= ENGLISH):
        return _latin(text, letters)
    return _cyrillic(text, cyrillic, ru, uk)


def _both_alphabets(text: str) -> bool:
    return len(_LATIN_WORD.findall(text)) >= 3 and len(_CYRILLIC_WORD.findall(text)) >= 3


def _cyrillic(text: str, letters: int, ru: int, uk: int) -> Language | None:
    words = _WORD.findall(text)
    # Belarusian has letters of both; Bulgarian and Serbian may have none of either.
    doubtful = bool(ru and uk) or not (uk or _CLEARLY_RU.search(text))
    if doubtful and (elsewhere := _elsewhere(text, letters)):
        return elsewhere
    if ru and uk:
        russian = sum(1 for word in words if _RU_LETTER.search(word) and not _UK_LETTER.search(word))
        ukrainian = sum(1 for word in words if _UK_LETTER.search(word) and not _RU_LETTER.search(word))
        if min(russian, ukrainian) >= WORDS and min(russian, ukrainian) >= 0.2 * max(russian, ukrainian):
            return Language("mixed", round(2 * min(russian, ukrainian) / (russian + ukrainian), 3))
    if ru == uk:
        return None
    return Language("ru" if ru > uk else "uk", _sure(2.0 + 2.0 * abs(ru - uk)))


def _latin(text: str, letters: int) -> Language:
    share = _english(text)
    if share >= ENGLISH:
        return Language("en", round(min(0.99, 0.8 + share / 2), 3))
    elsewhere = _elsewhere(text, letters)
    return elsewhere or Language("en", round(0.5 + min(share, 0.2) * 2, 3))


def _english(text: str) -> float:
    words = _EN_WORD.findall(text)
    return sum(word in _EN_WORDS for word in words) / max(len(words), 1)


def _elsewhere(text: str, letters: int) -> Language | None:
    """Another language, when py3langid is sure of it and there are letters enough to be sure of."""
    if letters < FEWEST_LETTERS:
        return None
    code, sure = _identifier(f"en ru uk {_NEIGHBOURS}").classify(text)
    if code in {"en", "ru", "uk"} or sure < (SURE_LATIN if _LATIN_WORD.search(text) else SURE_OTHER):
        return None
    return Language("other", round(sure, 3))


@cache
def _identifier(languages: str) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages.split())
    return identifier
