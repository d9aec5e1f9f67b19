"""Campaigns: nearly the same text from many people, shown as evidence and never as a verdict.

To copy a text and ask friends to post it is legitimate. A group says "n posts by m people in h hours" and
what else is known of it, a person reads it, and nothing is taken away: in tone it counts as one voice,
with the figure shown with and without that (methods, section 3).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from analysis import evidence, given, meaning
from analysis.duplicates import Duplicates, duplicates

Floats = npt.NDArray[np.float64]

FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class Campaign:
    """What many posted: evidence for a person to judge.

    `members` are indexes of the posts, ascending, and `example` the one most like the others; `likeness` is
    the median likeness to it, 0 to 1. `kind` is "same text", "near copies", "same template" or "same
    meaning". From the first post to the last went `hours`, and half of all posts came within `half_in_hours`.
    `burst` is how many times more of the posts came in those hours than of everybody else's (near 1: no
    burst; None: nobody else wrote). `new_accounts` is the share of people whose account was under seven days
    old, `new_elsewhere` that among people in no campaign, `one_network` the share of people who posted from
    the commonest network; each None when not known.
    `languages` are those of the posts, the commonest first.
    """

    members: tuple[int, ...]
    example: int
    kind: str
    posts: int
    people: int
    hours: float
    half_in_hours: float
    burst: float | None
    likeness: float
    new_accounts: float | None
    new_elsewhere: float | None
    one_network: float | None
    languages: tuple[str, ...]


def find_campaigns(
    texts: Sequence[str],
    authors: Sequence[Hashable],
    times: npt.ArrayLike,
    languages: Sequence[str] | None = None,
    *,
    account_days: given.Numbers | None = None,
    networks: Sequence[str | None] | None = None,
    vectors: npt.ArrayLike | None = None,
    least_people: int = FEWEST_PEOPLE,
) -> list[Campaign]:
    """Groups of nearly the same posts by at least `least_people` authors, the most people first.

    Everything is given once a post: `times` in seconds or as datetime64, `account_days` the age of the
    author's account (NaN: not known), `networks` an opaque key (None or "": not known), and `vectors` of
    shape (posts, any), with which posts that say the same in other words within a few hours are found too.
    One person repeating themselves is no campaign, nor are greetings and slogans of a few words.
    Raises ValueError when lengths differ, a time is missing, or `least_people` is under 2; TypeError for what
    is no list of texts, no author or no network.
    """
    moments, days, keys = _checked(texts, authors, times, languages, account_days, networks)
    given.whole(least_people, "the number of people in a campaign", least=2)
    groups = [(group, "") for group in duplicates(texts) if _people(group, authors) >= least_people]
    if vectors is not None:
        taken = set(chain.from_iterable(group.members for group, _ in groups))
        alike = meaning.same_meaning(vectors, moments, [place not in taken for place in range(len(texts))])
        groups += [(group, "same meaning") for group in alike if _people(group, authors) >= least_people]
    inside = set(chain.from_iterable(group.members for group, _ in groups))
    elsewhere = evidence.new_share(
        (place for place in range(len(texts)) if place not in inside), authors, days
    )
    every = np.sort(moments)
    found = []
    for group, kind in groups:
        members = list(group.members)
        hours, half, burst = evidence.rhythm(np.sort(moments[members]), every)
        tongues = Counter(languages[place] for place in members) if languages is not None else Counter()
        found.append(
            Campaign(
                members=group.members,
                example=group.middle,
                kind=kind or evidence.kind([texts[place] for place in members], group.likeness),
                posts=len(members),
                people=_people(group, authors),
                hours=round(hours, 2),
                half_in_hours=round(half, 2),
                burst=burst,
                likeness=round(float(np.median(group.likeness)), 4),
                new_accounts=evidence.new_share(members, authors, days),
                new_elsewhere=elsewhere,
                one_network=evidence.one_network(members, authors, keys),
                languages=tuple(sorted(tongues, key=lambda name: (-tongues[name], name))),
            )
        )
    return sorted(found, key=lambda campaign: (-campaign.people, -campaign.posts, campaign.members))


def voices(authors: Sequence[Hashable], campaigns: Iterable[Campaign]) -> list[Hashable]:
    """Who speaks in each post when a campaign counts once: its author, or the campaign it belongs to.

    For `heard.one_voice` in place of the authors. What its people wrote besides is theirs as before.
    Raises ValueError for a campaign found among other posts, TypeError for what is no author.
    """
    given.people(authors)
    speaking: list[Hashable] = list(authors)
    for number, campaign in enumerate(campaigns):
        for place in campaign.members:
            if place >= len(speaking):
                raise ValueError(f"a campaign has post {place}, and there are {len(speaking)}")
            speaking[place] = ("campaign", number)
    return speaking


def _checked(
    texts: Sequence[str],
    authors: Sequence[Hashable],
    times: npt.ArrayLike,
    languages: Sequence[str] | None,
    account_days: given.Numbers | None,
    networks: Sequence[str | None] | None,
) -> tuple[Floats, Floats, Sequence[str | None]]:
    """Times in seconds, ages in days and network keys, each as long as the texts."""
    given.texts(texts)
    given.people(authors)
    if languages is not None:
        given.texts(languages, "language")
    size = len(texts)
    moments = np.asarray(times)
    if np.issubdtype(moments.dtype, np.datetime64):
        moments = np.where(
            np.isnat(moments), np.nan, moments.astype("datetime64[us]").astype(np.float64) / 1e6
        )
    moments = given.table(moments, "times")
    days = np.full(size, np.nan) if account_days is None else given.table(account_days, "account_days")
    keys = [None] * size if networks is None else networks
    given.people(keys, "network")
    lengths = {len(authors), len(keys), len(languages) if languages is not None else size}
    if lengths != {size} or moments.shape != (size,) or days.shape != (size,):
        raise ValueError("every text needs its author and time, and whatever else is given")
    if not np.isfinite(moments).all():
        raise ValueError("every text needs the time at which it was posted")
    return moments, days, keys


def _people(group: Duplicates, authors: Sequence[Hashable]) -> int:
    return len({authors[place] for place in group.members})
