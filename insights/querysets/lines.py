"""The lines along which texts are listed: which parts of each are open, and which texts are of one part."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from contributions.models import Contribution
from contributions.states import Feeling
from core import countries, languages
from core.templatetags.words import NAMES
from insights.querysets.columns import among
from insights.querysets.parts import UNASKED
from insights.querysets.propositions import Position
from insights.querysets.report import Part, Report
from insights.querysets.wording import Phrase, Written
from insights.states import Axis

UNSAID = "none"  # for the country of those who never said where they live
NOWHERE = (UNSAID, UNASKED)
IMPORTED = "yes"
SAID = {Axis.COUNTRY.value: "lives", Axis.LANGUAGE.value: "writes"}  # by what people said last
Words = QuerySet[Contribution]


@dataclass(frozen=True)
class Line:
    """`opens`: the parts whose figure is shown and whose texts may be listed, in the order of the page.

    `texts`: those of one part, out of all of the window. `people`: how many its figure counts; None where
    each of them said one of these texts. `elsewhere`: on other pages than the pulse itself, or in a sentence
    of it.
    """

    opens: Callable[[Report, Written], list[Any]]
    texts: Callable[[Words, Any, Written], Words]
    people: Callable[[Report, Any, Written], int | None] = lambda found, part, written: None
    elsewhere: bool = False


def code_of(part: Any) -> str:
    """As addresses name it."""
    return part.code if isinstance(part, Position | Phrase) else str(part)


def is_known(axis: str, code: str) -> bool:
    """Whether there is such a country or language. Others, which files may name, open to no list."""
    if axis == Axis.COUNTRY:
        return code in countries.names("en")
    return code in NAMES or code in languages.there_are()


def told(parts: dict[str, Part], axis: str) -> list[str]:
    return [code for code, part in parts.items() if part.figure and is_known(axis, code)]


def read_of(part: Part) -> int | None:
    return part.figure.people if part.figure else None


def felt_in_weeks(found: Report, written: Written) -> list[Any]:
    names = (name.split() for name in found.opens.in_weeks)
    return [(found.felt[int(week)].on, feeling) for week, feeling in names]


# == Texts ==
def of_tone(words: Words) -> Words:
    """Tone is what the figures of languages, countries and weeks are about."""
    return words.filter(reading__p_neg__isnull=False)


def last_words(words: Words, field: str) -> Words:
    """Those in which each person said last what this field holds."""
    words = words.exclude(**{field: ""})
    later = Q(published_at__gt=OuterRef("published_at"))
    later |= Q(published_at=OuterRef("published_at"), pk__gt=OuterRef("pk"))
    return words.filter(~Exists(words.filter(later, author=OuterRef("author"))))


def of_feeling(words: Words, feeling: str) -> Words:
    return last_words(words, "feeling").filter(feeling=feeling)


def of_answer(words: Words, position: Position) -> Words:
    thread, answer = position
    there = words.filter(Q(thread=thread) | Q(post__thread=thread))
    return last_words(there, "stance").filter(stance=answer)


def of_people(words: Words, field: str, code: str) -> Words:
    """All that those wrote who said this last, or never said any. Imported words are somebody's each."""
    if code == UNASKED:
        return words.filter(author=None, **{field: ""})
    people = among(said_last(words.exclude(author=None), field, "" if code == UNSAID else code))
    if code == UNSAID:
        return words.filter(author__in=people)
    return words.filter(Q(author=None, **{field: code}) | Q(author__in=people))


def said_last(words: Words, field: str, code: str) -> list[int]:
    """Who did, or with "" who never said any. Asked for by itself: the list is counted and then read, and
    PostgreSQL would look for the same people both times.
    """
    if not code:
        silent = words.values("author").annotate(any=Max(field)).filter(any="")
        return list(silent.values_list("author", flat=True))
    last = words.exclude(**{field: ""}).order_by("author", "-published_at", "-pk").distinct("author")
    return [author for author, said in last.values_list("author", field) if said == code]


def alike(words: Words, key: Phrase | int, written: Written) -> Words:
    """That say the same."""
    return words.filter(pk__in=among(written.lists.get(key, ())))


# == Lines ==
def who(axis: str) -> Line:
    """Of those who take part, by what they said last."""

    def opens(found: Report, written: Written) -> list[str]:
        codes = [code for code, count in found.took_part[axis].items() if count.people]
        if axis == Axis.COUNTRY:
            codes = [code or UNSAID for code in codes]
        return [code for code in codes if code in NOWHERE or is_known(axis, code)]

    def people(found: Report, code: str, written: Written) -> int | None:
        return found.took_part[axis]["" if code == UNSAID else code].people

    return Line(opens, lambda words, code, written: of_people(words, axis, code), people, elsewhere=True)


def shown_with(kind: type) -> Line:
    """Phrases, or shared texts by their key."""
    return Line(
        lambda found, written: [key for key in written.lists if isinstance(key, kind)],
        alike,
        lambda found, key, written: written.people[key],
        elsewhere=True,
    )


# By the names of what is asked for. A week and a feeling go together; "" is all of a topic.
LINES = {
    "": Line(
        lambda found, written: [()] if found.pulse.people else [],
        lambda words, nothing, written: words,
        lambda found, nothing, written: found.pulse.people,
    ),
    "language": Line(
        lambda found, written: told(found.languages, Axis.LANGUAGE),
        lambda words, code, written: of_tone(words.filter(language=code)),
        lambda found, code, written: read_of(found.languages[code]),
    ),
    "country": Line(
        lambda found, written: told(found.countries, Axis.COUNTRY),
        lambda words, code, written: of_tone(words.filter(country=code)),
        lambda found, code, written: read_of(found.countries[code]),
    ),
    "week": Line(
        lambda found, written: [point.on for point in found.points if point.people],
        lambda words, week, written: of_tone(words),
        lambda found, week, written: next(point.people for point in found.points if point.on == week),
    ),
    "feeling": Line(
        lambda found, written: [code for code in Feeling.values if code in found.opens.feelings],
        lambda words, feeling, written: of_feeling(words, feeling),
    ),
    "week feeling": Line(felt_in_weeks, lambda words, both, written: of_feeling(words, both[1])),
    "position": Line(
        lambda found, written: [part for row in found.propositions for part in row.opens],
        lambda words, position, written: of_answer(words, position),
        elsewhere=True,
    ),
    **{name: who(axis) for axis, name in SAID.items()},
    "imported": Line(
        lambda found, written: [IMPORTED] if found.pulse.imported else [],
        lambda words, yes, written: words.filter(author=None),
        elsewhere=True,
    ),
    "phrase": shown_with(Phrase),
    "campaign": shown_with(int),
}
