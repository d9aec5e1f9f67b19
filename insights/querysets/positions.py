"""For and against, as people declare it: propositions, petitions and statements beside each other.

Nothing here is read from tone. A signature is support, and nobody can sign against; a vote is a vote.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from analysis.intervals import wilson
from consultations.models import Statement, Vote
from consultations.querysets.statements import Tally
from consultations.states import PUBLIC
from contributions.models import Contribution
from forums.models import Wording
from insights.querysets.keeping import kept
from insights.querysets.propositions import Proposition, Words
from insights.querysets.pulse import Declared, Estimate, is_enough
from insights.querysets.report import report
from petitions.models import Petition, Threshold
from petitions.states import State
from topics.models import Topic

MOST = 5  # of each kind
FRESH = timedelta(minutes=5)  # votes may be millions


@dataclass(frozen=True)
class Signed(Words):
    """A petition with ten signatures or more; `goal` is the next threshold, None past the last."""

    slug: str
    signatures: int
    goal: int | None
    consequence: str

    @property
    def share(self) -> float | None:
        """Of the signatures that something follows from."""
        return self.signatures / self.goal if self.goal else None

    @property
    def url(self) -> str:
        return reverse("petitions:petition", args=[self.slug])


@dataclass(frozen=True)
class Voted(Words):
    """A statement on which at least ten people voted."""

    key: int
    consultation: str
    answers: tuple[Declared, ...]

    @property
    def url(self) -> str:
        return reverse("consultations:results", args=[self.consultation])

    @property
    def people(self) -> int:
        return self.answers[0].share.people


@dataclass(frozen=True)
class Positions:
    propositions: tuple[Proposition, ...]
    petitions: tuple[Signed, ...]
    statements: tuple[Voted, ...]

    def rows(self) -> list[dict[str, Any]]:
        """For the file and the interface: one row an answer; `of` is how many a petition needs next."""
        found = [
            line("proposition", row.thread, row.original, answer)
            for row in self.propositions
            for answer in row.stances
        ]
        found += [
            line_of(
                ("petition", row.slug, *row.original, "signature", None, None, None, row.signatures, row.goal)
            )
            for row in self.petitions
        ]
        found += [
            line("statement", row.key, row.original, answer)
            for row in self.statements
            for answer in row.answers
        ]
        return found


HEADS = ["kind", "key", "text", "language", "answer", "share", "low", "high", "people", "of"]


def line(kind: str, key: int, words: Wording, answer: Declared) -> dict[str, Any]:
    share = answer.share
    return line_of(
        (kind, key, *words, answer.code, share.estimate, share.low, share.high, share.people, None)
    )


def line_of(values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(HEADS, values, strict=True))


def positions(topic: Topic | None) -> Positions:
    """Propositions of the last four weeks; petitions and votes as they stand."""
    signed, voted = kept(
        f"insights.positions.1:{topic.pk if topic else 0}",
        lambda: (petitions(topic), statements(topic)),
        FRESH,
    )
    return Positions(report(topic).propositions, signed, voted)


def petitions(topic: Topic | None) -> tuple[Signed, ...]:
    thresholds = list(Threshold.objects.all())
    rows = Petition.objects.public().about(topic).for_list().order_by("-signature_count", "pk")[:MOST]
    return tuple(signed(row, thresholds) for row in rows if is_enough(row.signature_count))


def signed(row: Petition, thresholds: list[Threshold]) -> Signed:
    following = row.next_threshold(thresholds) if row.state == State.OPEN else None
    return Signed(
        original=Wording(row.action, row.contribution.language),
        translations=tuple(
            Wording(text.title, text.language) for text in row.contribution.translations.all() if text.title
        ),
        slug=row.slug,
        signatures=row.signature_count,
        goal=following.count if following else None,
        consequence=following.consequence if following else "",
    )


def statements(topic: Topic | None) -> tuple[Voted, ...]:
    """Those with the most votes first."""
    votes = Vote.objects.public().filter(statement__consultation__state__in=PUBLIC)
    if topic:
        votes = votes.filter(statement__consultation__topic=topic)
    counted = {pk: tally for pk, tally in votes.tallies().items() if is_enough(tally.votes)}
    first = sorted(counted, key=lambda pk: (-counted[pk].votes, pk))[:MOST]
    rows = Statement.objects.public().for_page().select_related("consultation").in_bulk(first)
    return tuple(voted(rows[pk], counted[pk]) for pk in first if pk in rows)


def voted(row: Statement, tally: Tally) -> Voted:
    words: Contribution = row.contribution
    return Voted(
        original=Wording(words.body, words.language),
        translations=tuple(Wording(text.body, text.language) for text in words.translations.all()),
        key=row.pk,
        consultation=row.consultation.slug,
        answers=tuple(
            Declared(code, share(count, tally.votes))
            for code, count in (
                ("agree", tally.agrees),
                ("pass", tally.passes),
                ("disagree", tally.disagrees),
            )
        ),
    )


def share(count: int, people: int) -> Estimate:
    return Estimate(count / people, *wilson(count, people), people)
