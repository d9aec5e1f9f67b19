"""What one set of texts speaks of more than the rest: key phrases, and what tells two sides apart.

Each person counts once for a phrase, and a phrase is shown only when ten people used it, so that
neither a prolific author nor a single private matter becomes a theme. Methods, section 3.
"""

import heapq
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt

from analysis import given, phrases
from analysis.wording import shown

FLOOR = 10
PRIOR = 50  # people's worth of belief that both sides speak alike
CONSIDERED = 20  # times `top`: the best phrases that are compared with one another
MOSTLY = 0.6  # share of a word's people who say it within one phrase: then the phrase is shown
LONGER = (0, 1, 3, 4)  # weight of a phrase by its words of content: two say more than twice one


@dataclass(frozen=True)
class Theme:
    """A phrase of one to three words, how many `authors` used it, and its c-TF-IDF `score`.

    `members` are indexes of the texts that hold it, ascending.
    """

    phrase: str
    authors: int
    score: float
    members: tuple[int, ...] = ()


@dataclass(frozen=True)
class Contrast:
    """A phrase that one side uses more: `z` over 0 is the first side, under 0 the second.

    `first` and `second` are the authors of either side who used it.
    """

    phrase: str
    z: float
    first: int
    second: int


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

    Phrases are counted by dictionary form and shown as most people wrote them, in the nominative where
    people did. c-TF-IDF (Grootendorst, 2022) with sizes in people: the share of the set's authors who used a
    phrase, times log(1 + authors of the set / authors of the phrase in both sets), times log(1 + excess over
    the rest). Of two phrases that share most words, only the better is kept.
    Without a rest, scores and order stay the same when every person is there twice. The excess takes one
    person more on either side to have used the phrase, so that what nobody else happened to say is not
    infinitely ours. That person counts for less among many: scores against a rest grow with all people, most
    for what few others say, and neighbours may change places. Twice as many also bring more to the floor.
    `language` is en, ru or uk; another language has no stop words and gives single common words too.
    Raises ValueError when texts and authors are not equally many, or the floor is under 1; TypeError for what
    is no list of texts, or no author.
    """
    _check(floor, top)
    vocabulary = phrases.Vocabulary(language)
    ours, theirs = vocabulary.tokens(texts, authors), vocabulary.tokens(rest, rest_authors)
    here, there = phrases.users(ours), phrases.users(theirs)
    people, others = max(ours.people, 1), max(theirs.people, 1)
    scored = []
    for code, users in here.items():
        share, elsewhere = users / people, there[code] / others
        if users < floor or (rest and share <= elsewhere):
            continue
        excess = (share + 1 / people) / (elsewhere + 1 / others) if rest else 1.0
        score = share * log(1 + people / (users + there[code])) * log(1 + excess)
        scored.append(_Scored(code, users, score))
    best = _best(scored, vocabulary, ours, top)
    members = phrases.texts(ours, [one.code for _text, one in best])
    return [Theme(text, one.users, round(one.score, 6), members[one.code]) for text, one in best]


def contrasts(
    texts: Sequence[str],
    authors: Sequence[Hashable],
    others: Sequence[str],
    other_authors: Sequence[Hashable],
    *,
    language: str,
    floor: int = FLOOR,
    top: int = 10,
    least: float = 1.96,
) -> list[Contrast]:
    """What tells two sides apart: up to `top` phrases of each, the clearest first.

    Log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008) over people, the prior
    being how both sides together speak; z is the log odds ratio over its standard deviation. The prior draws
    it towards 0: where both sides speak alike z spreads by .9 for sides of 300 people, and by less for fewer.
    Phrases under `least` are left out, which is no test: hundreds of phrases are looked at, and some pass it
    by chance. A phrase needs `floor` authors on its own side.
    Raises ValueError when texts and authors are not equally many, or the floor is under 1; TypeError for what
    is no list of texts, or no author.
    """
    _check(floor, top)
    vocabulary = phrases.Vocabulary(language)
    sides = [vocabulary.tokens(texts, authors), vocabulary.tokens(others, other_authors)]
    counts = [phrases.users(side) for side in sides]
    found = []
    for own, sign in ((0, 1), (1, -1)):
        mine, yours = counts[own], counts[1 - own]
        scored = []
        for code, users in mine.items():
            z = _z(users, sides[own].people, yours[code], sides[1 - own].people)
            if users >= floor and z >= least:
                scored.append(_Scored(code, users, z))
        for text, one in _best(scored, vocabulary, sides[own], top):
            first, second = counts[0][one.code], counts[1][one.code]
            found.append(Contrast(text, round(sign * one.score, 3), first, second))
    return sorted(found, key=lambda one: (-abs(one.z), one.phrase))


def _check(floor: int, top: int) -> None:
    given.whole(floor, "the floor", least=1)
    given.whole(top, "the number of phrases", least=0)


def _z(users: int, people: int, other_users: int, other_people: int) -> float:
    """z of the log odds of using a phrase, between two sides of `people` and `other_people`."""
    prior = PRIOR * (users + other_users) / (people + other_people)

    def odds(used: int, of: int) -> tuple[float, float]:
        """The log odds, and their variance."""
        do, do_not = used + prior, max(of + PRIOR - used - prior, 0.5)
        return log(do / do_not), 1 / do + 1 / do_not

    (mine, spread), (yours, other_spread) = odds(users, people), odds(other_users, other_people)
    return (mine - yours) / sqrt(spread + other_spread)


@dataclass(frozen=True)
class _Scored:
    code: int
    users: int
    score: float
    words: frozenset[str] = frozenset()


def _best(
    scored: list[_Scored], vocabulary: phrases.Vocabulary, tokens: phrases.Tokens, top: int
) -> list[tuple[str, _Scored]]:
    """The best phrases that do not repeat one another, as they are shown."""
    names = list(vocabulary.lemmas)
    ranked = []
    for one in scored:
        words = phrases.words(one.code, names)
        ranked.append(
            (
                -one.score * LONGER[len(vocabulary.content & set(words))],
                words,
                replace(one, words=frozenset(words)),
            )
        )
    kept: list[_Scored] = []
    for _, _, one in heapq.nsmallest(CONSIDERED * top, ranked, key=lambda row: row[:2]):
        alike = [place for place, other in enumerate(kept) if _repeats(one.words, other.words)]
        if not alike:
            kept.append(one)
        elif len(alike) == 1:
            other = kept[alike[0]]
            if len(one.words) > len(other.words) and one.users >= MOSTLY * other.users:
                kept[alike[0]] = one
    kept = kept[:top]
    written = phrases.spellings(tokens, vocabulary, [one.code for one in kept])
    return [(shown(written[one.code], vocabulary.language), one) for one in kept]


def _repeats(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two phrases share at least half of their different words, or one holds the other."""
    shared = len(one & two)
    return 2 * shared >= len(one | two) or shared == min(len(one), len(two))
