"""The contributions behind a figure: as many as the figure speaks of, and none where it is not shown.

A list opens only where a page shows its figure, and only along the lines of the pages' own tables. `cells`
and `lists` see to it that the lists of one table, and the same list of each topic, leave over nobody or ten
people of those whom the table counts: who wrote, or of a language, a country or a week who were read. What a
text says stands in public at the text, so that lists of phrases and of shared texts tell nothing more.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from contributions.models import Contribution
from core.verdict import ALLOWED, Verdict, refuse
from insights.querysets.columns import among
from insights.querysets.naming import UNSAID
from insights.querysets.propositions import Position
from insights.querysets.pulse import recent
from insights.querysets.report import WEEKS_SHOWN, Report
from insights.querysets.wording import Phrase, Written
from insights.states import Axis
from topics.models import Topic

NOTHING = Written()


@dataclass(frozen=True)
class Asked:
    """Which figure: of a topic or of all, and at most one part of it.

    `lives` and `writes` are people's, by the last that each said: a country or `UNSAID`, and a language.
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
    phrase: Phrase | None = None
    campaign: int = 0

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
        return since.date(), (until - timedelta(microseconds=1)).date()

    @property
    def is_of_one_line(self) -> bool:
        lines = [
            self.language,
            self.country,
            self.week or self.feeling,
            self.position,
            self.lives,
            self.writes,
            self.phrase,
            self.campaign,
        ]
        return sum(map(bool, lines)) <= 1


def may_open(asked: Asked, found: Report, written: Written = NOTHING) -> Verdict:
    """`found`: the report on the topic, which is where the figure stands, if not in what is `written`."""
    if not asked.is_of_one_line:
        return refuse(
            _(
                "No figure is made of this combination, so that nobody can be singled out by laying lists"
                " over each other. Choose one part; a week and a feeling go together."
            )
        )
    if asked.wording:
        return among_shown(asked.wording in written.lists)
    return enough(is_told(asked, found))


def is_told(asked: Asked, found: Report) -> object:
    """Whether the figure is shown and its texts may be listed."""
    if asked.week and asked.feeling:
        weeks = {week.on: number for number, week in enumerate(found.felt)}
        return f"{weeks.get(asked.week)} {asked.feeling}" in found.opens.in_weeks
    if asked.feeling:
        return asked.feeling in found.opens.feelings
    if asked.position:
        return any(asked.position in row.opens for row in found.propositions)
    return people_of(asked, found)


def people_behind(asked: Asked, found: Report, written: Written = NOTHING) -> int | None:
    """How many people the figure counts; None where each of them said one of these texts."""
    if asked.feeling or asked.position:
        return None
    return written.people.get(asked.wording) if asked.wording else people_of(asked, found)


def people_of(asked: Asked, found: Report) -> int | None:
    """Of a figure that is about all that its people wrote; None where it is not shown."""
    if asked.week:
        return next((point.people for point in found.points if point.on == asked.week), None)
    if asked.lives or asked.writes:
        axis, code = (Axis.COUNTRY, asked.lives) if asked.lives else (Axis.LANGUAGE, asked.writes)
        count = found.took_part[axis].get("" if code == UNSAID else code)
        return count.people if count else None
    if asked.language or asked.country:
        parts = found.languages if asked.language else found.countries
        part = parts.get(asked.language or asked.country)
        return part.figure.people if part and part.figure else None
    return found.pulse.people


def enough(is_enough: object) -> Verdict:
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
    if asked.wording:
        words = words.filter(pk__in=among(written.lists.get(asked.wording, ())))
    return narrowed(words, asked).select_related("reading").prefetch_related("translations")


def narrowed(words: "QuerySet[Contribution]", asked: Asked) -> "QuerySet[Contribution]":
    if asked.feeling:
        return last_words(words, "feeling").filter(feeling=asked.feeling)
    if asked.position:
        thread, stance = asked.position
        there = words.filter(Q(thread=thread) | Q(post__thread=thread))
        return last_words(there, "stance").filter(stance=stance)
    if asked.lives or asked.writes:
        return of_people(words, *(("country", asked.lives) if asked.lives else ("language", asked.writes)))
    if asked.language:
        words = words.filter(language=asked.language)
    if asked.country:
        words = words.filter(country=asked.country)
    if asked.language or asked.country or asked.week:
        words = words.filter(reading__p_neg__isnull=False)  # tone is what these figures are about
    return words


def last_words(words: "QuerySet[Contribution]", field: str) -> "QuerySet[Contribution]":
    """Those in which each person said last what this field holds."""
    words = words.exclude(**{field: ""})
    later = Q(published_at__gt=OuterRef("published_at"))
    later |= Q(published_at=OuterRef("published_at"), pk__gt=OuterRef("pk"))
    return words.filter(~Exists(words.filter(later, author=OuterRef("author"))))


def of_people(words: "QuerySet[Contribution]", field: str, code: str) -> "QuerySet[Contribution]":
    """All that those wrote who said this last, or never said any. Imported words are somebody's each."""
    theirs = words.exclude(author=None)
    if code == UNSAID:
        named = theirs.exclude(**{field: ""}).values("author")
        return words.filter(Q(author=None, **{field: ""}) | Q(author__isnull=False) & ~Q(author__in=named))
    last = theirs.exclude(**{field: ""}).order_by("author", "-published_at", "-pk").distinct("author")
    people = Contribution.objects.filter(pk__in=last.values("pk"), **{field: code}).values("author")
    return words.filter(Q(author=None, **{field: code}) | Q(author__in=people))
