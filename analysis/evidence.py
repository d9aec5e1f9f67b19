"""What is known of a group of posts: what kind of likeness, how fast they came, from what accounts."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from analysis import minhash

Floats = npt.NDArray[np.float64]

NEW_DAYS = 7  # an account younger than this is new
SAME, MOST = 0.999, 0.9  # "same text": nine in ten posts differ from the middle in signs and case only
FIXED = 0.9  # "same template": less than this of a typical post is words that most posts have
HOUR = 3600.0


def kind(texts: Sequence[str], likeness: Sequence[float]) -> str:
    """Whether posts that are `likeness` like their middle are "same text", "near copies" or "same template".

    Copies with some words changed lose other words each, so that most posts have every word of the original;
    what is filled into a template is in few of them.
    """
    if np.mean(np.array(likeness) >= SAME) >= MOST:
        return "same text"
    words = [minhash.plain(text).split() for text in texts]
    users = Counter(word for post in words for word in set(post))
    fixed = sum(len(word) for word, count in users.items() if count > len(words) / 2)
    typical = float(np.median([sum(map(len, set(post))) for post in words]))
    return "same template" if fixed < FIXED * typical else "near copies"


def rhythm(posted: Floats, every: Floats) -> tuple[float, float, float | None]:
    """Hours from first to last, the fewest hours that hold half of the posts, and how unusual these are.

    `posted` and `every` are times in seconds, ascending: those of the group, and of all posts with the group.
    The last figure is the share of the group in those hours over the share of all other posts, None where
    there are none; one is added to the others' count, so that it stays finite.
    """
    size = posted.size
    half = (size + 1) // 2
    spans = posted[half - 1 :] - posted[: size - half + 1]
    opens = int(spans.argmin())
    first, last = posted[opens], posted[opens + half - 1]

    def within(times: Floats) -> int:
        return int(np.searchsorted(times, last, "right") - np.searchsorted(times, first, "left"))

    mine, rest = within(posted), every.size - size
    others = within(every) - mine
    burst = round(mine / size * (rest + 1) / (others + 1), 2) if rest else None
    return float(posted[-1] - posted[0]) / HOUR, float(spans[opens]) / HOUR, burst


def new_share(places: Iterable[int], authors: Sequence[Hashable], days: Floats) -> float | None:
    """The share of the authors whose account was new at their first post, among those whose age is known."""
    youngest: dict[Hashable, float] = {}
    for place in places:
        if np.isfinite(days[place]):
            youngest[authors[place]] = min(days[place], youngest.get(authors[place], np.inf))
    known = list(youngest.values())
    return round(sum(age < NEW_DAYS for age in known) / len(known), 4) if known else None


def one_network(
    places: Iterable[int], authors: Sequence[Hashable], keys: Sequence[str | None]
) -> float | None:
    """The share of the authors who posted from the commonest network, among those whose network is known."""
    users: dict[str, set[Hashable]] = defaultdict(set)
    for place in places:
        if key := keys[place]:
            users[key].add(authors[place])
    known = len(set(chain.from_iterable(users.values())))
    return round(max(map(len, users.values())) / known, 4) if known else None
