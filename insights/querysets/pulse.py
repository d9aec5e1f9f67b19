"""How people sound and what they declare: figures with their ranges, and nothing under ten people.

One voice per author: an author's texts are averaged first. Tone and stance are never mixed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst

from analysis import changes
from analysis.audit import Audit
from analysis.cells import hide
from analysis.estimates import net_tone
from analysis.heard import Heard
from analysis.intervals import Difference, wilson
from contributions.states import Feeling, Stance
from core.moments import INSTANT
from insights.querysets.voices import Key, Said, Voices, last_stances

WEEKS = 4
ANSWERS: dict[str, Feeling | Stance] = {choice.value: choice for choice in (*Feeling, *Stance)}
Audits = Mapping[str, Audit] | None
STANCES = (Stance.FOR.value, Stance.DEPENDS.value, Stance.AGAINST.value)  # in the order of the page


@dataclass(frozen=True)
class Estimate:
    """A figure about `people`, with its 95 % interval; for tone from -1 to +1, for shares from 0 to 1.

    Of tone: the languages of its texts, by whether the machine's errors on them are taken out of it.
    """

    estimate: float
    low: float
    high: float
    people: int
    corrected: tuple[str, ...] = ()
    uncorrected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declared:
    """The share of one answer among the people who gave any."""

    code: str
    share: Estimate

    @property
    def name(self) -> str:
        return answer_name(self.code)


def answer_name(code: str) -> str:
    """In the language of the page, not of whoever looked first."""
    return str(capfirst(str(ANSWERS[code].label)))


@dataclass(frozen=True)
class Pulse:
    """What may be shown of a window. Without `people` nothing is: there were under ten, here or elsewhere."""

    people: int | None
    texts: int | None
    tone: Estimate | None
    unsure: float | None
    feelings: tuple[Declared, ...]
    since: datetime
    until: datetime
    change: Difference | None = None
    imported: int | None = None  # of these people; None where it may not be told, or nobody is

    @property
    def last_day(self) -> date:
        return (self.until - INSTANT).date()


def recent(weeks: int = WEEKS) -> tuple[datetime, datetime]:
    """The last full weeks up to the next midnight, so that every page of a day shows one window."""
    midnight = datetime.combine(timezone.now().date() + timedelta(days=1), time(), UTC)
    return midnight - timedelta(weeks=weeks), midnight


def is_enough(people: int) -> bool:
    return people >= settings.SMALLEST_GROUP


def imported(heard: Voices) -> int | None:
    """How many of the people are known by an imported text only; None where that tells of fewer than ten."""
    here = heard.people - heard.imported
    return heard.imported if is_enough(heard.imported) and (not here or is_enough(here)) else None


def tone(heard: Voices, audits: Audits = None) -> Estimate | None:
    """Net tone, corrected for the machine's errors where `audits` (`accuracy.audits`) tell of them."""
    return tone_of(heard.read, audits)


def tone_of(texts: Heard, audits: Audits = None) -> Estimate | None:
    if not is_enough(texts.people):
        return None
    found = net_tone(texts, audits)
    return Estimate(
        found.net, found.low, found.high, found.authors, found.corrected, tuple(sorted(found.uncorrected))
    )


def change(before: Voices, after: Voices, audits: Audits = None) -> Difference | None:
    """How far tone moved; None where either window has under ten people. Who wrote in both is one person."""
    if not is_enough(min(before.read.people, after.read.people)):
        return None
    return changes.change(before.read, after.read, audits)


def declared(counts: Counter[str], codes: Iterable[str]) -> tuple[Declared, ...]:
    """Shares of those who declared something; nothing at all under ten of them."""
    total = sum(counts.values())
    if not is_enough(total):
        return ()
    rows = []
    for code in codes:
        low, high = wilson(counts[code], total)
        rows.append(Declared(code, Estimate(counts[code] / total, low, high, total)))
    return tuple(rows)


def feelings(heard: Voices) -> tuple[Declared, ...]:
    """What most people named comes first."""
    return tuple(sorted(declared(heard.feelings, Feeling.values), key=lambda answer: -answer.share.estimate))


def stances(rows: Iterable[Said]) -> dict[int, tuple[Declared, ...]]:
    """What people declared about each discussion's proposition: by thread, each person's last word there.

    "For" means something only towards one proposition, so stances of different threads are never added up.
    """
    found = {thread: declared(answers, STANCES) for thread, answers in last_stances(rows).items()}
    return {thread: shares for thread, shares in found.items() if shares}


def scale(ends: Iterable[float | None]) -> dict[str, float]:
    """The shortest axis that holds all ranges: from `low` to `high` for tone, from 0 to `high` for shares."""
    longest = max((abs(end) for end in ends if end is not None), default=1.0)
    high = next(step for step in (0.2, 0.4, 0.6, 0.8, 1.0) if longest <= step or step == 1)
    return {"low": -high, "high": high}


# == Parts of a whole that is shown as well ==
def kept_back(parts: Mapping[Key, int], floor: int | None = None) -> frozenset[Key]:
    """The parts that stay hidden: of fewer than ten people, and others that would give those away."""
    keys = in_order(parts)
    hidden = hide(np.array([parts[key] for key in keys], dtype=np.int64), floor or settings.SMALLEST_GROUP)
    return frozenset(key for key, is_hidden in zip(keys, hidden, strict=True) if is_hidden)


def in_order(keys: Iterable[Key]) -> list[Key]:
    """By key, so that of parts with equally many people all pages and digests hide the same one."""
    return sorted(keys, key=lambda key: (type(key).__name__, key))


def without_tone(parts: Mapping[Key, Voices]) -> frozenset[Key]:
    """The parts of which tone may not be told."""
    return kept_back({key: heard.read.people for key, heard in parts.items()})


def tones(parts: Mapping[Key, Voices], audits: Audits = None) -> dict[Key, Estimate | None]:
    """The tone of each part; None where it may not be told."""
    hidden = without_tone(parts)
    return {key: None if key in hidden else tone(heard, audits) for key, heard in parts.items()}


def shown(
    heard: Voices,
    since: datetime,
    until: datetime,
    *,
    before: Voices,
    keep_back: Collection[str] = (),
    audits: Audits = None,
) -> Pulse:
    """`keep_back`: "people", "tone", "feelings", what would give away the figure of a smaller part."""
    if not is_enough(heard.people) or "people" in keep_back:
        return Pulse(None, None, None, None, (), since, until)
    return Pulse(
        people=heard.people,
        texts=heard.texts,
        tone=None if "tone" in keep_back else tone(heard, audits),
        unsure=heard.unsure / heard.texts,
        feelings=() if "feelings" in keep_back else feelings(heard),
        since=since,
        until=until,
        change=None if "tone" in keep_back else change(before, heard, audits),
        imported=None if "imported" in keep_back else imported(heard),
    )
