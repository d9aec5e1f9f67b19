"""Which language a text is in: en, ru, uk, other or mixed.

The alphabet decides first: letters that only Russian has (ё ы э ъ) or only Ukrainian (і ї є ґ). Then
words that only one of the two dictionaries has, then a small model (`slavic`). Other languages are known
by their letters or by py3langid. "Mixed" is two alphabets, code switching or surzhyk.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis import given, slavic
from analysis.alphabets import letters

BATCH = 2_000
ENOUGH, SAMPLE = 600, 200  # characters whose words are looked up; of texts with Ukrainian letters only
BOTH = 0.3  # share of the letters that the rarer alphabet needs for "mixed"
WORDS = 2  # words with clear letters that each of ru and uk needs for "mixed"
TOLD = 5  # words of one language only that "mixed" needs in all
SPICE = 0.2  # share that the rarer of ru and uk needs for "mixed", of the words that only one of them has
ENGLISH = 0.2  # share of words that are common English ones
NAMES = 0.2  # a short text of foreign names with this share of Cyrillic letters is in the Cyrillic language
SURE_OTHER, SURE_LATIN, SURE_SHORT = 0.9, 0.7, 0.9
FEWEST_LETTERS = 12  # under this, an unfamiliar language is not taken from statistics alone
SHORT = 25  # letters; under this more certainty is asked of them
ABSENT = 0.06  # log odds for Russian of each letter, in a text with none of the telling ones
PLAIN = 4  # words more of one language than of the other, from which the small model is not asked

_LATIN_WORD, _CYRILLIC_WORD = re.compile(r"\b[a-z]{2,}"), re.compile(r"\b[\u0400-\u04ff]{2,}")
_NEIGHBOURS = "be bg sr mk kk pl cs sk de fr es it pt nl ro tr hu fi sv da et lv lt sl hr az uz id"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# English words that are rare in other languages of the Latin alphabet.
_EN_WORDS = _words(
    "the and you of it is was to that my with this are have has had not but just your they he she what "
    "when if from like about out up would there their them been who which people we our us should could "
    "must may let's i'm don't it's can't won't you're i'll that's because how why never more most some "
    "only after before very here then than now know think want need see say said says get got going make "
    "made good great best love day today tomorrow tonight night back where while being every other those "
    "these into off down again still new right please stop support against help free happy world peace "
    "life time year years first last next his its were did does doing done didn't doesn't isn't "
    "aren't wasn't he's she's they're we're i've you've i'd i'll we'll having really much many always "
    "ever something nothing everyone everything someone anyone thing things look looks looking feel "
    "feels hope thanks thank watch watching too yet since until without around through between "
    "another such own both each few might myself himself themselves yourself women children country "
    "government "
)


@dataclass(frozen=True)
class Language:
    """`code` is en, ru, uk, other or mixed; `confidence` is between 0 and 1.

    `mainly` is en, ru, uk or other also where the code is mixed: the language of the larger part.
    """

    code: str
    confidence: float
    mainly: str


NOTHING = Language("other", 0.0, "other")


def detect(text: str) -> Language:
    """The language of one text. A text without letters is "other" with confidence 0.

    Raises TypeError for what is no text.
    """
    given.text(text)
    return detect_all([text])[0]


def detect_all(texts: Sequence[str]) -> list[Language]:
    """The language of each text, in the order given. Raises TypeError for what is no list of texts."""
    given.texts(texts)
    return [
        language for start in range(0, len(texts), BATCH) for language in _batch(texts[start : start + BATCH])
    ]


def _batch(texts: Sequence[str]) -> list[Language]:
    plain, counts = letters(texts)
    # Where tags are all there is, they are read.
    tags = [place for place, row in enumerate(counts) if not any(row) and "#" in texts[place]]
    for place in tags:
        (plain[place],), (counts[place],) = letters([texts[place].replace("#", " ")])
    found = [_decide(text, row) for text, row in zip(plain, counts, strict=True)]
    open_ = [place for place, language in enumerate(found) if language is None]
    for place, odds in zip(open_, slavic.odds([plain[place] for place in open_]).tolist(), strict=True):
        found[place] = _slavic(odds, counts[place])
    return [language or NOTHING for language in found]


def _decide(text: str, counts: list[int]) -> Language | None:
    """The language, or None when it is Russian or Ukrainian and the words do not say which."""
    latin, common, ru, uk, foreign = counts
    cyrillic = common + ru + uk
    total = latin + cyrillic + foreign
    if not total:
        return NOTHING
    if foreign > 0.1 * total:
        return Language("other", round(min(0.99, 0.6 + foreign / total), 3), "other")
    if min(latin, cyrillic) >= BOTH * total and _both_alphabets(text):
        part = _LATIN_WORD if latin > cyrillic else _CYRILLIC_WORD
        mainly = detect(" ".join(part.findall(text))).mainly
        return Language("mixed", round(2 * min(latin, cyrillic) / total, 3), mainly)
    if latin > cyrillic and (cyrillic < NAMES * total or _english(text) >= ENGLISH):
        return _latin(text, total)
    return _cyrillic(text, cyrillic, ru, uk)


def _both_alphabets(text: str) -> bool:
    """Whether both parts are speech: a list of foreign names is not."""
    words = _LATIN_WORD.findall(text)
    if len(words) < 3 or len(_CYRILLIC_WORD.findall(text)) < 3:
        return False
    latin = " ".join(words)
    return _english(latin) >= ENGLISH / 2 or bool(len(words) > 5 and _elsewhere(latin, len(latin)))


def _cyrillic(text: str, letters: int, ru: int, uk: int) -> Language | None:
    if ru > PLAIN and not uk and ("ы" in text or "э" in text):  # ъ alone may be Bulgarian
        return Language("ru", round(1 - 1 / (2 + ru**2), 3), "ru")
    russian, ukrainian, neither = slavic.words(text[: SAMPLE if uk > PLAIN and not ru else ENOUGH])
    least, most = sorted((russian, ukrainian))
    # Belarusian has letters of both; Bulgarian (with ъ) and Serbian may have neither, but words of their own.
    doubtful = bool(ru and uk) or "ъ" in text or (neither and not ru + uk)
    strange = neither > most and letters >= SHORT
    if doubtful and (most - least < PLAIN or strange) and (elsewhere := _elsewhere(text, letters, strange)):
        return elsewhere
    # Ukrainian hardly has a clause without і ї є ґ.
    if uk and least >= WORDS and least + most >= TOLD and least >= SPICE * (least + most):
        mainly = "ru" if russian >= ukrainian else "uk"
        return Language("mixed", round(2 * least / (least + most), 3), mainly)
    if most - least < PLAIN:
        return None
    code = "ru" if russian > ukrainian else "uk"
    return Language(code, round(1 - 1 / (2 + (most - least) ** 2), 3), code)


def _slavic(odds: float, counts: list[int]) -> Language:
    _, common, ru, uk, _ = counts
    # і ї є ґ are 8 % of Ukrainian letters, ё ы э ъ 2.5 % of Russian ones: the longer neither appears, the
    # likelier Russian.
    odds += 2.0 * (ru - uk) + ABSENT * (common if not ru + uk else 0)
    code = "ru" if odds >= 0 else "uk"
    return Language(code, round(1 / (1 + math.exp(-min(abs(odds), 30.0))), 3), code)


def _latin(text: str, letters: int) -> Language:
    share = _english(text)
    if share >= ENGLISH:
        return Language("en", round(min(0.99, 0.8 + share / 2), 3), "en")
    elsewhere = _elsewhere(text, letters)
    return elsewhere or Language("en", round(0.5 + min(share, 0.2) * 2, 3), "en")


def _english(text: str) -> float:
    words = text.split()
    return sum(map(_EN_WORDS.__contains__, words)) / max(len(words), 1)


def _elsewhere(text: str, letters: int, strange: bool = False) -> Language | None:
    """Another language, when py3langid is sure of it and there are letters enough to be sure of.

    Less certainty is asked when most words are in no dictionary of ours (`strange`).
    """
    if letters < FEWEST_LETTERS:
        return None
    code, sure = _identifier(f"en ru uk {_NEIGHBOURS}").classify(text)
    asked = SURE_LATIN if strange or _LATIN_WORD.search(text) else SURE_OTHER
    if code in {"en", "ru", "uk"} or sure < (asked if letters >= SHORT or not text.isascii() else SURE_SHORT):
        return None
    return Language("other", round(sure, 3), "other")


@cache
def _identifier(languages: str) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages.split())
    if hasattr(identifier, "_full_model"):  # 27 MB of languages that are never asked for
        identifier._full_model = (identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes)
    return identifier
