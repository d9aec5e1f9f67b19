"""Which lists of texts open for one answer: to how people feel, or where they stand on a proposition.

An answer stands in public at its text, and how many gave it is told however few they are (decision 10). Its
texts are listed where ten people gave it, and where whoever is in no open list beside it is nobody or ten
people. `cells` asks the same of one topic beside all.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings

from analysis.numbering import distinct, last_rows
from insights.querysets.pulse import is_enough, kept_back
from insights.querysets.voices import Column, Rows, Voices

Position = tuple[int, str]  # thread and stance


@dataclass(frozen=True)
class Lists:
    """Those that are open: of feelings in the window, of feelings in a week ("8 sad"), of positions."""

    feelings: frozenset[str]
    in_weeks: frozenset[str]
    positions: frozenset[Position]


def lists(
    now: Rows,
    since: datetime,
    heard: Voices | None,
    weeks: Mapping[int, Voices],
    hides: Mapping[int, Collection[str]],
    back: Callable[[str], frozenset[str]],
) -> Lists:
    """`heard` in the window `now`, and in `weeks` after `since`, where it may be told how people feel; by
    topic what it `hides`, and what the one that is asked about keeps `back`.
    """
    told = [part for topic, part in now.each("topic").items() if "people" not in hides.get(topic, ())]
    return Lists(
        feelings=open_feelings(heard) - back("feeling") if heard else frozenset(),
        in_weeks=open_weeks(now, since, weeks) - back("named"),
        positions=frozenset().union(*map(open_positions, told)),
    )


def open_feelings(heard: Voices) -> frozenset[str]:
    """Of the feelings that these people named last. Who named none is one part more."""
    named: dict[str, int] = {"": heard.people - sum(heard.feelings.values()), **heard.feelings}
    return frozenset(named) - kept_back(named) - {""}


def open_weeks(now: Rows, since: datetime, weeks: Mapping[int, Voices]) -> frozenset[str]:
    """By number of weeks after `since`. `now`: the rows of the window, whose own lists are open as well:
    whose last word of the window was said in a week that is shut would be left over from them.
    """
    found = {f"{week} {feeling}" for week, heard in weeks.items() for feeling in open_feelings(heard)}
    named = now.where(~now.says("feeling"))
    last = named.where(last_rows(named.column("person")))
    feelings, names = last.column("feeling"), now.names("feeling")
    for feeling in distinct(feelings).tolist():
        people = Counter(last.weeks(since)[feelings == feeling].tolist())
        found -= {f"{week} {names[feeling]}" for week in kept_back(people)}
    return frozenset(found)


def open_positions(rows: Rows) -> frozenset[Position]:
    """Of the discussions of one topic: the smallest are shut until the topic's own list, less those that
    stay, is not about a few people.
    """
    found: dict[Position, Column] = {}
    everyone = distinct(rows.column("person"))
    for thread, said in rows.where(rows.column("thread") != 0).each("thread").items():
        found |= {(thread, stance): people for stance, people in sides(said).items()}
    while 0 < number_left(everyone, found) < settings.SMALLEST_GROUP and found:
        del found[min(found, key=lambda position: (len(found[position]), position))]
    return frozenset(found)


def sides(said: Rows) -> dict[str, Column]:
    """Who is on each side of a discussion by their last word there, from ten people on."""
    named = said.where(~said.says("stance"))
    last = named.where(last_rows(named.column("person")))
    stance, names = last.column("stance"), said.names("stance")
    people = {names[place]: last.column("person")[stance == place] for place in distinct(stance).tolist()}
    return {code: found for code, found in people.items() if is_enough(len(found))}


def number_left(everyone: Column, found: Mapping[Position, Column]) -> int:
    """How many people are in none of the lists."""
    return len(np.setdiff1d(everyone, np.concatenate([everyone[:0], *found.values()])))
