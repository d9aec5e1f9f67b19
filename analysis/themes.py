"""What one set of texts speaks of more than the rest: key phrases by class-based tf-idf.

Each person counts once for a phrase, and a phrase is shown only when ten people used it, so that
neither a prolific author nor a single private matter becomes a theme. Methods, section 3.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import log

from analysis.stopwords import STOPWORDS

FLOOR = 10
LONGEST = 3
_MASKED = re.compile(r"https?\S*|www\.\S+|@\w+|\S+@\S+|\[\w+\]|<\w+>")
_CLAUSE = re.compile(r"[.!?,;:()\[\]«»\"“”…\n–—|/]+|\s-\s")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")


@dataclass(frozen=True)
class Theme:
    """A phrase of one to three words, how many `authors` used it, and its c-TF-IDF `score`."""

    phrase: str
    authors: int
    score: float


def themes(
    texts: Sequence[str],
    authors: Sequence[Hashable],
    rest: Sequence[str] = (),
    rest_authors: Sequence[Hashable] = (),
    *,
    language: str,
    floor: int = FLOOR,
    top: int = 10,
) -> list[Theme]:
    """Key phrases of `texts` against `rest`, best first; the same for any order of the texts.

    c-TF-IDF (Grootendorst, 2022) over people: the share of the set's authors who used a phrase, times
    log(1 + mean authors per phrase in a class / authors of the phrase in both classes), times the excess
    over the rest. Of two phrases, one part of the other, only the better is kept. `language` is en,
    ru or uk; another language has no stop words and gives single common words too.
    Raises ValueError when texts and authors are not equally many, or the floor is under 1.
    """
    if len(texts) != len(authors) or len(rest) != len(rest_authors):
        raise ValueError("every text needs its author")
    if floor < 1:
        raise ValueError("the floor is at least one author")
    stop = STOPWORDS.get(language, frozenset())
    here, there = _users(texts, authors, stop), _users(rest, rest_authors, stop)
    people, others = max(len(set(authors)), 1), max(len(set(rest_authors)), 1)
    average = (sum(here.values()) + sum(there.values())) / max(len(here) + len(there), 1)
    scored = []
    for phrase, users in here.items():
        share, elsewhere = users / people, there[phrase] / others
        if users < floor or (rest and share <= elsewhere):
            continue
        excess = (share + 1 / people) / (elsewhere + 1 / others) if rest else 1.0
        telling = sum(not _empty(word, stop) for word in phrase.split())
        longer = 0.5 + 0.5 * telling  # a phrase says more than one of its words
        score = share * log(1 + average / (users + there[phrase]) * people) * log(1 + excess) * longer
        scored.append(Theme(phrase, users, round(score, 6)))
    scored.sort(key=lambda theme: (-theme.score, theme.phrase))
    return _without_parts(scored)[:top]


def _users(texts: Sequence[str], authors: Sequence[Hashable], stop: frozenset[str]) -> Counter[str]:
    """How many different authors used each phrase."""
    used: defaultdict[Hashable, set[str]] = defaultdict(set)
    for text, author in zip(texts, authors, strict=True):
        used[author].update(_phrases(text, stop))
    return Counter(phrase for phrases in used.values() for phrase in phrases)


def _phrases(text: str, stop: frozenset[str]) -> Iterable[str]:
    """Runs of one to three words within a clause that neither begin nor end with a stop word."""
    for clause in _CLAUSE.split(_MASKED.sub(" ", text)):
        words = [word.replace("’", "'").replace("ʼ", "'") for word in _WORD.findall(clause.lower())]
        for start, first in enumerate(words):
            if _empty(first, stop):
                continue
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                if not _empty(words[end - 1], stop):
                    yield " ".join(words[start:end])


def _empty(word: str, stop: frozenset[str]) -> bool:
    """Whether a word carries no subject: under three letters, a stop word or made of such (don't)."""
    return len(word) < 3 or word in stop or all(len(part) < 3 or part in stop for part in word.split("'"))


def _without_parts(themes: list[Theme]) -> list[Theme]:
    """Leave out a phrase that is part of a better one or holds a better one."""
    kept: list[Theme] = []
    for theme in themes:
        padded = f" {theme.phrase} "
        if not any(padded in f" {other.phrase} " or f" {other.phrase} " in padded for other in kept):
            kept.append(theme)
    return kept
