"""Drawing the audit sample as the figures are made: a person at random, then one of that person's texts."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any, NamedTuple, TypeVar

from django.db.models import F, QuerySet, TextField, Value, Window
from django.db.models.functions import MD5, Cast, Coalesce, Concat, RowNumber
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.tone import LANGUAGES
from contributions.models import Contribution
from core import advisory
from core.verdict import Refused
from insights.models import DrawnText
from insights.permissions import may_draw
from insights.querysets.sample import written
from insights.querysets.voices import SAID_BY_SOMEBODY

MOST = 500  # texts of a language in one draw
Row = TypeVar("Row")


class Words(NamedTuple):
    pk: int
    voice: int
    written_at: datetime


def draw(per_language: int, *, by: User, seed: str = "") -> dict[str, int]:
    """Add so many texts of each language to the audit sample. Returns how many there were to draw.

    Without a seed one is made up; it is kept, so that anybody can draw again and see the same texts.
    """
    may_draw(by).insist()
    if not 1 <= per_language <= MOST:
        raise Refused(_("Draw between 1 and %(most)s texts of each language.") % {"most": MOST})
    seed = seed or secrets.token_hex(8)
    with advisory.lock("insights.audit"):
        rows = {language: chosen(language, per_language, seed) for language in LANGUAGES}
        DrawnText.objects.bulk_create(
            DrawnText(contribution_id=pk, language=language, written_at=written_at, drawn_by=by, seed=seed)
            for language, texts in rows.items()
            for pk, _voice, written_at in texts
        )
    return {language: len(texts) for language, texts in rows.items()}


def chosen(language: str, count: int, seed: str) -> list[Words]:
    """In an order left to chance.

    People who have fewest texts in the sample come first, so that two draws of fifty are as good as one
    of a hundred, and nobody has two texts in it while another has none.
    """
    chance = Random(f"{seed} {language}")
    sample = DrawnText.objects.counting().filter(language=language)
    drawn = Counter(sample.voices())
    found: list[Words] = []
    times = 0  # texts that these people have in the sample
    while len(found) < count and times <= max(drawn.values(), default=0):
        texts = said_in(language).exclude(pk__in=sample.values("contribution"))
        texts = texts.exclude(pk__in=[words.pk for words in found])
        people = [voice for voice, texts_drawn in drawn.items() if texts_drawn == times or not times]
        texts = texts.filter(voice__in=people) if times else texts.exclude(voice__in=people)
        new = spread(one_each(texts, seed), count - len(found), chance)
        drawn.update(words.voice for words in new)
        found += new
        times += 1
    chance.shuffle(found)
    return found


def said_in(language: str) -> QuerySet[Any, Any]:
    """What figures are made of: public words that somebody said, as in `voices.said`."""
    words = Contribution.objects.public().filter(SAID_BY_SOMEBODY, language=language)
    return words.annotate(voice=Coalesce("author_id", -F("pk")), written=written())


def one_each(texts: QuerySet[Any, Any], seed: str) -> list[Words]:
    """One text of each person, by topic and then by time."""
    chance = MD5(Concat(Value(seed), Cast("pk", TextField())))
    place = Window(RowNumber(), partition_by=F("voice"), order_by=chance)
    rows = texts.annotate(place=place).filter(place=1).order_by("topic_id", "published_at", "pk")
    return [Words(*row) for row in rows.values_list("pk", "voice", "written")]


def spread(rows: Sequence[Row], count: int, chance: Random) -> list[Row]:
    """`count` of these rows at even steps from a random start: each as likely as any other, and all parts of
    the order in their due share (systematic sampling; Cochran, Sampling Techniques, chapter 8)."""
    if len(rows) <= count:
        return list(rows)
    step = len(rows) / count
    start = chance.random() * step
    return [rows[min(int(start + number * step), len(rows) - 1)] for number in range(count)]
