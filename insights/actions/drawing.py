"""Drawing the audit sample as the figures are made: a person at random, then one of that person's texts."""

import secrets
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from random import Random
from typing import Any, NamedTuple, TypeVar

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.tone import LANGUAGES
from contributions.models import Contribution
from core import advisory
from core.verdict import Refused
from insights.models import DrawnText
from insights.permissions import may_draw
from insights.querysets.sample import written

MOST = 500  # texts of a language in one draw
Row = TypeVar("Row")


class Words(NamedTuple):
    pk: int
    voice: int


def draw(per_language: int, *, by: User, seed: str = "") -> dict[str, int]:
    """Add so many texts of each language to the audit sample. Returns how many there were to draw.

    Without a seed one is made up; it is kept, so that anybody can draw again and see the same texts.
    """
    may_draw(by).insist()
    if not 1 <= per_language <= MOST:
        raise Refused(_("Draw between 1 and %(most)s texts of each language.") % {"most": MOST})
    seed = seed or secrets.token_hex(8)
    with advisory.lock("insights.audit"):
        drawn = {language: chosen(language, per_language, seed) for language in LANGUAGES}
        rows = Contribution.objects.filter(pk__in=chain(*drawn.values())).annotate(written=written())
        written_at = dict(rows.values_list("pk", "written"))
        DrawnText.objects.bulk_create(
            DrawnText(
                contribution_id=pk, language=language, written_at=written_at[pk], drawn_by=by, seed=seed
            )
            for language, keys in drawn.items()
            for pk in keys
        )
    return {language: len(keys) for language, keys in drawn.items()}


def chosen(language: str, count: int, seed: str) -> list[int]:
    """Keys of contributions, in an order left to chance.

    People who have fewest texts in the sample come first, so that two draws of fifty are as good as one
    of a hundred, and nobody has two texts in it while another has none.
    """
    chance = Random(f"{seed} {language}")
    sample = DrawnText.objects.counting().filter(language=language)
    times = Counter(sample.voices())
    left = said_in(language).exclude(pk__in=sample.values("contribution"))
    found: list[Words] = []
    texts = [Words(*row) for row in left.values_list("pk", "voice")]
    while texts and len(found) < count:
        fewest = min(times[words.voice] for words in texts)
        people = one_each([words for words in texts if times[words.voice] == fewest], chance)
        new = spread(people, count - len(found), chance)
        times.update(words.voice for words in new)
        found += new
        taken = set(new)
        texts = [words for words in texts if words not in taken]
    chance.shuffle(found)
    return [words.pk for words in found]


def said_in(language: str) -> QuerySet[Any, Any]:
    """What figures are made of, as in `voices.said`: public words that somebody said; by topic and time."""
    words = Contribution.objects.public().said_by_the_public().filter(language=language)
    return words.annotate(voice=Coalesce("author_id", -F("pk"))).order_by("topic_id", "published_at", "pk")


def one_each(texts: Sequence[Words], chance: Random) -> list[Words]:
    """One text of each person, any as likely as any other; in the order given."""
    seen: Counter[int] = Counter()
    kept: dict[int, Words] = {}
    for words in texts:
        seen[words.voice] += 1
        if chance.random() * seen[words.voice] < 1:  # the n-th takes the place with a chance of 1 in n
            kept[words.voice] = words
    return [words for words in texts if kept[words.voice] is words]


def spread(rows: Sequence[Row], count: int, chance: Random) -> list[Row]:
    """`count` of these rows at even steps from a random start: each as likely as any other, and all parts of
    the order in their due share (systematic sampling; Cochran, Sampling Techniques, chapter 8)."""
    if len(rows) <= count:
        return list(rows)
    step = len(rows) / count
    start = chance.random() * step
    return [rows[min(int(start + number * step), len(rows) - 1)] for number in range(count)]
