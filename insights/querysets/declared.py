"""What people declared they feel, against what the machine hears in the same text: a running check."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, F, FloatField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from analysis.intervals import wilson
from contributions.models import Contribution
from contributions.states import Feeling
from insights.querysets.pulse import Estimate, is_enough, recent
from insights.states import Tone

SOUNDS = {  # what somebody who feels so would be expected to sound like; "unsure" says neither
    Feeling.HOPEFUL: Tone.POSITIVE,
    Feeling.TRUSTING: Tone.POSITIVE,
    Feeling.WORRIED: Tone.NEGATIVE,
    Feeling.ANGRY: Tone.NEGATIVE,
    Feeling.SAD: Tone.NEGATIVE,
}
WEEKS_CHECKED = 12


@dataclass(frozen=True)
class DeclaredCheck:
    """What people said they feel, against the machine's label of the same text; one voice per author.

    `agrees`: of those whose text it calls positive or negative, the share where that is the feeling's own
    sign. `says`: the share of texts for which it says either. `guess`: how often naming the commoner of the
    two signs every time would be right.
    """

    agrees: Estimate
    says: float
    guess: float

    def as_json(self) -> dict[str, float]:
        found = self.agrees
        shares = {"agrees": found.estimate, "low": found.low, "high": found.high, "people": found.people}
        return {**shares, "guess": self.guess, "says_either": self.says}


def declared_check(language: str) -> DeclaredCheck | None:
    """None under ten people whose text the machine calls positive or negative."""
    found = declaring(language).aggregate(
        people=Count("agrees"),
        agreeing=Sum("agrees"),
        saying=Avg("says"),
        positive=Avg("feels_positive"),
    )
    people, agreeing = found["people"], found["agreeing"]
    if not is_enough(people):
        return None
    low, high = wilson(agreeing, people)
    guess = max(found["positive"], 1 - found["positive"])
    return DeclaredCheck(Estimate(agreeing / people, low, high, people), found["saying"], guess)


def declaring(language: str) -> QuerySet[Any, Any]:
    """One row a person: averages over their texts of the last weeks that carry a feeling with a sign."""
    since, until = recent(WEEKS_CHECKED)
    sign = Case(*(When(feeling=feeling, then=Value(tone)) for feeling, tone in SOUNDS.items()))
    says = Q(reading__label__in=[Tone.NEGATIVE, Tone.POSITIVE])
    words = Contribution.objects.public().said_by_the_public()
    words = words.filter(
        feeling__in=SOUNDS, language=language, published_at__gte=since, published_at__lt=until
    )
    words = words.exclude(reading=None).annotate(voice=Coalesce("author_id", -F("pk")), sign=sign)
    return (
        words.values("voice")
        .order_by()
        .annotate(
            says=Avg(number(says)),
            agrees=Avg(number(Q(reading__label=F("sign"))), filter=says),
            feels_positive=Avg(number(Q(sign=Tone.POSITIVE)), filter=says),
        )
    )


def number(condition: Q) -> Case:
    """1 where it holds and 0 where it does not, to be averaged."""
    return Case(When(condition, then=Value(1.0)), default=Value(0.0), output_field=FloatField())
