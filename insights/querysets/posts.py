"""The contributions behind a figure: as many as the figure speaks of, and none where it is not shown.

A list opens only where a page shows its figure, and only along the lines of the pages' own tables. Of two
lists that are both open, neither difference is fewer than ten people's: `cells` saw to that.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from contributions.models import Contribution
from core.verdict import ALLOWED, Verdict, refuse
from insights.querysets.pulse import recent
from insights.querysets.report import WEEKS_SHOWN, Report
from insights.querysets.voices import SAID_BY_THE_PUBLIC
from topics.models import Topic


@dataclass(frozen=True)
class Asked:
    """Which figure: of a topic or of all, and at most one part of it."""

    topic: Topic | None = None
    language: str = ""
    country: str = ""
    week: date | None = None
    feeling: str = ""

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
        return since.date(), (until - timedelta(microseconds=1)).date()

    @property
    def is_of_one_line(self) -> bool:
        return sum(map(bool, (self.language, self.country, self.week, self.feeling))) <= 1


def may_open(asked: Asked, found: Report) -> Verdict:
    """`found`: the report on the topic, which is where the figure stands."""
    if not asked.is_of_one_line:
        return refuse(
            _(
                "No figure is made of this combination, so that nobody can be singled out by laying lists"
                " over each other. Choose one of language, country, week and feeling."
            )
        )
    if asked.week:
        return enough(any(point.on == asked.week and point.people for point in found.points))
    if asked.feeling:
        return enough(asked.feeling in found.opens)
    if asked.language or asked.country:
        parts = found.languages if asked.language else found.countries
        part = parts.get(asked.language or asked.country)
        return enough(part is not None and part.figure is not None)
    return enough(found.pulse.people is not None)


def enough(is_enough: object) -> Verdict:
    """One reason for both: to say which it is would tell how many people there are."""
    if is_enough:
        return ALLOWED
    return refuse(
        _("Not shown: fewer than 10 people, or so few elsewhere that this list would tell about them.")
    )


def posts(asked: Asked) -> "QuerySet[Contribution]":
    """As `voices.said` counts them; of the feelings each person's last word."""
    since, until = asked.window
    words = Contribution.objects.public().filter(
        SAID_BY_THE_PUBLIC, reading__isnull=False, published_at__gte=since, published_at__lt=until
    )
    if asked.topic:
        words = words.filter(topic=asked.topic)
    if asked.language or asked.country or asked.week:
        words = words.filter(reading__p_neg__isnull=False)  # tone is what these figures are about
    if asked.language:
        words = words.filter(language=asked.language)
    if asked.country:
        words = words.filter(country=asked.country)
    if asked.feeling:
        later = Q(published_at__gt=OuterRef("published_at"))
        later |= Q(published_at=OuterRef("published_at"), pk__gt=OuterRef("pk"))
        changed = words.exclude(feeling="").filter(later, author=OuterRef("author"))
        words = words.filter(~Exists(changed), feeling=asked.feeling)
    return words.select_related("reading").prefetch_related("translations")
