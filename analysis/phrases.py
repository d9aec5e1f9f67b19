"""Which phrases people use: runs of one to three words by their dictionary forms, counted by person.

A batch of texts becomes one array of lemma numbers, and every phrase one whole number, so that no
Python loop runs over phrases. A phrase begins and ends with a word of content and stays in its clause.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from analysis import given, lemmas
from analysis.heard import numbered
from analysis.stopwords import ABBREVIATIONS, BROAD, COURTESY, EMPTY, JOINING, PARTS, STOPWORDS

Integers = npt.NDArray[np.int64]
LONGEST = 3  # words
BITS = 20  # of a lemma's number; a batch with a million different words counts the rest as breaks
READ = 4_000  # characters of one text
_MASKS = tuple(map(re.compile, (r"http\S*", r"www\.\S*", r"@\S+", r"&\w+;", r"\[\w+\]", r"<\w+>")))
_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*|\n|[^\w\s]|[\d_]+")
_BREAK, _FUNCTION, _EMPTY, _BROAD, _PART, _TELLING = range(6)  # a part says something, but not alone
_LAST = 8  # added where the word may end a phrase


@dataclass(frozen=True)
class Tokens:
    """Texts as arrays of equal length, one entry a token: number of the lemma (0 for a break), what kind
    of word it is, numbers of the author and of the text, and number of the form as it was written."""

    lemma: Integers
    kind: Integers
    author: Integers
    text: Integers
    form: Integers
    people: int


class Vocabulary:
    """Lemmas and written forms by number, shared by the sets that are compared."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.lemmas: dict[str, int] = {"": 0}
        self.content: set[str] = set()
        self.forms: list[str] = []
        self._seen: defaultdict[str, int] = defaultdict()
        self._seen.default_factory = self._seen.__len__
        self._lemma: list[int] = []
        self._kind: list[int] = []

    def tokens(self, texts: Sequence[str], authors: Sequence[Hashable]) -> Tokens:
        """The tokens of the texts.

        Raises ValueError when texts and authors are not equally many, TypeError for what is no list of texts,
        or no author.
        """
        given.texts(texts)
        of_text = numbered(authors, "author")
        if len(texts) != len(of_text):
            raise ValueError("every text needs its author")
        line = "\n".join([text[:READ].replace("\n", " ; ") for text in texts])
        for mask in _MASKS:
            line = mask.sub(" ", line)
        found = _TOKEN.findall(line.replace("’", "'").replace("ʼ", "'").replace("\u0301", ""))
        form = np.fromiter(map(self._seen.__getitem__, found), dtype=np.int64, count=len(found))
        self._learn()
        lemma, kind = (np.array(of or [0], dtype=np.int64) for of in (self._lemma, self._kind))
        end = self._seen.get("\n", -1)
        text = np.minimum(np.cumsum(form == end), max(len(of_text) - 1, 0))
        author = of_text[text] if len(of_text) else text
        return Tokens(lemma[form], kind[form], author, text, form, int(of_text.max(initial=-1)) + 1)

    def _learn(self) -> None:
        new = list(self._seen)[len(self.forms) :]
        self.forms += new
        for form in new:
            lemma, kind = _entry(form, self.language)
            number = self.lemmas.setdefault(lemma, len(self.lemmas))
            known = number < 1 << BITS
            if kind > _FUNCTION:
                self.content.add(lemma)
            self._lemma.append(number if known else 0)
            self._kind.append(kind if known else _BREAK)


@lru_cache(maxsize=lemmas.MOST)
def _entry(form: str, language: str) -> tuple[str, int]:
    """The lemma of a form as it was written, and its kind."""
    if not form[0].isalpha():
        return "", _BREAK
    if form in ABBREVIATIONS:
        return form, _BROAD + _LAST
    plain = form.lower()
    if plain in JOINING.get(language, frozenset()):
        return plain, _FUNCTION
    stop = STOPWORDS.get(language, frozenset())
    if all(len(part) < 3 or part in stop for part in plain.split("'")):
        return "", _BREAK
    word = lemmas.word(plain, language)
    names = {plain, word.lemma}
    if names & (stop | COURTESY.get(language, frozenset())) or word.kind == lemmas.FUNCTION:
        return "", _BREAK
    last = _LAST if word.kind == lemmas.NOUN else 0
    if names & EMPTY.get(language, frozenset()):
        return word.lemma, _EMPTY + last
    if names & BROAD.get(language, frozenset()):
        return word.lemma, _BROAD + last
    alone = last and not names & PARTS.get(language, frozenset())
    return word.lemma, (_TELLING if alone else _PART) + last


def runs(tokens: Tokens) -> list[tuple[Integers, Integers]]:
    """For one, two and three words: the number of each phrase, 0 where there is none, and where it starts.

    A single word must be a noun that says something by itself; a longer phrase holds a word that does or
    a verb or adjective, ends with a noun, and has a joining word only in the middle.
    """
    kind, last = tokens.kind & (_LAST - 1), tokens.kind >= _LAST
    content, said = kind >= _EMPTY, kind >= _PART
    found = [(np.where(kind == _TELLING, tokens.lemma, 0), np.arange(tokens.lemma.size))]
    for length in range(2, LONGEST + 1):
        size = max(tokens.lemma.size - length + 1, 0)
        parts = [slice(shift, shift + size) for shift in range(length)]
        good = content[parts[0]] & content[parts[-1]] & last[parts[-1]]
        telling = np.zeros(size, dtype=bool)
        code = np.zeros(size, dtype=np.int64)
        for part in parts:
            good &= tokens.lemma[part] > 0
            telling |= said[part]
            code = (code << BITS) | tokens.lemma[part]
        # The same word twice is emphasis, not a phrase.
        good &= telling & (tokens.lemma[parts[0]] != tokens.lemma[parts[-1]])
        found.append((np.where(good, code, 0), np.arange(size)))
    return found


def words(code: int, names: Sequence[str]) -> list[str]:
    """The lemmas of a phrase's number, `names` being the vocabulary's lemmas in their order."""
    parts = []
    while code:
        parts.append(names[code & ((1 << BITS) - 1)])
        code >>= BITS
    return parts[::-1]


def users(tokens: Tokens) -> Counter[int]:
    """How many different authors used each phrase, by its number."""
    counted: Counter[int] = Counter()
    for codes, start in runs(tokens):
        kept = codes > 0
        pairs = np.stack([codes[kept], tokens.author[start[kept]]])
        order = np.lexsort(pairs[::-1])
        pairs = pairs[:, order]
        first = np.ones(pairs.shape[1], dtype=bool)
        first[1:] = (np.diff(pairs[0]) != 0) | (np.diff(pairs[1]) != 0)
        numbers, amounts = np.unique(pairs[0][first], return_counts=True)
        counted.update(dict(zip(numbers.tolist(), amounts.tolist(), strict=True)))
    return counted


def texts(tokens: Tokens, wanted: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The numbers of the texts that hold each wanted phrase, ascending."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for codes, start in runs(tokens):
        for place in np.flatnonzero(np.isin(codes, np.asarray(wanted, dtype=np.int64)) & (codes > 0)):
            found[int(codes[place])].add(int(tokens.text[start[place]]))
    return {code: tuple(sorted(numbers)) for code, numbers in found.items()}


def spellings(tokens: Tokens, vocabulary: Vocabulary, wanted: Sequence[int]) -> dict[int, Counter[str]]:
    """How each wanted phrase was written, and by how many different authors.

    What begins a sentence has a capital anyway and is left out where a phrase also stands within one.
    """
    inside: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
    opening: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
    for length, (codes, start) in enumerate(runs(tokens), start=1):
        for place in np.flatnonzero(
            np.isin(codes, np.asarray(wanted, dtype=np.int64)) & (codes > 0)
        ).tolist():
            at = int(start[place])
            said = " ".join(vocabulary.forms[form] for form in tokens.form[at : at + length].tolist())
            first = at == 0 or not vocabulary.forms[int(tokens.form[at - 1])][0].isalpha()
            (opening if first else inside)[int(codes[place])].add((int(tokens.author[at]), said))
    return {code: Counter(said for _, said in inside[code] or opening[code]) for code in {*inside, *opening}}
