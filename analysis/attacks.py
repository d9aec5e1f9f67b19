"""Campaigns made up to measure with: texts planted among honest ones, the same for the same seed.

    copy        one of the texts, two of its words changed by everyone who posts it
    template    one of the texts, a fifth of its words left open and filled in anew each time
    letter      a form letter: name, town, person addressed, number and reason are filled in
    paraphrase  the same four thoughts in other words and in any order

Each planted post has its own author. A burst falls into two hours of the thirty days, a drip spreads over
all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import given
from analysis.attack_words import LETTERS, THOUGHTS

KINDS = ("copy", "template", "letter", "paraphrase")
PACES = ("burst", "drip")
HOUR, DAY = 3600, 86_400
DAYS = 30
BURST_HOURS = 2
CHANGED = 2
OPEN = 0.2
FILLINGS = 8
LEAST_WORDS = 10  # a shorter text is a slogan rather than something to copy


@dataclass(frozen=True)
class Mixed:
    """Honest and planted posts in order of time; the arrays are equally long.

    `times` in seconds from the first day, `account_days` how old the author's account was, `networks` a
    made-up key of the network the post came from; `planted` marks the attack. `origin` is the place of an
    honest text in the order given, -1 for a planted one.
    """

    texts: tuple[str, ...]
    authors: tuple[str, ...]
    times: npt.NDArray[np.float64]
    account_days: npt.NDArray[np.float64]
    networks: tuple[str, ...]
    planted: npt.NDArray[np.bool_]
    origin: npt.NDArray[np.int64]


def plant(texts: Sequence[str], kind: str, *, share: float, pace: str, language: str, seed: int = 0) -> Mixed:
    """Plant one attack that makes up `share` of all posts among `texts`, each of which has its own author.

    Half of the attack comes from accounts under a week old and a third from one network; honest accounts
    are up to three years old. Raises ValueError for an unknown kind, pace or language, a share outside
    (0, 1), and when no text is long enough to be copied; TypeError for what is no list of texts.
    """
    given.texts(texts)
    if kind not in KINDS or pace not in PACES or language not in LETTERS:
        raise ValueError(f"no attack is called {kind}, {pace}, {language}")
    if not 0 < share < 1:
        raise ValueError("the share of an attack lies between 0 and 1")
    rng = np.random.default_rng([seed, KINDS.index(kind), round(share * 1000)])
    count = max(1, round(len(texts) * share / (1 - share)))
    added = _written(kind, count, texts, language, rng)
    honest = len(texts)
    times = np.concatenate([_by_day(honest, rng), _paced(count, pace, rng)])
    days = np.concatenate([rng.uniform(0, 1000, honest), rng.uniform(0, 14, count)])
    networks = [f"n{key}" for key in rng.integers(0, max(20, honest // 3), honest)]
    networks += ["n-attack" if rng.random() < 1 / 3 else f"a{place}" for place in range(count)]
    authors = [f"person {place}" for place in range(honest)] + [f"planted {place}" for place in range(count)]
    together = [*texts, *added]
    order = np.argsort(times, kind="stable").tolist()
    return Mixed(
        tuple(together[place] for place in order),
        tuple(authors[place] for place in order),
        times[order],
        days[order],
        tuple(networks[place] for place in order),
        np.array(order) >= honest,
        np.where(np.array(order) < honest, order, -1),
    )


def can_be_copied(texts: Sequence[str]) -> bool:
    """Whether one of the texts is long enough to be copied, and there are words to change its own for.

    Raises TypeError for what is no list of texts.
    """
    given.texts(texts)
    return bool(_long(texts)) and bool(_words(texts))


def copies(text: str, count: int, words: Sequence[str], rng: np.random.Generator) -> list[str]:
    """`count` copies of a text, each with two words of its own changed for others out of `words`."""
    made = []
    for _ in range(count):
        parts = text.split()
        for place in rng.choice(len(parts), min(CHANGED, len(parts)), replace=False):
            parts[int(place)] = words[int(rng.integers(len(words)))]
        made.append(" ".join(parts))
    return made


def from_template(text: str, count: int, words: Sequence[str], rng: np.random.Generator) -> list[str]:
    """`count` texts that share four fifths of the words; each open place has eight fillings of one or two."""
    parts = text.split()
    slots = rng.choice(len(parts), max(1, round(OPEN * len(parts))), replace=False)
    fillings = {
        place: [
            " ".join(words[word] for word in rng.integers(len(words), size=1 + rng.integers(2)))
            for _ in range(FILLINGS)
        ]
        for place in slots.tolist()
    }
    return [
        " ".join(
            fillings[place][rng.integers(FILLINGS)] if place in fillings else part
            for place, part in enumerate(parts)
        )
        for _ in range(count)
    ]


def letters(language: str, count: int, rng: np.random.Generator) -> list[str]:
    """`count` form letters with everything but the form filled in at random."""
    form, fillings = LETTERS[language]
    return [
        form.format(*(options[rng.integers(len(options))] for options in fillings), rng.integers(2, 99))
        for _ in range(count)
    ]


def paraphrases(language: str, count: int, rng: np.random.Generator) -> list[str]:
    """`count` texts that say the same four things, each in one of six ways, in any order."""
    made = []
    for _ in range(count):
        said = [options[rng.integers(len(options))] for options in THOUGHTS[language]]
        made.append(" ".join(said[place] for place in rng.permutation(len(said))))
    return made


def _written(
    kind: str, count: int, texts: Sequence[str], language: str, rng: np.random.Generator
) -> list[str]:
    if kind == "letter":
        return letters(language, count, rng)
    if kind == "paraphrase":
        return paraphrases(language, count, rng)
    long, words = _long(texts), _words(texts)
    if not long or not words:
        raise ValueError(f"an attack copies a text of at least {LEAST_WORDS} words, and there is none")
    write = copies if kind == "copy" else from_template
    return write(long[rng.integers(len(long))], count, words, rng)


def _long(texts: Sequence[str]) -> list[str]:
    return sorted({text for text in texts if len(set(text.split())) >= LEAST_WORDS})


def _words(texts: Sequence[str]) -> list[str]:
    return sorted({word for text in texts for word in text.split() if word.isalpha()})


def _by_day(count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Times of people who sleep: most posts between noon and midnight."""
    hour = rng.normal(18, 4, count) % 24
    return np.asarray(rng.integers(0, DAYS, count) * DAY + hour * HOUR)


def _paced(count: int, pace: str, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    if pace == "drip":
        return rng.uniform(0, DAYS * DAY, count)
    return rng.uniform(0, (DAYS - 1) * DAY) + rng.uniform(0, BURST_HOURS * HOUR, count)
