"""How right the machine is on the portal's own texts: by what two people say, and by what authors declare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from django.apps import apps
from django.core.cache import cache
from django.db.models import Avg, Case, Count, F, FloatField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from analysis.agreement import Agreement, agreement
from analysis.audit import (
    ENOUGH,
    ENOUGH_OF_CLASS,
    Accuracy,
    Audit,
    accuracy,
    categories,
    tabulate,
)
from analysis.intervals import wilson
from analysis.tone import LANGUAGES
from contributions.models import Contribution
from contributions.states import Feeling
from insights.querysets.pulse import Estimate, is_enough, recent
from insights.states import Tone

if TYPE_CHECKING:
    from insights.querysets.sample import DrawnTextQuerySet

CLASS = {Tone.NEGATIVE: 0, Tone.NEUTRAL: 1, Tone.POSITIVE: 2}  # of `analysis.audit`; -1 for "cannot tell"
SOUNDS = {  # what somebody who feels so would be expected to sound like; "unsure" says neither
    Feeling.HOPEFUL: Tone.POSITIVE,
    Feeling.TRUSTING: Tone.POSITIVE,
    Feeling.WORRIED: Tone.NEGATIVE,
    Feeling.ANGRY: Tone.NEGATIVE,
    Feeling.SAD: Tone.NEGATIVE,
}
WEEKS_CHECKED = 12
KEPT_SECONDS = 60


class Labelled(NamedTuple):
    """A drawn text with what the machine makes of it now; `first` and `second` None where nobody said yet."""

    language: str
    voice: int
    negative: float | None
    neutral: float | None
    positive: float | None
    first: str | None
    second: str | None

    @property
    def is_done(self) -> bool:
        return bool(self.first and self.second)


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


@dataclass(frozen=True)
class Check:
    """One language. Without `audited` and `agreement` there are too few people, or labels, to say so."""

    language: str
    drawn: int
    done: int
    people: int
    audit: Audit | None
    audited: Accuracy | None
    when_sure: Accuracy | None
    agreement: Agreement | None
    declared: DeclaredCheck | None

    @property
    def is_corrected(self) -> bool:
        return self.audit is not None and not self.audit.fault

    @property
    def fault(self) -> str:
        """Why figures of this language are not corrected, in the reader's language; empty when they are."""
        if self.is_corrected:
            return ""
        if self.audit is None or self.audit.texts < ENOUGH:
            found = int(self.audit.texts) if self.audit else 0
            words = _("%(found)s of the %(needed)s labelled texts that a correction needs")
            return words % {"found": found, "needed": ENOUGH}
        if self.audit.counts.sum(axis=1).min() < ENOUGH_OF_CLASS:
            words = _("under %(needed)s labelled texts that sound negative, neutral or positive")
            return words % {"needed": ENOUGH_OF_CLASS}
        return _("the machine hardly tells the kinds of tone apart")


def labelled() -> list[Labelled]:
    """All texts of the sample that count."""
    sample: DrawnTextQuerySet = apps.get_model("insights", "DrawnText")._default_manager.all()
    reading = [f"contribution__reading__p_{name}" for name in ("neg", "neu", "pos")]
    rows = sample.counting().with_labels().order_by("pk")
    return [Labelled(*row) for row in rows.values_list("language", "voice", *reading, "first", "second")]


def audits(rows: Iterable[Labelled] | None = None) -> Mapping[str, Audit]:
    """By language, what people say against what the machine says today: what figures are corrected by.

    Only texts that two people have labelled count, so that nobody corrects the portal's figures alone.
    """
    done = [row for row in (labelled() if rows is None else rows) if row.is_done]
    chances = np.array([(row.negative, row.neutral, row.positive) for row in done], dtype=np.float64)
    return tabulate(
        [row.language for row in done],
        categories(chances.reshape(-1, 3)),
        [class_of(row.first) for row in done],
        [class_of(row.second) for row in done],
    )


def class_of(tone: str | None) -> int:
    return CLASS.get(Tone(tone), -1) if tone else -1


def checks() -> tuple[Check, ...]:
    """Of every language that the machine reads; a minute old at most."""
    found: tuple[Check, ...] | None = cache.get("insights.checks.1")
    if found is None:
        found = checked()
        cache.set("insights.checks.1", found, KEPT_SECONDS)
    return found


def checked() -> tuple[Check, ...]:
    rows = labelled()
    found = audits(rows)
    return tuple(
        check(language, [row for row in rows if row.language == language], found.get(language))
        for language in LANGUAGES
    )


def check(language: str, rows: list[Labelled], audit: Audit | None) -> Check:
    done = [row for row in rows if row.is_done]
    people = len({row.voice for row in done})
    labels = [[class_of(row.first), class_of(row.second)] for row in done]
    return Check(
        language=language,
        drawn=len(rows),
        done=len(done),
        people=people,
        audit=audit,
        audited=told(accuracy(audit), people) if audit else None,
        when_sure=told(accuracy(audit, sure_only=True), people) if audit else None,
        agreement=agreement(labels, ordered=True) if is_enough(people) else None,
        declared=declared_check(language),
    )


def told(found: Accuracy, people: int) -> Accuracy | None:
    return found if is_enough(min(people, found.texts)) else None


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
    words = Contribution.objects.public().filter(
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
