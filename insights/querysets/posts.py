"""The contributions behind a figure: as many as the figure speaks of, and none where it is not shown.

A list opens only where a page shows its figure, and only along the lines of the pages' own tables. `cells`
and `lists` see to it that the lists of one table, and the same list of each topic, leave over nobody or ten
people of those whom the table counts: who wrote, or of a language, a country or a week who were read. What a
text says stands in public at the text, so that lists of phrases and of shared texts tell nothing more.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions.models import Contribution
from core.moments import INSTANT
from core.verdict import ALLOWED, Verdict, refuse
from insights.querysets.lines import LINES
from insights.querysets.propositions import Position
from insights.querysets.pulse import recent
from insights.querysets.report import WEEKS_SHOWN, Report
from insights.querysets.wording import Phrase, Written
from topics.models import Topic

NOTHING = Written()


@dataclass(frozen=True)
class Asked:
    """Which figure: of a topic or of all, and at most one part of it.

    `lives` and `writes` are people's, by the last that each said: a country or one of `NOWHERE`, and a
    language. `imported` is `IMPORTED`: known by one text each.
    `campaign` is the key of one (`Alike.key`).
    """

    topic: Topic | None = None
    language: str = ""
    country: str = ""
    week: date | None = None
    feeling: str = ""
    position: Position | None = None
    lives: str = ""
    writes: str = ""
    imported: str = ""
    phrase: Phrase | None = None
    campaign: int = 0

    @property
    def parts(self) -> dict[str, Any]:
        """What was asked for, by its name here."""
        return {name: part for name, part in vars(self).items() if part and name != "topic"}

    @property
    def line(self) -> str:
        """Its name in `LINES`, if there is such a line."""
        return " ".join(self.parts)

    @property
    def part(self) -> Any:
        """Of that line; of more things than one all of them."""
        parts = tuple(self.parts.values())
        return parts[0] if len(parts) == 1 else parts

    @property
    def wording(self) -> Phrase | int | None:
        """Of texts that say the same."""
        return self.phrase or self.campaign or None

    @property
    def window(self) -> tuple[datetime, datetime]:
        if self.week is None:
            return recent()
        first, _until = recent(WEEKS_SHOWN)
        since = first + timedelta(days=(self.week - first.date()).days)
        return since, since + timedelta(weeks=1)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last of its window."""
        since, until = self.window
        return since.date(), (until - INSTANT).date()


def may_open(asked: Asked, found: Report, written: Written = NOTHING) -> Verdict:
    """`found`: the report on the topic, which is where the figure stands, if not in what is `written`."""
    if asked.line not in LINES:
        return refuse(
            _(
                "No figure is made of this combination, so that nobody can be singled out by laying lists"
                " over each other. Choose one part; a week and a feeling go together."
            )
        )
    is_open = asked.part in LINES[asked.line].opens(found, written)
    return among_shown(is_open) if asked.wording else enough(is_open)


def people_behind(asked: Asked, found: Report, written: Written = NOTHING) -> int | None:
    """How many people the figure counts; None where each of them said one of these texts."""
    return LINES[asked.line].people(found, asked.part, written)


def enough(is_enough: bool) -> Verdict:
    """One reason for both: to say which it is would tell how many people there are."""
    if is_enough:
        return ALLOWED
    return refuse(
        _("Not shown: fewer than 10 people, or so few elsewhere that this list would tell about them.")
    )


def among_shown(is_shown: bool) -> Verdict:
    if is_shown:
        return ALLOWED
    return refuse(
        _("Not among the phrases and shared texts that are shown now: each of them takes at least 10 people.")
    )


def posts(asked: Asked, written: Written = NOTHING) -> "QuerySet[Contribution]":
    """As `voices.said` counts them. Of feelings and positions each person's last word; of who takes part all
    that these people wrote.
    """
    since, until = asked.window
    words = Contribution.objects.public().said_by_the_public()
    words = words.filter(reading__isnull=False, published_at__gte=since, published_at__lt=until)
    if asked.topic:
        words = words.filter(topic=asked.topic)
    listed = LINES[asked.line].texts(words, asked.part, written)
    return listed.select_related("reading").prefetch_related("translations")
