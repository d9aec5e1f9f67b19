"""Titles that say nearly the same, by the cosine of their character trigrams.

Also finds copies with a word or two changed. The portal itself asks its database for similar petitions, by
trigrams too (`petitions`): this is for whoever has lists and no database.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from analysis import given

LEAST = 0.2  # under this, two titles share endings rather than a subject
COPY = 0.85
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Match:
    """`index` of the candidate in the order given; `score` from 0 to 1, 1 for the same letters."""

    index: int
    score: float


def similar(text: str, candidates: Sequence[str], top: int = 5) -> list[Match]:
    """The `top` candidates most like `text`, best first, equal ones in the order given.

    Letters and digits count, case and punctuation do not. Candidates under .2 are left out, so the list
    may be shorter or empty. Rare trigrams weigh more (inverse document frequency over the candidates).
    Raises ValueError when `top` is negative, TypeError for what is no text and no list of titles.
    """
    given.text(text)
    given.texts(candidates, "title")
    given.whole(top, "the number of candidates", least=0)
    bags = [_trigrams(candidate) for candidate in candidates]
    spread = Counter(gram for bag in bags for gram in bag)

    def weigh(bag: Counter[str]) -> dict[str, float]:
        return {gram: count * (1 + len(bags) / (1 + spread[gram])) ** 0.5 for gram, count in bag.items()}

    wanted = weigh(_trigrams(text))
    scored = (Match(place, round(_cosine(wanted, weigh(bag)), 4)) for place, bag in enumerate(bags))
    return sorted((match for match in scored if match.score >= LEAST), key=lambda m: (-m.score, m.index))[
        :top
    ]


def near_copy(first: str, second: str) -> bool:
    """Whether two texts are the same but for a few words: trigram cosine of .85 or more.

    Raises TypeError for what is no text.
    """
    given.text(first)
    given.text(second)
    return _cosine(_trigrams(first), _trigrams(second)) >= COPY


def _trigrams(text: str) -> Counter[str]:
    plain = f" {_SIGNS.sub(' ', text.lower()).strip()} "
    return (
        Counter(plain[place : place + 3] for place in range(len(plain) - 2)) if plain.strip() else Counter()
    )


def _cosine(first: "dict[str, float] | Counter[str]", second: "dict[str, float] | Counter[str]") -> float:
    if len(second) < len(first):
        first, second = second, first
    shared = sum(weight * second.get(gram, 0) for gram, weight in first.items())
    size = sqrt(sum(w * w for w in first.values()) * sum(w * w for w in second.values()))
    return min(1.0, shared / size) if size else 0.0
