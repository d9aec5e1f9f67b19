"""Topics that may be named though their figures are kept back for the sake of a smaller one."""

from collections.abc import Set

from django.conf import settings

from insights.querysets.pulse import is_enough, kept_back
from insights.querysets.voices import Rows, each


def unnumbered(topics: Set[int], everybody: Rows) -> list[int]:
    """Of these, where ten people wrote. None where whoever knows how many wrote about all that is kept back
    could then tell that fewer did about another; each of the others may have one person only.
    """
    people = {topic: heard.people for topic, heard in each(everybody, "topic").items()}
    hidden = kept_back(people)
    named = [topic for topic in sorted(hidden & topics) if is_enough(people[topic])]
    known = settings.SMALLEST_GROUP * len(named) + len(hidden) - len(named) - 1
    return named if is_enough(sum(people[topic] for topic in hidden) - known) else []
