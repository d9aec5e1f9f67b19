"""Dictionary forms of words, and whether a word is Russian, Ukrainian or both.

Russian and Ukrainian by pymorphy3's dictionaries, English by simplemma. Both are loaded when first
needed (about 60 MB and 0.3 s together); answers are kept, so a text mostly costs a look-up per word.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

MOST = 100_000  # words kept for each question: some 25 MB
RU, UK, NEITHER = 1, 1 << 16, 1 << 32  # so that a sum over a text's words holds the three counts
_LONGEST = 40  # letters; a longer run is no word
NOUN, CONTENT, FUNCTION = "noun", "content", "function"
_CONTENT = frozenset({"ADJF", "ADJS", "PRTF", "PRTS", "VERB", "INFN", "GRND"})
_ADJECTIVE = frozenset({"ADJF", "PRTF"})
_PLURALS = frozenset({"children", "men", "women", "people", "media"})
_FUNCTION = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "ADVB", "INTJ"})
_RU_LETTERS, _UK_LETTERS = frozenset("ёыэъ"), frozenset("іїєґ")
# Words that the dictionaries know by accident, or not as what they are in speech.
_SAID = {
    word: tongue
    for tongue, said in (
        (RU, "и их ее что это как где щас тоже нада ладно хорошо чего меня тебя его эта сейчас война"),
        (RU, "канєшно конєшно єслі вобще ваще токо када сєйчас понімаю пачіму почєму харашо ничєго нічо"),
        (UK, "з та що як це ще бо чи де ми ви нема"),
        (0, "тож всу зсу нахуй мрія"),
    )
    for word in said.split()
}


class _Known(dict[str, int]):
    """RU for a word that only Russian has, UK for only Ukrainian, NEITHER for an unknown one, else 0."""

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST:
            self.clear()
        self[word] = found = _SAID[word] if word in _SAID else _tongue(word)
        return found


known = _Known()


def _tongue(word: str) -> int:
    letters = frozenset(word)
    ru, uk = not letters.isdisjoint(_RU_LETTERS), not letters.isdisjoint(_UK_LETTERS)
    if ru != uk:
        return RU if ru else UK
    if ru or not 2 < len(word) <= _LONGEST:
        return 0
    ru, uk = (bool(_dictionary(language).word_is_known(word)) for language in ("ru", "uk"))
    if ru == uk:
        return 0 if ru else NEITHER
    return RU if ru else UK


@dataclass(frozen=True, slots=True)
class Word:
    """A dictionary form, and its `kind`: a noun, another word of content, or a function word.

    English words other than past forms are taken for nouns, and all words of other languages.
    """

    lemma: str
    kind: str


@lru_cache(maxsize=MOST)
def word(form: str, language: str) -> Word:
    """The dictionary form of a lower-case word in en, ru or uk; in another language the word itself."""
    if len(form) > _LONGEST:
        return Word(form, NOUN)
    if language == "en":
        from simplemma import lemmatize

        found = str(lemmatize(form.removesuffix("'s"), lang="en")).lower()
        past = found != form and not form.endswith(("s", "ing")) and form not in _PLURALS
        return Word(found.removesuffix("s") if found.endswith("ans") else found, CONTENT if past else NOUN)
    if language not in {"ru", "uk"}:
        return Word(form, NOUN)
    parts = _dictionary(language).parse(form)
    part = _first(parts, form, language)
    speech = str(part.tag.POS or "NOUN")  # no part of speech: foreign letters, abbreviations
    kind = NOUN if speech == "NOUN" else CONTENT if speech in _CONTENT else FUNCTION
    if speech in _ADJECTIVE and any(  # used as a noun: a prisoner, a wounded man
        other.tag.POS == "NOUN" and other.normal_form == part.normal_form for other in parts
    ):
        kind = NOUN
    return Word(part.normal_form.replace("ё", "е"), kind)


def nominative(form: str, language: str) -> bool:
    """Whether a Russian form is most likely a nominative, or a Ukrainian one may be."""
    parts = [_likeliest(form, language)] if language == "ru" else _dictionary(language).parse(form)
    return any(part.tag.case == "nomn" for part in parts)


def as_nominative(forms: Counter[str], language: str) -> str:
    """A Russian or Ukrainian noun, given by how often each form occurs, in the nominative of the number
    that most of them have; the commonest form where the dictionary has no nominative."""
    parts = {form: _noun(form, language) for form in forms}
    many = sum(count for form, count in forms.items() if "plur" in parts[form].tag) * 2 > forms.total()
    common = sorted(forms, key=lambda form: (-forms[form], form))
    for form in common:
        if found := _nominative_of(parts[form], many):
            return found
    return common[0]


def phrase_as_nominative(words: Sequence[str], language: str) -> list[str]:
    """A phrase of lower-case words whose first noun, and the adjectives before it, stand in the nominative.

    A phrase that begins with another kind of word is left as it is.
    """
    parts = [_dictionary(language).parse(word) for word in words]
    adjectives = [[part for part in choices if part.tag.POS in _ADJECTIVE] for choices in parts]
    head = next((place for place, found in enumerate(adjectives) if not found), len(parts))
    for noun in parts[head] if head < len(parts) else ():
        if noun.tag.POS != "NOUN":
            continue
        agreeing = [[part for part in found if _agree(part, noun)] for found in adjectives[:head]]
        if all(agreeing) and (named := _nominative_of(noun, "plur" in noun.tag)):
            wanted = {"nomn", "plur" if "plur" in noun.tag else str(noun.tag.gender)}
            turned = [found[0].inflect(wanted) for found in agreeing]
            if all(turned):
                return [*(str(part.word) for part in turned), named, *words[head + 1 :]]
    return list(words)


def _agree(adjective: Any, noun: Any) -> bool:
    if adjective.tag.case != noun.tag.case or ("plur" in adjective.tag) != ("plur" in noun.tag):
        return False
    return "plur" in noun.tag or adjective.tag.gender == noun.tag.gender


def _nominative_of(noun: Any, many: bool) -> str | None:
    """The Ukrainian dictionary leaves the case of some nominatives out, and has two for some plurals."""
    found = [
        str(other.word)
        for other in noun.lexeme
        if other.tag.POS == "NOUN" and other.tag.case in {"nomn", None} and ("plur" in other.tag) == many
    ]
    return min(found, key=len, default=None)


def _noun(form: str, language: str) -> Any:
    """The likeliest parse, or the first as a noun (a surname, mostly) where that is something else."""
    best = _likeliest(form, language)
    if best.tag.POS == "NOUN":
        return best
    return next((part for part in _dictionary(language).parse(form) if part.tag.POS == "NOUN"), best)


def _likeliest(form: str, language: str) -> Any:
    return _first(_dictionary(language).parse(form), form, language)


def _first(parts: Sequence[Any], form: str, language: str) -> Any:
    """The likeliest parse. The Ukrainian dictionary has no frequencies: there a function word comes before
    others, then a noun in its dictionary form, then adjectives, and any noun before a verb."""
    return min(parts, key=lambda part: _rank(part, form)) if language == "uk" else parts[0]


def _rank(part: Any, form: str) -> int:
    speech = part.tag.POS
    if speech in _FUNCTION:
        return 0
    if speech == "NOUN":
        return 1 if part.normal_form == form else 3
    return 4 if speech == "VERB" else 2


@cache
def _dictionary(language: str) -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang=language)
