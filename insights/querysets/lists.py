"""Which lists of texts open for how people feel.

A feeling stands in public at its text, and how many named it is told however few they are (decision 10). The
texts are listed where ten people named it, and where whoever is in no open list beside it is nobody or ten
people. `cells` asks the same of one topic beside all.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from analysis.numbering import distinct, last_rows
from insights.querysets.pulse import kept_back
from insights.querysets.voices import Rows, Voices


@dataclass(frozen=True)
class Lists:
    """Those that are open: of feelings in the window, and of feelings in a week ("8 sad")."""

    feelings: frozenset[str]
    in_weeks: frozenset[str]


def open_feelings(heard: Voices) -> frozenset[str]:
    """Of the feelings that these people named last. Who named none is one part more."""
    named: dict[str, int] = {"": heard.people - sum(heard.feelings.values()), **heard.feelings}
    hidden = kept_back(named)
    return frozenset(named) - hidden - {""}


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
