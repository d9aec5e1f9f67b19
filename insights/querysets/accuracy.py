"""How right the machine is on the portal's own texts: by what two people say, and by what authors declare."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from django.apps import apps
from django.core.cache import cache
from django.utils.translation import gettext as _

from analysis.agreement import Agreement, krippendorff
from analysis.audit import (
    ENOUGH,
    ENOUGH_OF_CLASS,
    Accuracy,
    Audit,
    accuracy,
    tabulate,
)
from analysis.tone import LANGUAGES
from insights.querysets.declared import DeclaredCheck, declared_check
from insights.querysets.pulse import is_enough
from insights.querysets.table import categories_of
from insights.states import Tone

if TYPE_CHECKING:
    from insights.querysets.sample import DrawnTextQuerySet

CLASS = {Tone.NEGATIVE: 0, Tone.NEUTRAL: 1, Tone.POSITIVE: 2}  # of `analysis.audit`; -1 for "cannot tell"
KEPT_SECONDS = 60


class Labelled(NamedTuple):
    """A drawn text with what the machine makes of it now; `first` and `second` None where nobody said yet."""

    language: str
    voice: int
    negative: float | None
    positive: float | None
    first: str | None
    second: str | None

    @property
    def is_done(self) -> bool:
        return bool(self.first and self.second)


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

    def as_json(self) -> dict[str, Any]:
        """For the public: nothing about texts by fewer than ten people."""
        told = self.audited is not None
        return {
            "language": self.language,
            "texts_with_two_labels": self.done if told else None,
            "right": asdict(self.audited) if self.audited else None,
            "right_when_sure": asdict(self.when_sure) if self.when_sure else None,
            "agreement": asdict(self.agreement) if told and self.agreement else None,
            "corrected": self.is_corrected,
            "declared": self.declared.as_json() if self.declared else None,
        }

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
    reading = [f"contribution__reading__p_{name}" for name in ("neg", "pos")]
    rows = sample.counting().with_labels().order_by("pk")
    return [Labelled(*row) for row in rows.values_list("language", "voice", *reading, "first", "second")]


def audits(rows: Iterable[Labelled] | None = None) -> Mapping[str, Audit]:
    """By language, what people say against what the machine says today: what figures are corrected by.

    Only texts that two people have labelled count, so that nobody corrects the portal's figures alone.
    """
    done = [row for row in (labelled() if rows is None else rows) if row.is_done]
    chances = np.array([(row.negative, row.positive) for row in done], dtype=np.float64)
    return tabulate(
        [row.language for row in done],
        categories_of(*chances.reshape(-1, 2).T),
        [class_of(row.first) for row in done],
        [class_of(row.second) for row in done],
    )


def counts_of(found: Mapping[str, Audit]) -> dict[str, list[list[float]]]:
    """As plain data, for whoever must be able to compute a corrected figure again: labels go on changing."""
    return {language: audit.counts.tolist() for language, audit in found.items()}


def audits_of(counts: Mapping[str, list[list[float]]]) -> Mapping[str, Audit]:
    """The audits that these were counted by."""
    return {language: Audit(language, np.array(counts)) for language, counts in counts.items()}


def class_of(tone: str | None) -> int:
    return CLASS.get(Tone(tone), -1) if tone else -1


def checks() -> tuple[Check, ...]:
    """Of every language that the machine reads; a minute old at most."""
    found: tuple[Check, ...] | None = cache.get("insights.checks.2")
    if found is None:
        found = checked()
        cache.set("insights.checks.2", found, KEPT_SECONDS)
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
        agreement=krippendorff(labels, ordered=True) if is_enough(people) else None,
        declared=declared_check(language),
    )


def told(found: Accuracy, people: int) -> Accuracy | None:
    return found if is_enough(min(people, found.texts)) else None
